import type { Engine } from '../engines/engine.ts'
import { lawsOf } from '../laws/index.ts'
import { modelNamed } from '../models/index.ts'
import type { Figure } from '../report/report.ts'
import type { Row } from '../report/row.ts'
import { graphSubject } from '../subjects/graph.ts'
import { figuresOf } from './figures.ts'
import {
  goldenRows,
  type LoadedCase,
  loadCases,
  modelOf,
  opsModel,
  referenceEngine,
  referenceRow,
} from './goldens.ts'
import { type Held, lawRows } from './laws.ts'
import { type Trained, trainedModel, trainingEngine } from './trained.ts'

export interface VerifyOptions {
  /** Names of models, and 'ops'. */
  readonly models: readonly string[]
  readonly engines: readonly Engine[]
  readonly seed: number
  readonly onProgress?: (done: number, total: number, now: string) => void
}

export interface Verification {
  readonly rows: readonly Row[]
  readonly figures: readonly Figure[]
}

/**
 * The main job. Every op and model is held, on every engine, to the goldens; each model is trained on real data, on one
 * engine, and held to the laws of its kind with these weights and with the goldens' generic ones.
 */
export async function verify({ models, engines, seed, onProgress }: VerifyOptions): Promise<Verification> {
  const cases = loadCases()
  const own = (model: string) => cases.filter((loaded) => modelOf(loaded) === model)
  const rows: Row[] = []
  const figures: Figure[] = []
  const names = engines.map(({ name }) => name)
  const total = models.reduce((sum, name) => sum + amountOfWork(name, names, cases), 0)
  let done = 0
  const advance = (now: string, by = 1) => {
    onProgress?.(Math.min(done, total), total, now)
    done += by
  }
  for (const name of models) {
    for (const loaded of own(name)) {
      for (const engine of engines) {
        advance(`${loaded.name} on ${engine.name}`)
        rows.push(...(await goldenRows(loaded, engine)))
      }
      if (engines.some((engine) => engine.name === referenceEngine)) {
        advance(`${loaded.name}, as PyTorch exported it`)
        rows.push(await referenceRow(loaded))
      }
    }
    if (name === opsModel) continue
    const trainer = trainingEngine(name, engines)
    advance(`training ${name} on ${trainer.name}`, trainingWork)
    const trained = await trainedModel(name, trainer, seed)
    for (const engine of engines) {
      const held = subjectsOf(trained, own(name), engine)
      rows.push(...(await lawRows(name, held, seed, (law) => advance(`${law.name} on ${engine.name}`))))
      for (const { subject } of held) await subject.dispose()
    }
    figures.push(...(await figuresOf(trained, seed)))
  }
  onProgress?.(total, total, 'done')
  return { rows, figures }
}

/** Training counts as so many checks in the progress. */
const trainingWork = 10

/** How many checks a model, or 'ops', takes on some engines: what progress is counted in. */
export function amountOfWork(name: string, engines: readonly string[], cases = loadCases()): number {
  const own = cases.filter((loaded) => modelOf(loaded) === name).length
  const goldens = own * (engines.length + (engines.includes(referenceEngine) ? 1 : 0))
  const laws = name === opsModel ? 0 : trainingWork + engines.length * lawsOf(modelNamed(name).kind).length
  return goldens + laws
}

function subjectsOf({ model, weights, data }: Trained, cases: readonly LoadedCase[], engine: Engine): Held[] {
  const generic = cases.flatMap(({ name, golden }) => {
    if (!golden?.description.model) return []
    const { name: model, options } = golden.description.model
    return [
      {
        subject: graphSubject(modelNamed(model, options), golden.weights, engine),
        weights: `weights of ${name}`,
      },
    ]
  })
  return [{ subject: graphSubject(model, weights, engine, { data }), weights: 'trained weights' }, ...generic]
}
