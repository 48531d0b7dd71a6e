import { existsSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cells, value } from '../../src/engines/value.ts'
import { checkSubject, exitCode } from '../../src/subjects/check.ts'
import { readManifest } from '../../src/subjects/manifest.ts'
import { defaultLimits } from '../../src/subjects/processes/limits.ts'
import { residentMemory } from '../../src/subjects/processes/memory.ts'
import { printMessage } from '../../src/subjects/program/messages.ts'
import { programSubject } from '../../src/subjects/program/program.ts'
import { folder } from './onnx-files.ts'
import { greeting, speaking, writeProgram } from './programs.ts'
import { laws, messageOf } from './verdicts.ts'

const patient = { ...defaultLimits, memory: 2 ** 28, answer: 2 ** 20 }
const hasty = { ...patient, start: 1, call: 0.3 }

const open = async (source: string, extra: object = {}, limits = patient, onMessage = (_: string) => {}) =>
  programSubject(await readManifest(writeProgram(source, extra)), limits, onMessage)

const x = value([1, 2, 3, 4, 5, 6], [3, 2])
const both = `hello.functions = ['to_latent', 'to_data']; if (ask.cmd === 'start') return say(hello);`

describe('a program as a subject', () => {
  test('computes what it is asked, in float32', async () => {
    const subject = await open(greeting('say(right(ask))'))
    expect(subject).toMatchObject({ engine: 'program', precision: 'float32', batch: null })
    expect(subject.functions).toEqual({ to_latent: { inputs: { x: [2] }, outputs: ['z', 'log_det'] } })
    const { z, log_det } = await subject.call('to_latent', { x })
    expect([z.shape, [...cells(z)]]).toEqual([
      [3, 2],
      [3, 5, 7, 9, 11, 13],
    ])
    expect(log_det.shape).toEqual([3])
    await subject.dispose()
  })

  test('computes in float64, for a batch of its own, and tells so', async () => {
    const source = speaking(`
      if (ask.cmd === 'start') return say({ ...hello, dtype: 'float64', batch: 3 })
      say({ seq: ask.seq, outputs: { z: ask.inputs.x } })`)
    const subject = await open(source)
    expect(subject).toMatchObject({ precision: 'float64', batch: 3 })
    const third = value([1 / 3, 2, 3, 4, 5, 6], [3, 2])
    const { z } = await subject.call('to_latent', { x: third })
    expect(z.data).toBeInstanceOf(Float64Array)
    expect(cells(z)[0]).toBe(1 / 3)
    await subject.dispose()
  })

  test('has shapes that its manifest states, and not what it skips', async () => {
    const source = speaking(`${both}
      say(ask.function === 'to_data' ? { seq: ask.seq, skipped: 'no inverse' } : right(ask))`)
    const subject = await open(source, { shapes: { x: [1, 4] } })
    expect(subject.functions).toEqual({ to_latent: { inputs: { x: [1, 4] }, outputs: ['z', 'log_det'] } })
    await subject.dispose()
  })

  test('is told of a decoder’s x only where it says so', async () => {
    const told = (shapes: object) =>
      speaking(`if (ask.cmd === 'start') return say({ version: 1, functions: ['decode'], shapes: ${JSON.stringify(shapes)} })
        say({ seq: ask.seq, outputs: { logits: ask.inputs.x ?? ask.inputs.z } })`)
    for (const [shapes, inputs] of [
      [{ z: [2], x: [3] }, ['z']],
      [{ z: [2], 'decode.x': [3] }, ['z', 'x']],
    ] as const) {
      const subject = await open(told(shapes), { kind: 'vae' })
      expect(Object.keys(subject.functions.decode.inputs)).toEqual(inputs)
      await subject.dispose()
    }
  })

  test('starts in an empty folder, which goes with it, and knows its manifest’s', async () => {
    const told: string[] = []
    const source = `console.error(process.cwd(), require('fs').readdirSync('.').length, process.env.TOUCHSTONE_FOLDER)
      ${greeting('say(right(ask))')}`
    const subject = await open(source, {}, patient, (text) => told.push(text))
    const [cwd, entries, manifests] = told.join('').trim().split(' ')
    expect([entries, existsSync(cwd), existsSync(join(manifests, 'subject.json'))]).toEqual(['0', true, true])
    await subject.dispose()
    expect(existsSync(cwd)).toBe(false)
  })

  test('that computes a formula', async () => {
    const source = speaking(`
      if (ask.cmd === 'start') return say({ version: 1, functions: ['value'] })
      const { mean, log_variance } = ask.inputs
      say({ seq: ask.seq, outputs: { kl: tensor([Object.keys(ask.inputs).length], [1]) } })`)
    const subject = await open(source, { kind: 'formula', formula: 'gaussian_kl' })
    expect(subject.functions.value.outputs).toEqual(['kl'])
    await subject.dispose()
  })
})

