import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { benchCommand } from '../../src/cli/bench.ts'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-bench-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A command that says of itself that it took so many milliseconds. */
const took = (ms: number) => `echo '{"samples": {"sort": [${ms}]}}'`

/** Runs the command in this process, which must not end with its exit code. */
async function bench(...args: string[]) {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  vi.spyOn(console, 'log').mockReturnValue()
  const command = benchCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  await command.parseAsync(args, { from: 'user' })
  const { exitCode = 0 } = process
  process.exitCode = 0
  return { exitCode, stdout: written.mock.calls.map(([text]) => String(text)).join('') }
}
afterEach(() => vi.restoreAllMocks())

describe('touchstone bench', () => {
  test('a slower command ends with exit code 1, and is told as JSON and Markdown', () => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        ...[resolve('scripts/touchstone.mjs'), 'bench', '--rounds', '6'],
        ...['--command', took(11), '--ab-command', took(10), '--json', 'gate.json', '--markdown', 'gate.md'],
      ],
      { cwd: folder, encoding: 'utf8' },
    )
    expect(stdout).toContain('1 became worse: sort.')
    expect(status).toBe(1)
    const document = JSON.parse(readFileSync(join(folder, 'gate.json'), 'utf8'))
    expect(document).toMatchObject({ touchstone: 1, exitCode: 1, regressions: ['sort'], rounds: 6 })
    expect(document.times[0].ratio).toBeCloseTo(1.1, 12)
    expect(readFileSync(join(folder, 'gate.md'), 'utf8')).toContain('| sort | 10 | 11 | +10.0 % |')
  })

  test('what was saved is compared with later', async () => {
    const base = join(folder, 'base.json')
    await bench('--command', took(10), '--save', base, '--rounds', '6')
    const compare = (ms: number, ...more: string[]) =>
      bench('--command', took(ms), '--against', base, '--rounds', '6', ...more)
    const same = await compare(10)
    expect([same.exitCode, same.stdout]).toEqual([
      0,
      expect.stringContaining('No regression in 1 benchmarks'),
    ])
    const slower = await compare(20)
    expect([slower.exitCode, slower.stdout]).toEqual([1, expect.stringContaining('the recording is of echo')])
    expect((await compare(20, '--accept', 'sort')).exitCode).toBe(0)
    const other = bench('--command', 'true', '--against', base, '--rounds', '4')
    await expect(other).rejects.toThrow('has none of the benchmarks that were timed (whole process')
  })

  test.each([
    [['--against', 'missing.json'], 'missing.json: no such file'],
    [['--save', 'no/such/base.json'], 'there is no such folder'],
    [['--ab', 'no-such-revision'], /git knows no such revision|needs a clone/],
    [['--ab', 'main...HEAD'], '--ab main...HEAD: expected a revision, or two as main..HEAD'],
    [['--ab', '..main'], 'give both'],
    [['--save', '.'], '--save .: is not a regular file'],
    [['--command', 'sleep 60', '--limit', '0.1'], 'took longer than 0.1 seconds'],
    [['--command', `echo '{"samples": {}}'`], 'expected samples as'],
    [['--ab', 'main', '--command', 'true'], '--ab is for our own suite'],
    [['--ab-command', 'true'], '--ab-command needs --command'],
    [['--save', 'x.json', '--ab', 'main'], '--save keeps times and compares none'],
    [['--json', 'x.json'], 'say with what'],
    [['--rounds', '3'], 'whole number from 4'],
    [['--threshold', 'some'], 'per cent'],
    [['--command', 'exit 3'], 'ended with exit code 3, and is not timed'],
    [['--command', took(2), '--ab-command', took(1), '--rounds', '4'], 'too few to tell anything'],
    [['--command', took(-2), '--ab-command', took(1)], 'expected milliseconds above 0, got -2'],
    [['missing-subject.json'], 'missing-subject.json: no such file'],
  ])('%j is refused', async (args, words) => {
    await expect(bench(...args)).rejects.toThrow(words)
  })
})

test('Ctrl-C ends all of it, and is told of in a sentence', async () => {
  const [started, saved] = [join(folder, 'started'), join(folder, 'never.json')]
  const child = spawn(
    process.execPath,
    [resolve('scripts/touchstone.mjs'), 'bench', '--command', `touch ${started}; sleep 60`, '--save', saved],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const [closed, problem] = [once(child, 'close'), text(child.stderr)]
  await vi.waitFor(() => expect(existsSync(started)).toBe(true), { timeout: 20_000 })
  child.kill('SIGINT')
  expect(await closed).toEqual([130, null])
  expect(await problem).toContain('touchstone: interrupted; nothing was written')
  expect(existsSync(saved)).toBe(false)
})
