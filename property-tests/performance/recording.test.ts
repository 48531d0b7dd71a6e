import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkCommon, type Recording, readRecording, saveRecording } from '../../src/performance/recording.ts'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-bench-'))
afterAll(() => rmSync(folder, { recursive: true }))

const recording: Recording = {
  subject: 'the suite',
  machine: { node: 'v20.0.0', cpu: 'a processor', cores: 2 },
  startedAt: '2026-01-01T00:00:00.000Z',
  times: { 'ops matmul on onnx': [1.5, 1.25] },
  counters: { kernels: 7 },
}

test('what is saved is what is read', async () => {
  const path = join(folder, 'base.json')
  await saveRecording(path, recording)
  expect(await readRecording(path)).toEqual(recording)
})

test.each([
  [JSON.stringify({ touchstone: 1, ...recording }).slice(0, -9), 'not JSON'],
  ['{', '; save the recording again'],
  ['[]', 'expected an object'],
  ['{"touchstone": 1}', 'is no recording of touchstone bench; make one with'],
  ['{"touchstone": 2}', 'is no recording'],
  [JSON.stringify({ touchstone: 2, ...recording }), 'is a recording of version 2, expected 1; save it again'],
  [
    JSON.stringify({ touchstone: 1, ...recording, times: { a: [] } }),
    'times.a: expected milliseconds above 0, got []',
  ],
  [
    JSON.stringify({ touchstone: 1, ...recording, times: { a: [1, 'NaN'] } }),
    'times.a: expected milliseconds above 0',
  ],
  [
    JSON.stringify({ touchstone: 1, ...recording, times: { a: [-1] } }),
    'times.a: expected milliseconds above 0',
  ],
  [
    JSON.stringify({ touchstone: 1, ...recording, counters: { kernels: null } }),
    'counters.kernels: expected a number',
  ],
  [JSON.stringify({ touchstone: 1, ...recording, machine: {} }), 'machine: expected'],
])('%s is refused in one sentence', async (text, words) => {
  const path = join(folder, 'bad.json')
  writeFileSync(path, text)
  await expect(readRecording(path)).rejects.toThrow(words)
})

test('nothing in common is nothing to compare', () => {
  expect(() => checkCommon({ a: [1] }, { b: [1] }, 'base.json')).toThrow(
    'base.json: has none of the benchmarks',
  )
  expect(() => checkCommon({ a: [1] }, { a: [2], b: [1] }, 'base.json')).not.toThrow()
})
