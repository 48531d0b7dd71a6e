import type { Engine } from '../engines/engine.ts'
import type { GoldenCase } from '../goldens/case.ts'
import { goldenModel } from '../goldens/models.ts'
import { holds } from '../laws/measure.ts'
import { startTraining, type Training, type TrainingLaw, trainingLaws } from '../laws/training.ts'
import { type Model, whileTraining } from '../models/model.ts'
import type { Weights } from '../nn/parameters.ts'
import type { Row } from '../report/row.ts'
import { graphSubject } from '../subjects/graph.ts'
import { type LoadedCase, messageOf } from './goldens.ts'
import { lawRows } from './laws.ts'

/** How a model whose phases take turns learns on an engine, from the weights of its golden cases: a row a law and case. */
export async function turnRows(cases: readonly LoadedCase[], engine: Engine): Promise<Row[]> {
  const rows: Row[] = []
  for (const { golden } of cases) if (golden?.description.model) rows.push(...(await rowsOf(golden, engine)))
  return rows
}

async function rowsOf(golden: GoldenCase, engine: Engine): Promise<Row[]> {
  const model = goldenModel(golden.description)
  const base = { model: model.name, engine: engine.name, kind: 'law' } as const
  try {
    const training = await startTraining(model, engine, golden.weights, golden.inputs)
    const rows: Row[] = []
    for (const law of trainingLaws) {
      if (law.exempts?.(model) === undefined)
        rows.push({ ...base, name: law.name, ...(await verdictOf(law, training)) })
    }
    await training.dispose()
    return rows
  } catch (error) {
    return [{ ...base, name: 'training', verdict: 'error', reason: messageOf(error) }]
  }
}

async function verdictOf(
  law: TrainingLaw,
  training: Training,
): Promise<Omit<Row, 'model' | 'engine' | 'kind' | 'name'>> {
  const residual = await law.residual(training)
  const { error, tolerance, at } = residual
  if (holds(residual)) return { verdict: 'pass', error, tolerance }
  return { verdict: 'fail', error, tolerance, reason: law.statement, ...(at === undefined ? {} : { at }) }
}

/** Laws of the functions that are others while a model is trained, where there are any, at each of its weights. */
export async function learningRows(
  all: readonly { model: Model; weights: Weights; label: string }[],
  engine: Engine,
  seed: number,
): Promise<Row[]> {
  const held = all.flatMap(({ model, weights, label }) =>
    model.learning
      ? [
          {
            subject: graphSubject({ ...whileTraining(model), functions: model.learning }, weights, engine),
            weights: label,
          },
        ]
      : [],
  )
  if (held.length === 0) return []
  const rows = await lawRows(all[0].model.name, held, seed)
  for (const { subject } of held) await subject.dispose()
  return rows
    .filter(({ verdict }) => verdict !== 'not applicable')
    .map((row) => ({ ...row, name: `${row.name}, in training` }))
}
