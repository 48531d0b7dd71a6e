import { writeFileAtomically } from '../src/data/atomic-write.ts'
import { progressBar } from '../src/report/progress.ts'
import { machine, ownVersion } from './machine.ts'
import type { Plan } from './options.ts'
import { type BenchDocument, renderJson } from './report/document.ts'
import { renderBenchPage } from './report/page.ts'
import { renderCeilings, renderRows, renderScalings } from './report/table.ts'
import { suites } from './suites/index.ts'
import type { Outcome } from './suites/suite.ts'

/** Measures what a plan asks for, shows the table, and writes the files. */
export async function run(plan: Plan, signal: AbortSignal): Promise<void> {
  const document = await documentOf(plan, signal)
  if (document.rows.length > 0) console.log(renderRows(document.rows))
  if (document.scalings) console.log(renderScalings(document.scalings))
  if (document.ceilings) console.log(renderCeilings(document.ceilings))
  if (plan.json) await writeFileAtomically(plan.json, renderJson(document))
  if (plan.html) await writeFileAtomically(plan.html, renderBenchPage(document))
}

async function documentOf({ suite, settings }: Plan, signal: AbortSignal): Promise<BenchDocument> {
  const { measure, note } = suites[suite]
  const startedAt = new Date().toISOString()
  const before = machine()
  let bar: ReturnType<typeof progressBar> | undefined
  let done = 0
  let outcome: Outcome
  try {
    outcome = await measure(settings, {
      signal,
      onStart: (total) => {
        bar = progressBar({ title: `bench ${suite}`, total })
      },
      onTurn: () => bar?.update(++done),
      onNotice: (message) => console.error(`bench: ${message}`),
    })
  } finally {
    bar?.stop()
  }
  const versions = { 'touchstone-ml': ownVersion(), ...outcome.versions }
  return { suite, machine: before, startedAt, rounds: settings.rounds, note, ...outcome, versions }
}
