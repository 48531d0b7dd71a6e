import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/data/package-root.ts'
import { checkSubject, exitCode } from '../../src/subjects/check.ts'
import { readManifest } from '../../src/subjects/manifest.ts'
import { defaultLimits } from '../../src/subjects/processes/limits.ts'
import { programSubject } from '../../src/subjects/program/program.ts'
import { folder } from './onnx-files.ts'
import { failing, laws } from './verdicts.ts'

const adapter = join(packageRoot(), 'scripts/adapters/typescript')

/** The example with a change to its source. Node runs it through tsx, wherever tests are started. */
async function openExample(change = (source: string) => source) {
  const path = folder()
  cpSync(adapter, path, { recursive: true })
  const program = join(path, 'vae.ts')
  writeFileSync(program, change(readFileSync(program, 'utf8')))
  const translator = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const manifest = JSON.parse(readFileSync(join(path, 'subject.json'), 'utf8'))
  const command = [process.execPath, '--import', translator, 'vae.ts']
  writeFileSync(join(path, 'subject.json'), JSON.stringify({ ...manifest, command }))
  return programSubject(await readManifest(join(path, 'subject.json')), defaultLimits, () => {})
}

const chosen = ['vae/kl-closed-form', 'vae/reparameterize', 'vae/elbo-parts', 'vae/elbo-kl']

describe('the example of the adapter for TypeScript', () => {
  test('is right', async () => {
    const subject = await openExample()
    const report = await checkSubject(subject, { seed: 1, laws: chosen, runs: 2 })
    await subject.dispose()
    expect(laws(report, 'pass')).toEqual(chosen)
    expect(exitCode(report)).toBe(0)
  })

  test('with a mistake, with an error, and with words on standard output, is told so', async () => {
    const guarded = `kl({ mean, spread }) {
      console.log('a word')
      if (mean.shape[0] > 2) throw new Error('too many')`
    const subject = await openExample((source) =>
      source
        .replace('Math.exp(spread[i] / 2)', 'Math.exp(spread[i])')
        .replace('kl({ mean, spread }) {', guarded),
    )
    const report = await checkSubject(subject, { seed: 1, laws: chosen, runs: 2 })
    await subject.dispose()
    expect(failing(report)).toContain('vae/reparameterize')
    expect(laws(report, 'error')).toEqual(['vae/kl-closed-form'])
    expect(report.verdicts[0].reason).toContain('has no answer to kl: too many')
    expect(exitCode(report)).toBe(1)
  })
})
