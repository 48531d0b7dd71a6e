import { writeFileAtomically } from '../src/data/atomic-write.ts'
import { progressBar } from '../src/report/progress.ts'
import { type Machine, machine, ownVersion } from './machine.ts'
import { measure } from './measuring/measure.ts'
import type { Plan } from './options.ts'
import { type BenchRow, rowsOf } from './report/rows.ts'
import { renderRows } from './report/table.ts'
import { references, startRunners, stopRunners } from './runners/index.ts'
import type { Runner } from './runners/runner.ts'

const note =
  'One thread each. Our engines check and feed their inputs and read their outputs back within the time; tfjs and ' +
  'pytorch have operands of an op in place before and leave its result there. A case that ends in -x10 applies its op ' +
  'ten times in one run, which makes that matter less. A training step feeds a batch and reads the loss everywhere; ' +
  'onnx takes sixteen steps in one run, of sixteen batches. Where phases take turns, a step is a round of them.'

/** Measures what a plan asks for, shows the table, and writes the JSON file. */
export async function run(plan: Plan, signal: AbortSignal): Promise<void> {
  const startedAt = new Date().toISOString()
  const before = machine()
  const runners = await startRunners(plan.runners, (message) => console.error(`bench: ${message}`))
  try {
    if (runners.length === 0) throw new Error('no runner is left to time')
    const rows = await measureAll(plan, runners, signal)
    console.log(renderRows(rows, references))
    if (plan.json) await writeFileAtomically(plan.json, document(plan, startedAt, before, runners, rows))
  } finally {
    await stopRunners(runners)
  }
}

async function measureAll(
  { suite, cases, rounds, sampling }: Plan,
  runners: readonly Runner[],
  signal: AbortSignal,
): Promise<BenchRow[]> {
  const bar = progressBar({ title: `bench ${suite}`, total: cases.length * rounds * runners.length })
  let done = 0
  const onTurn = () => bar.update(++done)
  const rows: BenchRow[] = []
  try {
    for (const benchCase of cases) {
      const samples = await measure(benchCase, runners, { rounds, sampling, signal, onTurn })
      rows.push(...rowsOf(suite, benchCase.name, samples, references))
    }
    return rows
  } finally {
    bar.stop()
  }
}

function document(
  { suite, rounds }: Plan,
  startedAt: string,
  machine: Machine,
  runners: readonly Runner[],
  rows: readonly BenchRow[],
): string {
  const libraries = Object.assign({}, ...runners.map(({ versions }) => versions))
  const versions = { 'touchstone-ml': ownVersion(), ...libraries }
  return `${JSON.stringify({ touchstone: 1, suite, machine, versions, startedAt, rounds, note, rows }, null, 2)}\n`
}
