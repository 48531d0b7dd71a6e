import { defineConfig } from 'vitest/config'

/** The slower proofs, in files whose names end in .full.test.ts; `npm test` leaves them out. */
export default defineConfig({
  test: {
    include: ['property-tests/**/*.full.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 600_000,
  },
})
