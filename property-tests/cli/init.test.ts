import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { initCommand } from '../../src/cli/init.ts'
import { type Kind, kinds } from '../../src/models/model.ts'
import { readManifest } from '../../src/subjects/manifest.ts'
import { contracts } from '../../src/subjects/manifest-contract.ts'
import { frameworks, recipe } from '../../src/subjects/starter/recipes.ts'
import { messageOf } from '../subjects/verdicts.ts'

const root = mkdtempSync(join(tmpdir(), 'touchstone-init-'))
afterAll(() => rmSync(root, { recursive: true }))
afterEach(() => vi.restoreAllMocks())

const newFolder = () => join(mkdtempSync(join(root, 'of-')), 'mine')

/** Runs the command and gives what it printed. */
async function init(...args: string[]): Promise<string> {
  let printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  await initCommand().exitOverride().parseAsync(args, { from: 'user' })
  return printed
}

const named = (kind: Kind): string[] => (kind === 'formula' ? ['--formula', 'spectral_norm'] : [])
const functionsOf = (kind: Kind): string[] =>
  kind === 'formula' ? ['value'] : Object.keys(contracts[kind].functions)

describe.each(kinds)('touchstone init --kind %s', (kind) => {
  test('writes a manifest that holds once its models are there, and explains it', async () => {
    const dir = newFolder()
    const printed = await init('--kind', kind, '--dir', dir, ...named(kind))
    for (const name of functionsOf(kind)) writeFileSync(join(dir, `${name}.onnx`), 'a model')
    const manifest = await readManifest(join(dir, 'subject.json'))
    expect(manifest.kind).toBe(kind)
    expect(Object.keys(manifest.functions)).toEqual(functionsOf(kind))
    const conventions = kind === 'formula' ? [] : Object.keys(contracts[kind].conventions)
    for (const word of [...functionsOf(kind), ...conventions, 'PyTorch', 'JAX', 'TensorFlow.js']) {
      expect(printed).toContain(word)
    }
  })

  test.each(['python', 'typescript'])(
    'writes a program to fill in, in %s, beside its adapter',
    async (language) => {
      const dir = newFolder()
      await init('--kind', kind, '--program', language, '--dir', dir, ...named(kind))
      const [adapter, program] =
        language === 'python'
          ? ['touchstone_subject.py', 'subject.py']
          : ['touchstone-subject.ts', 'subject.ts']
      expect(existsSync(join(dir, adapter))).toBe(true)
      const text = readFileSync(join(dir, program), 'utf8')
      for (const name of functionsOf(kind)) expect(text).toContain(name)
      expect((await readManifest(join(dir, 'subject.json'))).command).toEqual([
        language === 'python' ? 'python3' : 'tsx',
        join(dir, program),
      ])
    },
  )

  test.each(frameworks)('has a recipe for %s with every function', (framework) => {
    const text = recipe(framework, kind, kind === 'formula' ? 'spectral_norm' : undefined)
    for (const name of functionsOf(kind)) expect(text).toContain(name)
    expect(text).not.toContain('undefined')
  })
})

describe('touchstone init', () => {
  test('writes over nothing, unless it is told to', async () => {
    const dir = newFolder()
    await init('--kind', 'gan', '--dir', dir)
    writeFileSync(join(dir, 'subject.json'), 'mine')
    expect(await messageOf(init('--kind', 'vae', '--dir', dir))).toContain('subject.json in')
    expect(readFileSync(join(dir, 'subject.json'), 'utf8')).toBe('mine')
    await init('--kind', 'vae', '--dir', dir, '--force')
    expect(readFileSync(join(dir, 'subject.json'), 'utf8')).toContain('"vae"')
  })

  test('prints one recipe where one is named', async () => {
    const printed = await init('--kind', 'flow', '--from', 'jax', '--dir', newFolder())
    expect(printed).toContain('jnp.asarray')
    expect(printed).not.toContain('torch')
  })

  test.each([
    [['--kind', 'flop'], 'Allowed choices are'],
    [['--kind', 'formula'], 'which one? give --formula'],
    [['--kind', 'formula', '--formula', 'gausian_kl'], 'did you mean "gaussian_kl"?'],
    [['--kind', 'vae', '--formula', 'gaussian_kl'], 'a vae is none'],
  ])('refuses %j', async (args, words) => {
    expect(await messageOf(init(...args, '--dir', newFolder()))).toContain(words)
  })
})
