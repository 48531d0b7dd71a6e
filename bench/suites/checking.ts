import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from '../../src/statistics/median.ts'
import { type Ran, runCommand } from '../checking/run-command.ts'
import { type CheckedSubject, checkedSubjects, command } from '../checking/subjects.ts'
import { type BenchRow, rowsOf } from '../report/rows.ts'
import type { Settings, Suite, Watch } from './suite.ts'

/** By how thoroughly it is checked: what the command is told besides. */
const efforts: Readonly<Record<string, readonly string[]>> = { quick: ['--quick'], default: [] }

/** How long does `touchstone check` take, from its start to its end, as a user runs it? */
export const checking: Suite = {
  cases: checkedSubjects.map(({ name }) => name),
  runners: Object.keys(efforts),
  rounds: 6,
  note:
    'touchstone check of a whole subject, in a fresh process from its start to its end, run from its sources; the models ' +
    'are ONNX files of ours after some steps of training, the formula is a program in TypeScript. The peak is the ' +
    'memory of all its processes, as seen twenty times a second.',
  async measure(settings, watch) {
    const folder = await mkdtemp(join(tmpdir(), 'touchstone-check-'))
    try {
      const subjects = checkedSubjects.filter(({ name }) => settings.cases.includes(name))
      return { rows: await checkAll(subjects, folder, settings, watch), versions: {} }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

async function checkAll(
  subjects: readonly CheckedSubject[],
  folder: string,
  { runners, rounds }: Settings,
  { signal, onStart, onTurn }: Watch,
): Promise<BenchRow[]> {
  onStart(subjects.length * runners.length * rounds)
  const manifests: string[] = []
  for (const subject of subjects) manifests.push(await subject.make(folder, signal))
  const ran = subjects.map(() => new Map<string, Ran[]>(runners.map((runner) => [runner, []])))
  for (let round = 0; round < rounds; round++) {
    for (const [i, manifest] of manifests.entries()) {
      for (const runner of runners) {
        const one = await runCommand(command('check', manifest, ...efforts[runner]), signal)
        ran[i].get(runner)!.push(one)
        onTurn()
      }
    }
  }
  return subjects.flatMap(({ name }, i) => rowsWithMemory(name, ran[i]))
}

function rowsWithMemory(name: string, ran: ReadonlyMap<string, readonly Ran[]>): BenchRow[] {
  const samples = new Map([...ran].map(([runner, all]) => [runner, all.map(({ ms }) => [ms])]))
  const rows = rowsOf({ suite: 'check', name }, samples, { references: ['default'] })
  return rows.map((row) => {
    const peak = median(ran.get(row.runner)!.map(({ peakBytes }) => peakBytes))
    return peak > 0 ? { ...row, peak_mib: peak / 2 ** 20 } : row
  })
}
