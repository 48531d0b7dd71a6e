import type { Engine } from '../engines/engine.ts'
import { caseNames, type GoldenCase, readCase } from '../goldens/case.ts'
import { type Departure, worst } from '../goldens/departure.ts'
import { formulaDepartures } from '../goldens/formulas.ts'
import { modelChecks } from '../goldens/models.ts'
import { exampleDepartures } from '../goldens/operations.ts'
import { referenceDepartures } from '../goldens/reference.ts'
import { statisticDepartures } from '../goldens/statistics.ts'
import type { Row } from '../report/row.ts'

/** The engine whose column tells what ONNX Runtime makes of the models that PyTorch exported. */
export const referenceEngine = 'onnx'

/** The name under which the ops themselves stand in the table. */
export const opsModel = 'ops'

/** A golden case, or why it cannot be read. */
export interface LoadedCase {
  readonly name: string
  readonly golden?: GoldenCase
  readonly problem?: string
}

export const loadCases = (root?: string): LoadedCase[] =>
  caseNames(root).map((name) => {
    try {
      return { name, golden: readCase(name, root) }
    } catch (error) {
      return { name, problem: messageOf(error) }
    }
  })

/** The model that a case is about: 'ops' for a family of ops. */
export const modelOf = ({ name, golden }: LoadedCase): string =>
  golden ? (golden.description.model?.name ?? opsModel) : name.startsWith('ops-') ? opsModel : name

/** The rows of one case on one engine. A golden that cannot be read is a failure: nothing was compared with it. */
export async function goldenRows(loaded: LoadedCase, engine: Engine): Promise<Row[]> {
  const base = { model: modelOf(loaded), engine: engine.name, kind: 'golden' } as const
  const { golden } = loaded
  if (!golden)
    return [{ ...base, name: loaded.name, verdict: 'fail', reason: loaded.problem ?? 'unreadable' }]
  if (golden.description.examples) return operationRows(golden, engine)
  if (golden.description.formulas) return engine.precision === 'float64' ? formulaRows(golden, engine) : []
  if (golden.description.statistics)
    return engine.precision === 'float64' ? [statisticsRow(golden, engine)] : []
  try {
    const checks = await modelChecks(golden, engine)
    return checks.map(({ name, departures }) =>
      rowOf({ ...base, name: `${loaded.name}: ${name}` }, departures),
    )
  } catch (error) {
    return [{ ...base, name: loaded.name, verdict: 'error', reason: messageOf(error) }]
  }
}

/** One row an op: the worst of all its examples. */
async function operationRows(golden: GoldenCase, engine: Engine): Promise<Row[]> {
  const examples = golden.description.examples ?? []
  const rows: Row[] = []
  for (const op of new Set(examples.map((example) => example.op))) {
    const base = { model: opsModel, engine: engine.name, kind: 'golden', name: op } as const
    try {
      const departures: Departure[] = []
      for (const example of examples.filter((one) => one.op === op)) {
        departures.push(...(await exampleDepartures(golden, example, engine)))
      }
      rows.push(rowOf(base, departures))
    } catch (error) {
      rows.push({ ...base, verdict: 'error', reason: messageOf(error) })
    }
  }
  return rows
}

/** One row a formula, of the truths that laws compare with: plain float64, whatever the engine. */
function formulaRows(golden: GoldenCase, engine: Engine): Row[] {
  const examples = golden.description.formulas ?? []
  return [...new Set(examples.map(({ formula }) => formula))].map((name) => {
    const departures = examples
      .filter(({ formula }) => formula === name)
      .flatMap((example) => formulaDepartures(golden, example))
    return rowOf({ model: opsModel, engine: engine.name, kind: 'golden', name }, departures)
  })
}

/** One row for all statistics: plain float64 numbers, whatever the engine. */
function statisticsRow(golden: GoldenCase, engine: Engine): Row {
  const departures = (golden.description.statistics ?? []).flatMap((example) =>
    statisticDepartures(golden, example),
  )
  return rowOf(
    { model: opsModel, engine: engine.name, kind: 'golden', name: 'two-sample statistics' },
    departures,
  )
}

/** One row a case: ONNX Runtime on the file that PyTorch exported. */
export async function referenceRow(loaded: LoadedCase): Promise<Row> {
  const base = {
    model: modelOf(loaded),
    engine: referenceEngine,
    kind: 'golden',
    name: `${loaded.name}: PyTorch's export`,
  } as const
  if (!loaded.golden)
    return { ...base, name: loaded.name, verdict: 'fail', reason: loaded.problem ?? 'unreadable' }
  const { formulas, statistics } = loaded.golden.description
  if (formulas || statistics) {
    const reason = `${formulas ? 'formulas' : 'statistics'} are plain numbers: nothing was exported`
    return { ...base, verdict: 'not applicable', reason }
  }
  try {
    return rowOf(base, await referenceDepartures(loaded.golden))
  } catch (error) {
    return { ...base, verdict: 'error', reason: messageOf(error) }
  }
}

function rowOf(base: Pick<Row, 'model' | 'engine' | 'kind' | 'name'>, departures: readonly Departure[]): Row {
  const { tensor, error, tolerance } = worst(departures)
  const verdict = error <= tolerance ? 'pass' : 'fail'
  return { ...base, error, tolerance, verdict, at: { tensor } }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
