import { expect, test } from 'vitest'
import type { Contender } from '../../src/performance/contenders/contender.ts'
import { measure } from '../../src/performance/measure.ts'

/** A contender that writes down what it is asked for. */
function scribe(
  label: string,
  log: string[],
  samples: readonly number[] = [3, 1, 2],
  benchmarks = ['a'],
): Contender {
  return {
    label,
    counters: async () => ({}),
    async start() {
      log.push(`${label} starts`)
      return {
        benchmarks,
        async sample(benchmark) {
          log.push(`${label} ${benchmark}`)
          return samples
        },
        async end() {
          log.push(`${label} ends`)
        },
      }
    },
  }
}

test('contenders go through the benchmarks by turns, there and back, each started afresh in every round', async () => {
  const log: string[] = []
  const both = ['a', 'b']
  const [base, head] = await measure([scribe('A', log, [1], both), scribe('B', log, [1], both)], {
    rounds: 2,
  })
  expect(log).toEqual([
    ...['A starts', 'B starts', 'A a', 'B a', 'A b', 'B b'],
    ...['B a', 'A a', 'B b', 'A b', 'A ends', 'B ends'],
    ...['B starts', 'A starts', 'B a', 'A a', 'B b', 'A b'],
    ...['A a', 'B a', 'A b', 'B b', 'B ends', 'A ends'],
  ])
  expect(base.a).toHaveLength(2)
  expect(head).toEqual(base)
})

test('a start counts by its fast samples: one slow sample in ten changes nothing', async () => {
  const [quiet] = await measure([scribe('A', [], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1])], { rounds: 1 })
  const [disturbed] = await measure([scribe('A', [], [1, 1, 1, 1, 1, 1, 1, 1, 1, 90])], { rounds: 1 })
  expect(disturbed).toEqual(quiet)
})

test('what one of them lacks is timed on the other, and only what is asked for is timed', async () => {
  const log: string[] = []
  const contenders = [scribe('A', log, [1], ['a', 'b']), scribe('B', log, [1], ['b', 'c'])]
  const [base, head] = await measure(contenders, { rounds: 1, only: ['a', 'b'] })
  expect([Object.keys(base), Object.keys(head)]).toEqual([['a', 'b'], ['b']])
  expect(log).not.toContain('B c')
})

test.each([
  [[Number.NaN], 'got NaN'],
  [[1, Number.POSITIVE_INFINITY], 'got Infinity'],
  [[0], 'got 0'],
  [[-1], 'got -1'],
  [[], 'got none'],
])('samples %j are no times, and every process is ended', async (samples, words) => {
  const log: string[] = []
  const work = measure([scribe('A', log), scribe('B', log, samples)], { rounds: 3 })
  await expect(work).rejects.toThrow(`B: a: expected milliseconds above 0, ${words}`)
  expect(log.slice(-2)).toEqual(['A ends', 'B ends'])
})

test('a benchmark that nobody has is refused, with the names of those there are', async () => {
  const work = measure([scribe('A', [], [1], ['a', 'b'])], { rounds: 1, only: ['c'] })
  await expect(work).rejects.toThrow("no benchmark is called 'c'; the benchmarks are a, b")
})

test('a signal stops it, and every process is ended', async () => {
  const log: string[] = []
  const work = measure([scribe('A', log)], { rounds: 3, signal: AbortSignal.abort(new Error('interrupted')) })
  await expect(work).rejects.toThrow('interrupted')
  expect(log).toEqual(['A starts', 'A ends'])
})

test('nor does it wait for a sample that never comes', async () => {
  const log: string[] = []
  const stop = new AbortController()
  const stuck: Contender = {
    label: 'A',
    counters: async () => ({}),
    start: async () => ({
      benchmarks: ['a'],
      sample() {
        stop.abort(new Error('interrupted'))
        return new Promise(() => {})
      },
      end: async () => {
        log.push('A ends')
      },
    }),
  }
  await expect(measure([stuck], { rounds: 1, signal: stop.signal })).rejects.toThrow('interrupted')
  expect(log).toEqual(['A ends'])
})
