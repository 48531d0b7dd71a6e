import { DataError } from '../data/data-error.ts'
import type { Precision, Values } from '../engines/engine.ts'
import { showShape } from '../ops/shape.ts'
import type { Manifest } from './manifest.ts'
import { loadTrainingData } from './manifest-data.ts'
import { type Derivatives, derivativesOf } from './onnx-derivatives.ts'
import { bindFormula } from './onnx-formula.ts'
import { type BoundFunction, bind } from './onnx-function.ts'
import { type LoadedModel, loadModel, loadPrecise } from './onnx-session.ts'
import type { Subject } from './subject.ts'

/**
 * A stranger's ONNX files as a subject, with a float64 twin where ONNX Runtime can compute the same models in float64 or
 * they can be read into graphs of ours, which have derivatives as well.
 * Throws a DataError where a model is refused, or is not what the manifest says of it.
 */
export async function onnxSubject(manifest: Manifest): Promise<Subject> {
  const own = await boundWith(manifest, loadModel)
  try {
    const about = await factsOf(manifest, own.bound)
    const derivatives = await derivativesOf(own.bound)
    const { pullback, notes } = derivatives
    const twin =
      about.precision === 'float64' ? undefined : ((await preciseTwin(manifest)) ?? importedTwin(derivatives))
    const dispose = async () => {
      await own.dispose()
      await twin?.dispose()
      await derivatives.dispose()
    }
    const subject = { ...about, notes, call: callerOf(own.bound), dispose }
    if (!twin) return { ...subject, pullback }
    const precise: Subject = {
      ...about,
      engine: 'onnx file in float64',
      precision: 'float64',
      call: callerOf(twin.bound),
      pullback,
      dispose: twin.dispose,
    }
    return { ...subject, precise }
  } catch (error) {
    await own.dispose()
    throw error
  }
}

interface Bound {
  readonly bound: Readonly<Record<string, BoundFunction>>
  readonly dispose: () => Promise<void>
}

/** Every function tied to its model. A file that serves several of them is loaded once. */
async function boundWith(manifest: Manifest, load: (path: string) => Promise<LoadedModel>): Promise<Bound> {
  const models = new Map<string, LoadedModel>()
  const dispose = async () => {
    for (const model of models.values()) await model.dispose()
    models.clear()
  }
  try {
    const bound: Record<string, BoundFunction> = {}
    for (const [name, { model: path }] of Object.entries(manifest.functions)) {
      const model = models.get(path) ?? (await load(path))
      models.set(path, model)
      bound[name] = manifest.formula ? bindFormula(manifest, model) : bind(manifest, name, model)
    }
    return { bound, dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

/** All functions in float64, or nothing: laws must not mix what they can't compare, and can do without. */
const preciseTwin = (manifest: Manifest): Promise<Bound | undefined> =>
  boundWith(manifest, loadPrecise).catch(() => undefined)

/** Where ONNX Runtime lacks an operator in float64, the models as they were read, if all of them were. */
const importedTwin = ({ bound }: Derivatives): Bound | undefined =>
  bound && { bound, dispose: async () => {} }

const callerOf =
  (bound: Bound['bound']): Subject['call'] =>
  (name, inputs) =>
    call(bound, name, inputs)

async function factsOf(manifest: Manifest, bound: Bound['bound']) {
  const all = Object.values(bound)
  const sample = all.map(({ signature }) => signature.inputs.x).find((shape) => shape !== undefined)
  if (manifest.data && !sample) {
    throw new DataError(
      `${manifest.path}: data: no function takes x; give encode or loss, or leave the data out`,
    )
  }
  const precision: Precision = all.every((each) => each.precision === 'float64') ? 'float64' : 'float32'
  return {
    name: manifest.name,
    kind: manifest.kind,
    engine: 'onnx file',
    precision,
    functions: Object.fromEntries(Object.entries(bound).map(([name, { signature }]) => [name, signature])),
    conventions: manifest.conventions,
    ...(manifest.formula ? { formula: manifest.formula } : {}),
    batch: commonBatch(manifest, bound),
    ...(manifest.data && sample ? { data: await loadTrainingData(manifest.data, sample) } : {}),
  }
}

function commonBatch({ path }: Manifest, bound: Bound['bound']): number | null {
  const fixed = Object.entries(bound).filter(([, { batch }]) => batch !== null)
  const sizes = [...new Set(fixed.map(([, { batch }]) => batch))]
  if (sizes.length <= 1) return sizes[0] ?? null
  const found = fixed.map(([name, { batch }]) => `${name} ${batch}`).join(', ')
  throw new DataError(
    `${path}: functions: the models fix different batch sizes: ${found}; export them with one, or with a dynamic first axis`,
  )
}

async function call(bound: Bound['bound'], name: string, given: Values): Promise<Values> {
  const target = bound[name]
  if (!target)
    throw new RangeError(`the subject gives no function ${name}; it gives ${Object.keys(bound).join(', ')}`)
  const { inputs, outputs, model } = target
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([input, own]) => [own, fed(target, name, input, given)]),
  )
  const results = await model.run(feeds, Object.values(outputs))
  return Object.fromEntries(Object.entries(outputs).map(([output, own]) => [output, results[own]]))
}

function fed({ signature, batch }: BoundFunction, name: string, input: string, given: Values) {
  const value = given[input]
  if (signature.axes && value) return value
  const sample = signature.inputs[input]
  const fits =
    value?.shape.length === sample.length + 1 && sample.every((length, i) => value.shape[i + 1] === length)
  if (value && fits && (batch === null || value.shape[0] === batch)) return value
  const expected = `[${[batch ?? 'N', ...sample].join(', ')}]`
  throw new RangeError(
    `${name}: expected ${input} of shape ${expected}, got ${value ? showShape(value.shape) : 'nothing'}`,
  )
}
