import { expect, test } from 'vitest'
import type { TimeComparison } from '../../src/performance/compare.ts'
import { loadDoubts, recordingDoubts, shiftDoubts } from '../../src/performance/doubts.ts'

const recording = {
  subject: 'the suite',
  machine: { node: 'v20.0.0', cpu: 'a processor', cores: 2 },
  startedAt: '2026-01-01T00:00:00.000Z',
  times: {},
  counters: {},
}

test('another machine, or another subject, makes a comparison doubtful', () => {
  expect(recordingDoubts(recording, recording)).toEqual([])
  const elsewhere = { ...recording, machine: { ...recording.machine, cpu: 'a faster one' } }
  expect(recordingDoubts(recording, elsewhere).join()).toContain('cpu a processor then, a faster one now')
  const [doubt] = recordingDoubts(recording, { ...recording, subject: 'node mine.js' })
  expect(doubt).toBe('the recording is of the suite, and this is node mine.js')
})

test('what is slower all over may be the machine; one benchmark is not', () => {
  const changed = (...ratios: number[]) => ratios.map((ratio) => ({ ratio }) as TimeComparison)
  expect(shiftDoubts(changed(1.1, 1.09, 1.12, 1.1, 1.08), 0.02)[0]).toContain('+10.0 %')
  expect(shiftDoubts(changed(1.3, 1, 1, 1.01, 0.99), 0.02)).toEqual([])
  expect(shiftDoubts(changed(1.3), 0.02)).toEqual([])
})

test('a busy machine is told of', () => {
  expect(loadDoubts(9.5, 2)[0]).toContain('load 9.5 on 2 cores')
  expect(loadDoubts(1.5, 2)).toEqual([])
})
