import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageCounters } from '../../src/performance/package-size.ts'

test('an installed package is counted as it is compiled, a clone by its sources', async () => {
  const root = mkdtempSync(join(tmpdir(), 'touchstone-package-'))
  const write = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  try {
    write('package.json', '{"dependencies": {"a": "1.0.0"}}')
    write('dist/src/index.js', '12345')
    write('scripts/touchstone.mjs', '123')
    write('scripts/release.sh', 'not shipped')
    write('goldens/vae/vae.test.ts', 'not shipped')
    expect(await packageCounters(root)).toEqual({ 'package: bytes': 8, 'package: dependencies': 1 })
    write('src/index.ts', '1234567')
    expect(await packageCounters(root)).toEqual({
      'package: bytes of sources': 10,
      'package: dependencies': 1,
    })
  } finally {
    rmSync(root, { recursive: true })
  }
})
