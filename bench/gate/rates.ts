import type { Random } from '../../src/data/random.ts'
import type { Rule } from '../../src/performance/compare.ts'
import { gateTimes, isRegression, type MeasurePair } from '../../src/performance/gate.ts'
import { slowdowns } from './record.ts'
import type { Resampling } from './resample.ts'

export interface Trials {
  readonly benchmarks: readonly string[]
  readonly rule: Rule
  /** Fresh starts of each in a run of the gate. */
  readonly rounds: number
  /** Runs of the gate where nothing changed. */
  readonly runs: number
  readonly random: Random
}

const runsOfEach = 20

/** How often runs of the gate raise a false alarm where nothing changed, and how often they catch what did. */
export async function ratesOf(resampling: Resampling, trials: Trials) {
  const { runs, random } = trials
  let falseAlarms = 0
  for (let run = 0; run < runs; run++) {
    const blamed = await blame(resampling(random.split(`same ${run}`)), trials)
    if (blamed.length > 0) falseAlarms++
  }
  const injected = []
  for (const [i, slowdown] of slowdowns.entries()) {
    injected.push({ slowdown, ...(await caughtOf(resampling, i, trials)) })
  }
  return { nothingChanged: { runs, falseAlarms }, injected }
}

/** Each benchmark in turn is the one that is slower, in 20 runs. */
async function caughtOf(resampling: Resampling, slowdown: number, trials: Trials) {
  const byBenchmark: Record<string, number> = {}
  let falseAlarms = 0
  for (const benchmark of trials.benchmarks) {
    byBenchmark[benchmark] = 0
    for (let run = 0; run < runsOfEach; run++) {
      const random = trials.random.split(`slowed ${slowdown}: ${benchmark} ${run}`)
      const blamed = await blame(resampling(random, { benchmark, slowdown }), trials)
      if (blamed.includes(benchmark)) byBenchmark[benchmark]++
      if (blamed.some((name) => name !== benchmark)) falseAlarms++
    }
  }
  const runs = runsOfEach * trials.benchmarks.length
  const caught = Object.values(byBenchmark).reduce((sum, count) => sum + count)
  return { runs, caught, caughtOf20: (20 * caught) / runs, falseAlarms, byBenchmark }
}

async function blame(measurePair: MeasurePair, { rule, rounds }: Trials): Promise<string[]> {
  const { times } = await gateTimes(measurePair, { rule, rounds })
  return times.filter(isRegression).map(({ benchmark }) => benchmark)
}
