import { readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { XMLValidator } from 'fast-xml-parser'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { checkCommand } from '../../src/cli/check.ts'
import { mergeCommand } from '../../src/cli/merge.ts'
import { exitCode, type Report, type ReportedVerdict } from '../../src/subjects/check.ts'
import { golden } from '../laws/autoencoder-subjects.ts'
import { autoencoderManifest, autoencoderModels, goldenModel, spliced, writeSubject } from './onnx-files.ts'
import { messageOf } from './verdicts.ts'

// What becomes of verdicts is the same in whatever process the models run, and here they run sooner.
vi.mock('../../src/subjects/open.ts', async () => ({
  openSubject: (await import('../../src/subjects/onnx.ts')).onnxSubject,
}))

const { data: _, ...manifest } = autoencoderManifest
const right = autoencoderModels(await golden('weights'))
const wrong = { ...right, 'decode.onnx': spliced(right['decode.onnx'], 'x', 'Relu') }

afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = 0
})

/** Runs the command and gives what it printed, and the exit code it left. */
const run = (...args: string[]) => runCommand(checkCommand(), ...args)

async function runCommand(command: Command, ...args: string[]) {
  let printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  process.exitCode = 0
  await command.exitOverride().parseAsync(args, { from: 'user' })
  return { printed, code: process.exitCode }
}

