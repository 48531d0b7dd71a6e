import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/data/package-root.ts'
import { shippedFiles } from '../../src/performance/package-size.ts'

test('goldens and scripts are counted as npm packs them', async () => {
  const packing = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: packageRoot(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [{ files }] = JSON.parse(packing) as [{ files: { path: string }[] }]
  const packed = files.map(({ path }) => path).filter((path) => /^(goldens|scripts)\//.test(path))
  expect((await shippedFiles(packageRoot())).toSorted()).toEqual(packed.toSorted())
})
