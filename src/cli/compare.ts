import { Command, Option } from 'commander'
import { closestName } from '../data/closest-name.ts'
import { DataError, quote } from '../data/data-error.ts'
import { readTensors } from '../data/read-tensors.ts'
import type { Precision } from '../engines/engine.ts'
import { caseNames, type GoldenCase, readCase } from '../goldens/case.ts'
import { asValues, type Comparison, compareTensors } from '../goldens/comparison.ts'
import { runDocument } from '../report/json.ts'
import type { Report } from '../report/report.ts'
import { exitCodeOf, type Row } from '../report/row.ts'
import { showText } from '../report/show.ts'
import { thisMachine } from '../report/this-machine.ts'
import { checkOutputs, type OutputFlags, withOutputs, writeOutputs } from './outputs.ts'

interface CompareFlags extends OutputFlags {
  readonly precision?: Precision
  readonly all?: true
}

/** `touchstone compare`: somebody's tensors against a golden case. */
export const compareCommand = (): Command =>
  withOutputs(
    new Command('compare')
      .description('compare tensors that you computed with those of a golden case')
      .argument('<case>', 'a golden case (touchstone list shows them)')
      .argument(
        '<tensors>',
        'a .safetensors or .npz, its tensors named as in the case’s expected.safetensors',
      )
      .addOption(
        new Option('--precision <name>', "whose tolerance holds (default: each tensor's own)").choices([
          'float32',
          'float64',
        ]),
      )
      .option('--all', 'a tensor that is not given is a failure'),
  )
    .addHelpText(
      'after',
      '\nExit codes: 0 all tensors given are right, 1 one departs, 2 there was nothing to compare.',
    )
    .action(compare)

async function compare(first: string, second: string, flags: CompareFlags): Promise<void> {
  checkOutputs(flags)
  const [name, path] = isTensorFile(first) && !isTensorFile(second) ? [second, first] : [first, second]
  const golden = readCase(knownCase(name))
  const comparison = compareTensors(golden, asValues(await readTensors(path)), flags.precision)
  const report = pageOf(golden, path, comparison, flags)
  if (report.rows.every(({ verdict }) => verdict === 'not applicable')) {
    throw new DataError(
      `${path}: holds none of the tensors of ${name}; name them as there: ${comparison.missing.slice(0, 8).join(', ')}, ...`,
    )
  }
  await writeOutputs(report, runDocument(report), flags)
  process.stdout.write(`${notesOn(golden, comparison, flags).map(showText).join('\n')}\n`)
  process.exitCode = exitCodeOf(report.rows)
}

const isTensorFile = (path: string): boolean => /\.(safetensors|npz|npy)$/i.test(path)

function knownCase(name: string): string {
  const names = caseNames()
  if (names.includes(name)) return name
  const near = closestName(name, names)
  throw new DataError(
    `there is no golden case ${quote(name)}; ${near ? `did you mean ${quote(near)}?` : `the cases are ${names.join(', ')}`}`,
  )
}

function pageOf(
  { description }: GoldenCase,
  path: string,
  comparison: Comparison,
  { all }: CompareFlags,
): Report {
  const row = { model: description.case, engine: path, kind: 'golden' } as const
  const given = comparison.compared.map(({ tensor, ...rest }): Row => ({ ...row, name: tensor, ...rest }))
  const absent = (all ? comparison.missing : []).map(
    (name): Row => ({ ...row, name, verdict: 'fail', reason: 'it is not in the file' }),
  )
  return {
    title: `Touchstone: ${description.case}`,
    startedAt: new Date().toISOString(),
    machine: thisMachine(),
    engines: [{ name: path }],
    rows: [...given, ...absent],
    figures: [],
    seed: 0,
  }
}

/** The first tensor to depart, what was not given, and what the case says of itself. */
function notesOn(
  { description }: GoldenCase,
  { compared, missing }: Comparison,
  { all }: CompareFlags,
): string[] {
  const first = compared.find(({ verdict }) => verdict === 'fail')
  const absent = missing.length > 0 && !all
  return [
    ...(first ? [`The first to depart is ${first.tensor}.`, ...[description.notes ?? []].flat()] : []),
    ...(absent
      ? [`Not given, and not compared: ${missing.length} of the case's tensors (${some(missing)}).`]
      : []),
  ]
}

const some = (names: readonly string[]): string =>
  names.slice(0, 6).join(', ') + (names.length > 6 ? ', ...' : '')