/** What a program does, its source, and words that the sentence must have. */
type Hostile = readonly [string, string, ...string[]]

const answering = (answer: string) => greeting(`say(${answer})`)
const flood = `const flood = () => { while (process.stdout.write('x'.repeat(1 << 16))); process.stdout.once('drain', flood) }
  flood()`

const hostile: readonly Hostile[] = [
  [
    'speaks first',
    `console.log('Loading...')\n${greeting('')}`,
    '("Loading..." is no JSON) at the start',
    'standard error',
  ],
  [
    'writes garbage and its answer at once',
    answering(`'Loading...\\n' + JSON.stringify(right(ask))`),
    '("Loading..." is no JSON) when asked for to_latent',
    'standard error',
  ],
  ['answers with garbage', answering(`'\\u0000\\u001b[2Jnonsense'`), 'is no JSON', 'asked for to_latent'],
  ['is over at once', '', 'ended with exit code 0', 'at the start'],
  ['fails', `console.error('no numpy'); process.exit(3)`, 'exit code 3', 'at the start', '"no numpy"'],
  ['ends early', greeting('process.exit(7)'), 'exit code 7', 'asked for to_latent'],
  ['crashes', greeting('process.abort()'), 'SIGABRT'],
  ['has no shapes', speaking(`say({ ...hello, shapes: {} })`), 'shapes', '"x"', 'state that of one sample'],
  ['gives no z', answering(`{ seq: ask.seq, outputs: { y: tensor([1], [1]) } }`), '"z"', 'got "y"'],
  ['says what is wrong', answering(`{ seq: ask.seq, error: 'singular matrix' }`), 'singular matrix'],
  ['skips all', answering(`{ seq: ask.seq, skipped: 'not today' }`), 'skips all', 'not today'],
  ['writes without end', greeting(flood), 'a line of more than 1 MiB'],
  [
    'eats memory',
    greeting('for (const all = [];;) all.push(Buffer.alloc(1 << 24, 1))'),
    'over the limit of 256 MiB of memory',
  ],
]

const silent: readonly Hostile[] = [
  ['never says hello', 'setInterval(() => {}, 1000)', 'no answer within 1 s', 'at the start'],
  ['never reads', 'for (;;);', 'no answer within 1 s'],
  ['never answers', greeting(''), 'no answer within 0.3 s', 'asked for to_latent', '--call-limit'],
  ['answers late', greeting('setTimeout(() => say(right(ask)), 600)'), 'no answer within 0.3 s'],
]

