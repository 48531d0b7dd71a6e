import { describe, expect, test } from 'vitest'
import {
  exitCodeOf,
  type GateReport,
  gateCounters,
  gateTimes,
  isRegression,
  regressionsOf,
} from '../../src/performance/gate.ts'
import { type Noise, pretended, type Slowdowns } from './synthetic.ts'

const benchmarks = Array.from({ length: 18 }, (_, i) => `benchmark ${i}`)
const rule = { threshold: 0.02, alpha: 0.05, paired: true }
const noise: Noise = { starts: 0.015, rounds: 0.1 }

const gateOf = (slowdowns: Slowdowns, seed: number, { paired = true, among = noise } = {}) =>
  gateTimes(pretended(benchmarks, slowdowns, among, seed), { rule: { ...rule, paired }, rounds: 12 })

async function share(trials: number, isSo: (seed: number) => Promise<boolean>): Promise<number> {
  let count = 0
  for (let seed = 1; seed <= trials; seed++) if (await isSo(seed)) count++
  return count / trials
}

const whole = (report: Partial<GateReport>): GateReport => ({
  times: [],
  counters: [],
  gone: [],
  added: [],
  accept: [],
  warnings: [],
  ...report,
})

describe('the gate on times whose truth is known', () => {
  test('nothing changed: no false alarm in 40 runs of 18 benchmarks', async () => {
    expect(await share(40, async (seed) => (await gateOf({}, seed)).times.some(isRegression))).toBe(0)
  })

  test('nor where starts are noisier than the threshold', async () => {
    const among = { starts: 0.06, rounds: 0.3 }
    expect(
      await share(10, async (seed) => (await gateOf({}, seed, { among })).times.some(isRegression)),
    ).toBe(0)
  })

  test('10 % slower is caught in at least 19 of 20 runs, 5 % in at least 10, and nothing else is blamed', async () => {
    const caught = (slowdown: number) =>
      share(20, async (seed) => {
        const { times } = await gateOf({ 'benchmark 3': slowdown }, seed)
        const blamed = times.filter(isRegression).map(({ benchmark }) => benchmark)
        expect(blamed.filter((name) => name !== 'benchmark 3')).toEqual([])
        return blamed.length > 0
      })
    expect(await caught(0.1)).toBeGreaterThanOrEqual(0.95)
    expect(await caught(0.05)).toBeGreaterThanOrEqual(0.5)
  })

  test('2 % is the threshold: what is allowed is not reported', async () => {
    const allowed = Object.fromEntries(benchmarks.map((name) => [name, 0.02]))
    expect(await share(8, async (seed) => (await gateOf(allowed, seed)).times.some(isRegression))).toBe(0)
  })

  test('against a recording the starts are no pairs, and what the machine does is not shared', async () => {
    const among = { starts: 0.015, rounds: 0 }
    const caught = share(10, async (seed) => {
      const { times } = await gateOf({ 'benchmark 3': 0.1 }, seed, { paired: false, among })
      return (
        times
          .filter(isRegression)
          .map(({ benchmark }) => benchmark)
          .join() === 'benchmark 3'
      )
    })
    expect(await caught).toBe(1)
  })

  test('a speed-up is told, and passes', async () => {
    const { times } = await gateOf({ 'benchmark 0': -0.2 }, 1)
    expect(times[0].verdict).toBe('faster')
    expect(exitCodeOf(whole({ times }))).toBe(0)
  })
})

test('a suspect that is not slower when it is tried again is no regression', async () => {
  const suspect = pretended(['a'], { a: 0.3 }, noise, 1)
  const innocent = pretended(['a'], {}, noise, 2)
  const asked: unknown[] = []
  const { times } = await gateTimes(
    (options) => {
      asked.push(options)
      return (asked.length === 1 ? suspect : innocent)(options)
    },
    { rule, rounds: 12 },
  )
  expect(asked).toEqual([{ rounds: 12 }, { rounds: 24, only: ['a'] }])
  expect(times[0].verdict).toBe('slower')
  expect(isRegression(times[0])).toBe(false)
})

test('what is accepted is not tried again, and does not fail', async () => {
  let trials = 0
  const measurePair = pretended(['a'], { a: 0.3 }, noise, 1)
  const { times } = await gateTimes(
    (options) => {
      trials++
      return measurePair(options)
    },
    { rule, rounds: 12, accept: ['a'] },
  )
  expect(trials).toBe(1)
  expect(exitCodeOf(whole({ times, accept: ['a'] }))).toBe(0)
})

describe('counters', () => {
  const counted = (base: number, now: number, accept: string[] = []) =>
    whole({ ...gateCounters({ kernels: base }, { kernels: now }), times: [time], accept })
  const time = {
    benchmark: 'a',
    base: 1,
    head: 1,
    ratio: 1,
    interval: [1, 1] as const,
    pValue: 1,
    verdict: 'alike' as const,
  }

  test('one more is a regression, one less or the same is none', () => {
    expect(regressionsOf(counted(7, 8))).toEqual(['kernels'])
    expect([counted(7, 8), counted(7, 7), counted(7, 6), counted(7, 8, ['kernels'])].map(exitCodeOf)).toEqual(
      [1, 0, 0, 0],
    )
  })

  test('what is gone could not be compared, unless that is accepted; what is new is no matter', () => {
    const gone = gateCounters({ kernels: 7, nodes: 1 }, { nodes: 1, bytes: 2 })
    expect(gone.gone).toEqual(['kernels'])
    expect(gone.added).toEqual(['bytes'])
    expect(exitCodeOf(whole({ ...gone, times: [time] }))).toBe(2)
    expect(exitCodeOf(whole({ ...gone, times: [time], accept: ['kernels'] }))).toBe(0)
    expect(exitCodeOf(whole({}))).toBe(2)
  })
})
