import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['property-tests/**/*.test.ts', 'goldens/**/*.test.ts'],
    exclude: ['**/*.full.test.ts', 'node_modules'],
    pool: 'forks',
    isolate: false, // to load all modules anew for each file takes longer than many a file's tests
    maxWorkers: 2,
    testTimeout: 60_000,
  },
})
