import type { Engine } from '../engines/engine.ts'
import { float64Engine } from '../engines/float64.ts'
import { lawsOf } from '../laws/index.ts'
import { takesTurns } from '../laws/training.ts'
import { modelNamed } from '../models/index.ts'
import type { Figure } from '../report/report.ts'
import type { Row } from '../report/row.ts'
import { studies } from '../studies/index.ts'
import type { Study } from '../studies/study.ts'
import { startTrainings, type Trainings } from '../studies/trainings.ts'
import { graphSubject } from '../subjects/graph.ts'
import { remembering } from '../subjects/remembering.ts'
import type { Subject } from '../subjects/subject.ts'
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
import { lawRows } from './laws.ts'
import { type StudyRun, studyRows } from './studies.ts'
import { type Trained, trainedModel, trainingEngine } from './trained.ts'
import { learningRows, turnRows } from './training.ts'

export interface VerifyOptions {
  /** Names of models and of studies, and 'ops'. */
  readonly models: readonly string[]
  readonly engines: readonly Engine[]
  readonly seed: number
  readonly onProgress?: (done: number, total: number, now: string) => void
  /** The goldens; read unless given. */
  readonly cases?: readonly LoadedCase[]
}

export interface Verification {
  readonly rows: readonly Row[]
  readonly figures: readonly Figure[]
}

/**
 * The main job. Every op and model is held, on every engine, to the goldens; each model is trained on real data, on one
 * engine, and held to the laws of its kind with these weights and with the goldens' generic ones. A study's claims are
 * measured on every engine, with models trained once.
 */
export async function verify({
  models,
  engines,
  seed,
  onProgress,
  cases = loadCases(),
}: VerifyOptions): Promise<Verification> {
  const names = engines.map(({ name }) => name)
  const total = models.reduce((sum, name) => sum + amountOfWork(name, names, cases), 0)
  let done = 0
  const advance: Advance = (now, by = 1) => {
    onProgress?.(Math.min(done, total), total, now)
    done += by
  }
  const trainings = startTrainings((what) => advance(what, 0))
  const parts: Verification[] = []
  for (const name of models) {
    const own = cases.filter((loaded) => modelOf(loaded) === name)
    const study = studies.get(name)
    if (study) parts.push(await verifyStudy(study, engines, seed, trainings, advance))
    else parts.push({ rows: await verifyGoldens(own, engines, advance), figures: [] })
    if (!study && name !== opsModel) parts.push(await verifyLaws(name, own, engines, seed, advance))
  }
  await trainings.dispose()
  onProgress?.(total, total, 'done')
  return { rows: parts.flatMap(({ rows }) => rows), figures: parts.flatMap(({ figures }) => figures) }
}

/** Says what is under way, and by how much the work will have advanced then. */
type Advance = (now: string, by?: number) => void

async function verifyGoldens(
  cases: readonly LoadedCase[],
  engines: readonly Engine[],
  advance: Advance,
): Promise<Row[]> {
  const rows: Row[] = []
  for (const loaded of cases) {
    for (const engine of engines) {
      advance(`${loaded.name} on ${engine.name}`)
      rows.push(...(await goldenRows(loaded, engine)))
    }
    if (!engines.some((engine) => engine.name === referenceEngine)) continue
    advance(`${loaded.name}, as PyTorch exported it`)
    rows.push(await referenceRow(loaded))
  }
  return rows
}

async function verifyLaws(
  name: string,
  cases: readonly LoadedCase[],
  engines: readonly Engine[],
  seed: number,
  advance: Advance,
): Promise<Verification> {
  const rows: Row[] = []
  const trained = modelNamed(name).recipe && (await training(name, engines, seed, advance))
  const all = [...(trained ? [{ ...trained, label: 'trained weights' }] : []), ...genericWeights(cases)]
  if (all.length === 0) return { rows, figures: [] } // no golden could be read, which its own row tells
  const twins = all.map((weighted) => remembering(subjectOf(weighted, float64Engine())))
  for (const engine of engines) {
    const held = all.map((weighted, i) => ({
      subject: engine.precision === 'float64' ? twins[i] : subjectOf(weighted, engine, twins[i]),
      weights: weighted.label,
    }))
    rows.push(...(await lawRows(name, held, seed, (law) => advance(`${law.name} on ${engine.name}`))))
    if (takesTurns(modelNamed(name))) {
      advance(`how ${name} is trained, on ${engine.name}`)
      rows.push(...(await turnRows(cases, engine)), ...(await learningRows(all, engine, seed)))
    }
    for (const { subject } of held) if (!twins.includes(subject)) await subject.dispose()
  }
  for (const twin of twins) await twin.dispose()
  return { rows, figures: trained ? await figuresOf(trained, seed) : [] }
}

function training(name: string, engines: readonly Engine[], seed: number, advance: Advance) {
  const trainer = trainingEngine(name, engines)
  advance(`training ${name} on ${trainer.name}`, trainingWork)
  return trainedModel(name, trainer, seed)
}

async function verifyStudy(
  study: Study,
  engines: readonly Engine[],
  seed: number,
  trainings: Trainings,
  advance: Advance,
): Promise<Verification> {
  const runs: StudyRun[] = []
  for (const engine of engines) {
    advance(`${study.name} on ${engine.name}`, studyWork)
    runs.push(await studyRows(study, { engine, seed, trainings, quick: true, draws: runs.length === 0 }))
  }
  return { rows: runs.flatMap(({ rows }) => rows), figures: runs[0]?.figures ?? [] }
}

/** Training, and a study on an engine, count as so many checks in the progress. */
const trainingWork = 10
const studyWork = 10

/** How many checks a model, a study, or 'ops', takes on some engines: what progress is counted in. */
export function amountOfWork(name: string, engines: readonly string[], cases: readonly LoadedCase[]): number {
  if (studies.has(name)) return studyWork * engines.length
  const own = cases.filter((loaded) => modelOf(loaded) === name).length
  const goldens = own * (engines.length + (engines.includes(referenceEngine) ? 1 : 0))
  if (name === opsModel) return goldens
  const model = modelNamed(name)
  const checks = lawsOf(model.kind).length + (takesTurns(model) ? 1 : 0)
  return goldens + (model.recipe ? trainingWork : 0) + engines.length * checks
}

/** A model with weights, and whose they are. */
interface Weighted extends Pick<Trained, 'model' | 'weights'> {
  readonly data?: Trained['data']
  readonly label: string
}

const subjectOf = ({ model, weights, data }: Weighted, engine: Engine, twin?: Subject): Subject =>
  graphSubject(model, weights, engine, { ...(data ? { data } : {}), ...(twin ? { twin } : {}) })

const genericWeights = (cases: readonly LoadedCase[]): Weighted[] =>
  cases.flatMap(({ name, golden }) => {
    if (!golden?.description.model) return []
    const { name: model, options } = golden.description.model
    return [{ model: modelNamed(model, options), weights: golden.weights, label: `weights of ${name}` }]
  })
