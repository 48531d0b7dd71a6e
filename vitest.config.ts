import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['property-tests/**/*.test.ts', 'goldens/**/*.test.ts'],
    exclude: ['**/*.full.test.ts', 'node_modules'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
  },
})