describe('touchstone check', () => {
  test('prints a verdict for every law, and leaves 0', async () => {
    const { printed, code } = await run(writeSubject(manifest, right))
    expect(code).toBe(0)
    for (const law of ['shapes-and-finite', 'loss-is-reconstruction-error', 'affine', 'pca-optimum']) {
      expect(printed).toContain(`autoencoder/${law}`)
    }
    expect(printed).toContain('12 rows: 7 pass, 0 fail, 5 not applicable')
    expect(printed).not.toContain('\u001b')
  })

  test('tells of a failure what the law says and how to replay it, and leaves 1', async () => {
    const path = writeSubject(manifest, wrong)
    const { printed, code } = await run(path, '--seed', '5')
    const flat = printed.replace(/\s+/g, ' ')
    expect(code).toBe(1)
    expect(flat).toContain('f(a x + (1 - a) y) = a f(x) + (1 - a) f(y)')
    expect(flat).toContain(`touchstone check ${path} --law autoencoder/affine --seed 5`)
  })

  test('tries the laws that are named, and writes the verdicts in the contract’s form', async () => {
    const path = writeSubject(manifest, wrong)
    const json = join(dirname(path), 'verdicts.json')
    const chosen = ['autoencoder/affine', 'autoencoder/extremes']
    const { printed, code } = await run(
      path,
      '--law',
      ...chosen,
      '--runs',
      '3',
      '--seed',
      '5',
      '--json',
      json,
    )
    expect(code).toBe(1)
    expect(printed).not.toContain('batch-independent')
    const report: Report = JSON.parse(readFileSync(json, 'utf8'))
    expect(report).toMatchObject({ touchstone: 1, subject: manifest.name, kind: 'autoencoder', seed: 5 })
    expect(report.verdicts.map(({ law, verdict }) => [law, verdict])).toEqual([
      ['autoencoder/extremes', 'pass'],
      ['autoencoder/affine', 'fail'],
    ])
    const [, failed] = report.verdicts
    expect(failed.error).toBeGreaterThan(failed.tolerance ?? Number.POSITIVE_INFINITY)
    expect(failed.at).toBeDefined()
    expect(failed.replay).toBe(`touchstone check ${path} --runs 3 --law autoencoder/affine --seed 5`)
  })

  test('writes the verdicts for continuous integration, and as a page', async () => {
    const path = writeSubject(manifest, wrong)
    const [junit, html] = ['verdicts.xml', 'verdicts.html'].map((name) => join(dirname(path), name))
    await run(path, '--law', 'autoencoder/affine', '--junit', junit!, '--html', html!)
    const xml = readFileSync(junit!, 'utf8')
    expect(xml).toContain('tests="1" failures="1" errors="0" skipped="0"')
    expect(xml).toContain(`classname="${manifest.name}.onnx file" name="law autoencoder/affine"`)
    expect(XMLValidator.validate(xml)).toBe(true)
    const page = readFileSync(html!, 'utf8')
    expect(page).toContain(`<title>Touchstone: ${manifest.name}</title>`)
    expect(page).toContain('autoencoder/affine')
  })

  test('shares the cases among shards, which merge joins', async () => {
    const path = writeSubject(manifest, wrong)
    const parts = [1, 2, 3].map((index) => join(dirname(path), `${index}.json`))
    for (const [i, part] of parts.entries()) await run(path, '--shard', `${i + 1}/3`, '--json', part)
    const whole = await run(path, '--json', join(dirname(path), 'whole.json'))
    const outcomes = (file: string): string[] =>
      JSON.parse(readFileSync(file, 'utf8')).verdicts.map(
        ({ law, verdict }: ReportedVerdict) => `${law} ${verdict}`,
      )
    const joined = join(dirname(path), 'joined.json')
    const merged = await runCommand(mergeCommand(), ...parts, '--json', joined)
    expect(merged.code).toBe(whole.code)
    expect(outcomes(joined)).toEqual(outcomes(join(dirname(path), 'whole.json')))
    expect(await messageOf(runCommand(mergeCommand(), ...parts.slice(1)))).toContain('1/3 are missing')
    const beside = await runCommand(
      mergeCommand(),
      join(dirname(path), 'whole.json'),
      ...parts.slice(0, 1),
    ).catch(String)
    expect(beside).toContain('does not belong')
  })

  test('tries fewer cases, or more, and says so in the replay', async () => {
    const path = writeSubject(manifest, wrong)
    const law = ['--law', 'autoencoder/affine']
    expect((await run(path, '--quick', ...law)).printed).toContain('--quick')
    expect(await messageOf(run(path, '--quick', '--thorough'))).toContain('cannot be used with')
  })

  test('annotates a job on GitHub, where no word of a subject is a command', async () => {
    const path = writeSubject({ ...manifest, name: '::error::mine' }, wrong)
    const { printed } = await run(path, '--law', 'autoencoder/affine', '--github')
    const [, token] = /^::stop-commands::(\S+)\n/.exec(printed) ?? []
    const [obeyed] = printed.split(`::${token}::\n`).slice(1)
    expect(obeyed.match(/^::/gm)).toHaveLength(1)
    expect(obeyed).toMatch(/^::error title=autoencoder\/affine%3A fail::/)
  })

  test('takes models without a manifest, by their names', async () => {
    const folder = dirname(writeSubject({}, right))
    rmSync(join(folder, 'subject.json'))
    const { printed, code } = await run(folder, '--kind', 'autoencoder', '--declare', 'linear=true')
    expect(code).toBe(0)
    expect(printed).toContain('autoencoder/affine')
    expect(await messageOf(run(folder))).toContain('what is it? give --kind')
    expect(await messageOf(run(writeSubject(manifest, right), '--kind', 'vae'))).toContain('says that itself')
  })

  test('the same seed gives the same verdicts', async () => {
    const path = writeSubject(manifest, wrong)
    const [first, again] = [await run(path, '--seed', '9'), await run(path, '--seed', '9')]
    expect(again.printed).toBe(first.printed)
  })

  test('nothing applicable leaves 2', async () => {
    const functions = { loss: { model: 'reference.onnx' } }
    const path = writeSubject(
      { touchstone: 1, kind: 'autoencoder', functions },
      { 'reference.onnx': goldenModel('linear-autoencoder/reference.onnx') },
    )
    expect((await run(path, '--law', 'autoencoder/affine')).code).toBe(2)
  })

  test.each([
    [['--law', 'autoencoder/afine'], "did you mean 'autoencoder/affine'?"],
    [['--seed', '-1'], 'whole number from 0'],
    [['--shard', '3/2'], 'a part and their number'],
    [['--runs', '0'], 'whole number from 1'],
    [['--call-limit', '0'], 'number above 0'],
    [['--memory-limit', 'much'], 'whole number from 1'],
    [['--json', '/nowhere/at/all.json'], 'there is no such folder'],
    [['--junit', '/nowhere/at/all.xml'], 'there is no such folder'],
    [['--html', '/nowhere/at/all.html'], 'there is no such folder'],
  ])('refuses %j', async (args, word) => {
    expect(await messageOf(run(writeSubject(manifest, right), ...args))).toContain(word)
  })
})

describe('the exit code', () => {
  const report = (...told: ReportedVerdict['verdict'][]): Report => ({
    touchstone: 1,
    subject: 's',
    kind: 'flow',
    seed: 1,
    verdicts: told.map((verdict, i) => ({ law: `law ${i}`, verdict, replay: '' })),
  })

  test.each<[number, ReportedVerdict['verdict'][]]>([
    [0, ['pass']],
    [0, ['pass', 'not applicable']],
    [1, ['pass', 'fail']],
    [1, ['fail', 'error', 'inconclusive']],
    [2, ['pass', 'error']],
    [2, ['pass', 'inconclusive']],
    [2, ['not applicable', 'not applicable']],
    [2, []],
  ])('%d for %j', (code, told) => {
    expect(exitCode(report(...told))).toBe(code)
  })
})
