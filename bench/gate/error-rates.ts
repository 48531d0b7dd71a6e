import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { positiveNumber, wholeNumber } from '../../src/cli/options.ts'
import { writeFileAtomically } from '../../src/data/atomic-write.ts'
import { seededRandom } from '../../src/data/random.ts'
import { usualRounds } from '../../src/performance/gate.ts'
import { holm } from '../../src/statistics/holm.ts'
import { median } from '../../src/statistics/median.ts'
import { signedRank } from '../../src/statistics/rank-tests.ts'
import { machine, ownVersion } from '../machine.ts'
import { ratesOf } from './rates.ts'
import { type Recorded, record, together } from './record.ts'
import { apart, roundsOf, sideBySide } from './resample.ts'

interface Options {
  readonly minutes: number
  readonly runs: number
  readonly samples?: string
  readonly from?: readonly string[]
  readonly json?: string
}

/** The gate as `touchstone bench` runs it unless told. */
const rounds = usualRounds
const rule = { threshold: 0.02, alpha: 0.05 }

new Command('error-rates')
  .description(
    'how often the gate raises a false alarm, and misses a slowdown: rounds of the suite beside itself, and beside ' +
      'itself slowed, are timed, and runs of the gate are drawn from them',
  )
  .option('--minutes <number>', 'how long to time', positiveNumber, 10)
  .option('--runs <number>', 'runs of the gate where nothing changed', wholeNumber(1), 100)
  .option('--samples <file>', 'keep what was timed, to draw from it again')
  .option('--from <file...>', 'draw from what was kept; of several sittings, rates of --against, too')
  .option('--json <file>', 'write the rates')
  .parseAsync()
  .then((command) => main(command.opts()))

async function main({ minutes, runs, samples, from, json }: Options): Promise<void> {
  const sittings: Recorded[] = from
    ? from.map((file) => JSON.parse(readFileSync(file, 'utf8')))
    : [await record(60 * minutes, (count, load) => console.error(`${count} rounds, load ${load}`))]
  if (samples) await writeFileAtomically(samples, JSON.stringify(sittings[0]))
  const { load: _, ...here } = machine()
  const document = {
    ...{ touchstone: 1, version: ownVersion(), machine: here },
    ...{ loads: sittings.flatMap(({ loads }) => loads), rule, rounds },
    sideBySide: await sideBySideRates(sittings.reduce(together), runs),
    ...(sittings.length > 1 ? { against: await againstRates(sittings, runs) } : {}),
  }
  console.log(JSON.stringify(document, null, 2))
  if (json) await writeFileAtomically(json, `${JSON.stringify(document, null, 2)}\n`)
}

async function sideBySideRates(recorded: Recorded, runs: number) {
  const benchmarks = Object.keys(recorded.same[0])
  const trials = { benchmarks, rule: { ...rule, paired: true }, rounds, runs, random: seededRandom(1) }
  return {
    recordedRounds: roundsOf(recorded),
    ...(await ratesOf(sideBySide(recorded), trials)),
    ...differencesOf(recorded),
  }
}

/** Every sitting is the recording once for each of the others. */
async function againstRates(sittings: readonly Recorded[], runs: number) {
  const found = []
  for (const [i, base] of sittings.entries()) {
    for (const [j, head] of sittings.entries()) {
      if (i === j) continue
      const benchmarks = Object.keys(base.same[0])
      const random = seededRandom(1).split(`${i} ${j}`)
      const trials = { benchmarks, rule: { ...rule, paired: false }, rounds, runs, random }
      const shift = median(benchmarks.map((name) => median(head.same[0][name]) / median(base.same[0][name])))
      found.push({ base: i, head: j, shift, ...(await ratesOf(apart(base, head, rounds), trials)) })
    }
  }
  return found
}

/**
 * How far the two equal contenders are apart in a round, as a share; and the p-value, corrected for the number of
 * benchmarks, that one of them was the slower: runs of the gate are drawn as if neither were.
 */
function differencesOf({ same: [first, second] }: Recorded) {
  const names = Object.keys(first)
  const logs = names.map((name) => first[name].map((ms, i) => Math.log(second[name][i] / ms)))
  const pValues = logs.flatMap((ratios) => [signedRank(ratios), signedRank(ratios.map((ratio) => -ratio))])
  return {
    spread: Object.fromEntries(names.map((name, i) => [name, median(logs[i].map(Math.abs))])),
    equalContendersDiffer: Math.min(...holm(pValues)),
  }
}
