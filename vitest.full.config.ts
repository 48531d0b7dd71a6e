import { defineConfig, mergeConfig } from 'vitest/config'
import config from './vitest.config.ts'

/** The slower proofs: everything of `npm test`, and the files whose names end in .full.test.ts. */
export default mergeConfig(
  config,
  defineConfig({
    test: { include: ['property-tests/**/*.full.test.ts'], exclude: ['node_modules'], testTimeout: 600_000 },
  }),
)
