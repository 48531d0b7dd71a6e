import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { progressBar, showSeconds } from '../../src/report/progress.ts'

/** A stream that remembers, and a clock that stands until it is turned. */
function stage(isTTY: boolean) {
  const written: string[] = []
  const through = new PassThrough()
  through.on('data', (chunk) => written.push(String(chunk)))
  const stream = Object.assign(through, { isTTY, columns: 100 }) as unknown as NodeJS.WriteStream
  const clock = { time: 1000 }
  return { stream, clock, now: () => clock.time, text: () => written.join('') }
}

test('off a terminal: a line a tenth, in plain text', () => {
  const { stream, clock, now, text } = stage(false)
  const bar = progressBar({ title: 'training', total: 1000, stream, now })
  for (let done = 1; done <= 1000; done++) {
    clock.time += 100
    bar.update(done, { loss: 1 / done })
  }
  bar.stop()
  const lines = text().trimEnd().split('\n')
  expect(lines).toHaveLength(10)
  expect(lines[0]).toBe('training: 100/1000 (10%), 10/s, 1m 30s left, loss 0.01')
  expect(lines[9]).toBe('training: 1000/1000 (100%), 10/s, took 1m 40s, loss 1e-3')
  expect(text()).not.toMatch(/\p{Cc}(?<!\n)/u)
})

test('quick work says one line, at its end', () => {
  const { stream, clock, now, text } = stage(false)
  const bar = progressBar({ title: 'goldens', total: 50, stream, now })
  for (let done = 1; done <= 50; done++) {
    clock.time += 10
    bar.update(done)
  }
  expect(text()).toBe('')
  bar.stop()
  bar.stop()
  expect(text()).toBe('goldens: 50/50 (100%), 100/s, took 1s\n')
})

test('slow work says a line a minute', () => {
  const { stream, clock, now, text } = stage(false)
  const bar = progressBar({ title: 'training', total: 1e6, stream, now })
  for (let done = 1; done <= 300; done++) {
    clock.time += 1000
    bar.update(done)
  }
  expect(text().trimEnd().split('\n')).toHaveLength(5)
})

test('on a terminal: a bar with rate, time left and loss, and the cursor back at the end', () => {
  const { stream, clock, now, text } = stage(true)
  const bar = progressBar({ title: 'a {bar}', total: 4, stream, now })
  clock.time += 2000
  bar.update(1, { loss: 0.5 })
  bar.stop()
  expect(text()).toContain('a (bar)')
  expect(text()).toContain('1/4')
  expect(text()).toContain('0.5/s, 6s left, loss 0.5')
  expect(text().endsWith('\n')).toBe(true)
})

test.each([
  [0.4, '0s'],
  [59.4, '59s'],
  [125, '2m 05s'],
  [12_000, '3h 20m'],
])('%d seconds read as %s', (seconds, shown) => {
  expect(showSeconds(seconds)).toBe(shown)
})

test('says what is under way, where it is told', () => {
  const { stream, clock, now, text } = stage(false)
  const bar = progressBar({ title: 'verify', total: 10, stream, now })
  clock.time += 6000
  bar.update(3, { note: 'flow/inverse on onnx\u001b[2J' })
  bar.stop()
  expect(text()).toMatch(/^verify: 3\/10 \(30%\), 0\.5\/s, 14s left, flow\/inverse on onnx/)
  expect(text()).not.toMatch(/\p{Cc}(?<!\n)/u)
})
