import type { BenchCase } from '../cases/case.ts'
import type { Undrawn } from '../cases/undrawn.ts'
import { type CeilingMeter, ceilingMeter } from '../measuring/ceilings.ts'
import { measure } from '../measuring/measure.ts'
import { rowsOf } from '../report/rows.ts'
import { workOfCase } from '../runners/engines/graphs.ts'
import { type RunnerName, references, startRunners, stopRunners } from '../runners/index.ts'
import type { Runner } from '../runners/runner.ts'
import type { Outcome, Settings, Suite, Watch } from './suite.ts'

/** Cases that all runners are timed at, in turn, in this process; PyTorch has one of its own. */
export const comparison = (
  cases: readonly Undrawn<BenchCase>[],
  known: readonly RunnerName[],
  note: string,
): Suite => ({
  cases: cases.map(({ name }) => name),
  runners: known,
  rounds: 7,
  note: `One thread each. ${note}`,
  async measure(settings, watch) {
    const chosen = cases.filter(({ name }) => settings.cases.includes(name))
    const names = known.filter((name) => settings.runners.includes(name))
    const runners = await startRunners(names, watch.onNotice)
    const meter = await ceilingMeter()
    try {
      if (runners.length === 0) throw new Error('no runner is left to time')
      return await measureAll(chosen, runners, meter, settings, watch)
    } finally {
      await meter.dispose()
      await stopRunners(runners)
    }
  },
})

async function measureAll(
  cases: readonly Undrawn<BenchCase>[],
  runners: readonly Runner[],
  meter: CeilingMeter,
  { rounds, sampling }: Settings,
  { signal, onStart, onTurn }: Watch,
): Promise<Outcome> {
  onStart(cases.length * rounds * runners.length)
  const all = []
  for (const { draw } of cases) {
    const benchCase = draw()
    const options = { rounds, sampling, signal, onTurn, beforeRound: () => meter.round() }
    const samples = await measure(benchCase, runners, options)
    const { suite, name } = benchCase
    all.push({ of: { suite, name }, samples, work: workOfCase(benchCase) })
  }
  const ceilings = meter.ceilings()
  const rows = all.flatMap(({ of, samples, work }) => rowsOf(of, samples, { references, ceilings, work }))
  return { rows, ceilings, versions: Object.assign({}, ...runners.map(({ versions }) => versions)) }
}