describe('a program that does otherwise gets one sentence', () => {
  async function refused(source: string, words: readonly string[], limits = patient) {
    const message = await messageOf(open(source, {}, limits))
    for (const word of words) expect(message).toContain(word)
    expect(message).toMatch(/^\S+subject\.json: /)
    expect(message).not.toMatch(/\p{Cc}/u)
  }
  test.each(hostile)('%s', (_, source, ...words) => refused(source, words))
  test.each(silent)('%s', (_, source, ...words) => refused(source, words, hasty))

  test('takes too long for all together', () =>
    refused(greeting('say(right(ask))'), ['took more than 0 s for all of its answers', '--law'], {
      ...patient,
      total: 0,
    }))

  test('there is none of that name', async () => {
    const message = await messageOf(open('', { command: ['no-such-program'] }))
    expect(message).toContain('the program no-such-program cannot be started: there is none of that name')
  })

  test.each([
    ['an empty list', [], 'got []'],
    ['a text', 'python3 x.py', 'write ["python3", "my_flow.py"]'],
    ['a number', ['python3', 3], 'command[1]', 'got 3'],
    ['a program elsewhere', ['../program'], 'command[0]', 'leaves'],
    ['an empty word', [''], 'command[0]'],
  ])('command is %s', async (_, command, ...words) => {
    const message = await messageOf(open('', { command }))
    for (const word of words) expect(message).toContain(word)
  })

  test('a file that is a link out of the folder', async () => {
    const path = writeProgram('')
    const outside = join(folder(), 'outside.cjs')
    writeFileSync(outside, '')
    symlinkSync(outside, join(dirname(path), 'link.cjs'))
    writeFileSync(path, JSON.stringify({ touchstone: 1, kind: 'flow', command: ['node', 'link.cjs'] }))
    expect(await messageOf(readManifest(path))).toContain('command[1]: "link.cjs" is a link out')
  })

  test('model files beside it', async () => {
    const functions = { to_latent: { model: 'm.onnx' } }
    expect(await messageOf(open('', { functions }))).toContain('a program names its functions itself')
  })
})

describe('a program that fails now and then', () => {
  test('is an error of the laws that it fails, and the others go on', async () => {
    const source = speaking(`${both}
      if (ask.function === 'to_data') process.exit(1)
      say(right(ask))`)
    const subject = await open(source)
    const chosen = ['flow/inverse', 'flow/log-det-is-jacobian']
    const report = await checkSubject(subject, { seed: 1, laws: chosen, runs: 1 })
    await subject.dispose()
    expect(laws(report, 'error')).toContain('flow/inverse')
    expect(laws(report, 'pass')).toContain('flow/log-det-is-jacobian')
    expect(report.verdicts.find(({ law }) => law === 'flow/inverse')?.reason).toContain(
      'ended with exit code 1 when asked for to_data',
    )
    expect(exitCode(report)).toBe(2)
  })

  test('answers twice, and is told so when asked again; then it has another chance', async () => {
    const subject = await open(greeting('say(right(ask)); say(right(ask))'))
    await new Promise((done) => setTimeout(done, 100))
    expect(await messageOf(subject.call('to_latent', { x }))).toContain('an answer that nobody had asked for')
    expect((await subject.call('to_latent', { x })).z.shape).toEqual([3, 2])
    await subject.dispose()
  })

  test('is not asked for ever, if it does not answer', async () => {
    const subject = await open(greeting('if (ask.seq < 2) say(right(ask))'), {}, { ...patient, call: 0.3 })
    const messages: string[] = []
    for (let i = 0; i < 3; i++) messages.push(await messageOf(subject.call('to_latent', { x })))
    expect(messages.map((message) => message.replace(/.*program.cjs /, ''))).toEqual([
      'gave no answer within 0.3 s when asked for to_latent; make it faster, or raise --call-limit',
      'gave no answer within 0.3 s when asked for to_latent; make it faster, or raise --call-limit',
      'left 2 questions without answer; it is not asked again; make it faster, or raise --call-limit',
    ])
    await subject.dispose()
  })

  test('what it starts ends with it', async () => {
    const told: string[] = []
    const source = `const { pid } = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
      console.error(pid)\n${greeting('process.exit(0)')}`
    await messageOf(open(source, {}, patient, (text) => told.push(text)))
    expect(await residentMemory(Number(told.join('')))).toBe(0)
  })
})

test('messages are shown up to a length, and do not steer the terminal', () => {
  let shown = ''
  const print = printMessage((text) => {
    shown += text
  })
  print('\u001b[2J\u001b]0;title\u0007careful\u0000\n')
  expect(shown).toBe('careful\n')
  print('x'.repeat(50_000))
  print('more')
  expect(shown.length).toBeLessThan(21_000)
  expect(shown).toContain('left out')
})
