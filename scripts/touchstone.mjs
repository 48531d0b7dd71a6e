#!/usr/bin/env node
// Runs the compiled command where there is one (an installed package), and the sources otherwise (a clone right
// after `npm ci`, where install scripts are off and nothing has been built).
import { existsSync } from 'node:fs'

const isClone = existsSync(new URL('../src/cli/main.ts', import.meta.url))
if (isClone) {
  const { register } = await import('tsx/esm/api')
  register()
  await import('../src/cli/main.ts')
} else {
  await import('../dist/src/cli/main.js')
}
