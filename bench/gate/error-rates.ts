import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { positiveNumber, wholeNumber } from '../../src/cli/options.ts'
import { writeFileAtomically } from '../../src/data/atomic-write.ts'
import { type Random, seededRandom } from '../../src/data/random.ts'
import { gateTimes, isRegression, type MeasurePair } from '../../src/performance/gate.ts'
import { median } from '../../src/statistics/median.ts'
import { machine, ownVersion } from '../machine.ts'
import { type Recorded, record, slowdowns, together } from './record.ts'
import { resampled } from './resample.ts'

interface Options {
  readonly minutes: number
  readonly runs: number
  readonly samples?: string
  readonly from?: readonly string[]
  readonly json?: string
}

/** The gate as `touchstone bench` runs it unless told. */
const rounds = 12
const rule = { threshold: 0.02, alpha: 0.05, paired: true }

new Command('error-rates')
  .description(
    'how often the gate raises a false alarm, and misses a slowdown: rounds of the suite beside itself, and beside ' +
      'itself slowed, are timed, and runs of the gate are drawn from them',
  )
  .option('--minutes <number>', 'how long to time', positiveNumber, 10)
  .option('--runs <number>', 'runs of the gate where nothing changed', wholeNumber(1), 100)
  .option('--samples <file>', 'keep what was timed, to draw from it again')
  .option('--from <file...>', 'draw from what was kept')
  .option('--json <file>', 'write the rates')
  .parseAsync()
  .then((command) => main(command.opts()))

async function main({ minutes, runs, samples, from, json }: Options): Promise<void> {
  const recorded: Recorded = from
    ? from.map((file): Recorded => JSON.parse(readFileSync(file, 'utf8'))).reduce(together)
    : await record(60 * minutes, (count, load) => console.error(`${count} rounds, load ${load}`))
  if (samples) await writeFileAtomically(samples, JSON.stringify(recorded))
  const rates = await ratesOf(recorded, runs)
  console.log(JSON.stringify(rates, null, 2))
  if (!json) return
  const { load: _, ...here } = machine()
  const about = { touchstone: 1, version: ownVersion(), machine: here, loads: recorded.loads }
  await writeFileAtomically(json, `${JSON.stringify({ ...about, rule, rounds, ...rates }, null, 2)}\n`)
}

async function ratesOf(recorded: Recorded, runs: number) {
  const random = seededRandom(1)
  const benchmarks = Object.keys(recorded.same[0])
  let falseAlarms = 0
  for (let run = 0; run < runs; run++) {
    const blamed = await blame(resampled(recorded, random.split(`same ${run}`)))
    if (blamed.length > 0) falseAlarms++
  }
  const caught = []
  for (const [i, slowdown] of slowdowns.entries()) {
    caught.push({ slowdown, ...(await caughtOf(recorded, i, benchmarks, random.split(`slowed ${i}`))) })
  }
  return {
    recordedRounds: recorded.same[0][benchmarks[0]].length,
    nothingChanged: { runs, falseAlarms },
    injected: caught,
    spread: Object.fromEntries(benchmarks.map((name) => [name, spreadOf(recorded, name)])),
  }
}

const runsOfEach = 20

/** Each benchmark in turn is the one that is slower, in 20 runs. */
async function caughtOf(recorded: Recorded, slowdown: number, benchmarks: readonly string[], random: Random) {
  const byBenchmark: Record<string, number> = {}
  let falseAlarms = 0
  for (const benchmark of benchmarks) {
    const injected = { benchmark, slowed: recorded.slowed[slowdown] }
    byBenchmark[benchmark] = 0
    for (let run = 0; run < runsOfEach; run++) {
      const blamed = await blame(resampled(recorded, random.split(`${benchmark} ${run}`), injected))
      if (blamed.includes(benchmark)) byBenchmark[benchmark]++
      if (blamed.some((name) => name !== benchmark)) falseAlarms++
    }
  }
  const runs = runsOfEach * benchmarks.length
  const caught = Object.values(byBenchmark).reduce((sum, count) => sum + count)
  return { runs, caught, caughtOf20: (20 * caught) / runs, falseAlarms, byBenchmark }
}

async function blame(measurePair: MeasurePair): Promise<string[]> {
  const { times } = await gateTimes(measurePair, { rule, rounds })
  return times.filter(isRegression).map(({ benchmark }) => benchmark)
}

/** The median distance of the two equal contenders in a round, as a share. */
const spreadOf = ({ same: [first, second] }: Recorded, name: string): number =>
  median(first[name].map((ms, i) => Math.abs(Math.log(second[name][i] / ms))))
