import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { trace } from '../../src/graph/trace.ts'
import { add, exp, mul } from '../../src/ops/index.ts'
import { commandContender, wholeProcess } from '../../src/performance/contenders/command.ts'
import { tellingLine } from '../../src/performance/contenders/last-lines.ts'
import { subjectContender } from '../../src/performance/contenders/subject.ts'
import { graphCounters } from '../../src/performance/counters.ts'
import { suite, workloads } from '../../src/performance/suite/index.ts'
import { flowManifest, flowModels, writeSubject } from '../subjects/onnx-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-bench-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a command is timed as a whole process', async () => {
  const session = await commandContender('sleep 0.05').start()
  expect(session.benchmarks).toEqual([wholeProcess])
  const [ms] = await session.sample(wholeProcess)
  expect(ms).toBeGreaterThanOrEqual(49)
})

test('or by the samples that it prints on its last line', async () => {
  const session = await commandContender(
    `echo hello; echo '{"samples": {"sort": [1.5, 2], "find": [3]}}'`,
  ).start()
  expect(session.benchmarks).toEqual(['sort', 'find'])
  expect(await session.sample('sort')).toEqual([1.5, 2])
})

test.each([
  ['exit 3', 'exit 3: ended with exit code 3, and is not timed: it wrote no reason'],
  ['echo no such sort >&2; exit 1', 'and is not timed: no such sort'],
  ['kill -9 $$', 'ended with SIGKILL'],
  [`echo '{"samples": {}}'`, 'expected samples as {"samples": {"sort": [1.2, 1.1]}}, got {}'],
  [`echo '{"samples": [1]}'`, 'got [1]'],
  [`echo '{"samples": {"sort": 1}}'`, 'got {"sort":1}'],
])('a command that fails is not timed: %s', async (command, words) => {
  await expect(commandContender(command).start()).rejects.toThrow(words)
})

test('a command that takes too long is ended, and what it started', async () => {
  const file = join(folder, 'late')
  const start = commandContender(`(sleep 0.6; touch ${file}) & wait`, { longest: 0.1 }).start()
  await expect(start).rejects.toThrow('took longer than 0.1 seconds, and was ended')
  await pause(800)
  expect(existsSync(file)).toBe(false)
})

test('a signal ends a command that runs', async () => {
  const start = commandContender('sleep 60').start(AbortSignal.timeout(100))
  await expect(start).rejects.toThrow('ended with SIGKILL')
})

test('the functions of a subject are timed where it is checked: in a process of its own', async () => {
  const contender = await subjectContender(writeSubject(flowManifest, flowModels()))
  const session = await contender.start()
  try {
    expect(session.benchmarks).toContain('to_latent')
    for (const ms of await session.sample('to_latent')) expect(ms).toBeGreaterThan(0)
  } finally {
    await session.end()
  }
})

test('the counters of y = e^x (x + 1), by hand', () => {
  const graph = trace({ x: [100] }, ({ x }) => ({ y: mul(exp(x), add(x, 1)) }))
  expect(graphCounters(graph)).toMatchObject({
    kernels: 3,
    'bytes moved': 4 * (200 + 200 + 300),
    allocations: 4,
    'ONNX nodes': 3,
  })
})

test('every workload of the suite has a name of its own, and counts the same every time', () => {
  const names = suite.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  const counted = () => workloads.flatMap(({ graphs }) => graphs().map(graphCounters))
  expect(counted()).toEqual(counted())
})

test('what a process wrote last tells why it ended, not the version of Node below it', () => {
  expect(tellingLine('/x.js:1\nthrow new Error(1)\n\nError: 1\n    at /x.js:1\n\nNode.js v20.0.0\n')).toBe(
    'Error: 1',
  )
  expect(tellingLine('Traceback:\n  File "x"\nValueError: no such sort\n')).toBe('ValueError: no such sort')
  expect(
    tellingLine('Error [TransformError]: 1 error:\nx.ts:3: Unexpected ";"\n    at x\nNode.js v20.0.0'),
  ).toBe('Error [TransformError]: 1 error: x.ts:3: Unexpected ";"')
  expect(tellingLine('cannot go on\n')).toBe('cannot go on')
  expect(tellingLine('')).toBe('it wrote no reason')
})
