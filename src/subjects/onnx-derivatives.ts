import type { Values } from '../engines/engine.ts'
import type { Shapes } from '../graph/trace.ts'
import type { BoundFunction } from './onnx-function.ts'
import { type ImportedModel, loadImported } from './onnx-imported.ts'
import { logOfSigmoid } from './onnx-logs.ts'
import type { Subject } from './subject.ts'

type Functions = Readonly<Record<string, BoundFunction>>

/** What reading a subject's models into graphs of ours gives. */
export interface Derivatives {
  /** The functions in float64, all of them, where all can be read. */
  readonly bound?: Functions
  readonly pullback: NonNullable<Subject['pullback']>
  /** Which functions cannot be read, and why; and what else in them bears on the verdicts. */
  readonly notes: readonly string[]
  dispose(): Promise<void>
}

/** A batch at which functions are read to see whether they can be. */
const trialBatch = 2

/** Reads the models of some functions. A formula, whose shapes are open, is not read. */
export async function derivativesOf(functions: Functions): Promise<Derivatives> {
  const models = new Map<string, ImportedModel>()
  const readable: Record<string, BoundFunction & { readonly model: ImportedModel }> = {}
  const unread = new Map<string, string[]>()
  for (const [name, bound] of Object.entries(functions)) {
    if (bound.signature.axes) continue
    const { path } = bound.model
    const model = models.get(path) ?? (await loadImported(path))
    models.set(path, model)
    const reason = whyUnreadable(model, trialShapes(bound))
    if (reason === undefined)
      readable[name] = { ...bound, precision: 'float64', model: { ...bound.model, ...model } }
    else unread.set(reason, [...(unread.get(reason) ?? []), name])
  }
  const those = (are: (model: ImportedModel) => boolean) =>
    Object.keys(functions).filter((name) => {
      const model = models.get(functions[name].model.path)
      return model !== undefined && are(model)
    })
  const isWhole = Object.keys(functions).every((name) => Object.hasOwn(readable, name))
  return {
    notes: [
      ...[...unread].map(([reason, names]) => `${names.join(', ')}: no exact derivatives, for ${reason}`),
      ...noteOn(
        those(({ hasHalves }) => hasHalves),
        'float16 is computed as float32, for the mathematics is judged',
      ),
      ...noteOn(
        those(({ takesLogOfSigmoid }) => takesLogOfSigmoid),
        logOfSigmoid,
      ),
    ],
    ...(isWhole ? { bound: readable } : {}),
    async dispose() {
      for (const model of models.values()) await model.dispose()
    },
    pullback: async (name, inputs, cotangents) =>
      Object.hasOwn(readable, name) ? pulledBack(readable[name], inputs, cotangents) : undefined,
  }
}

const noteOn = (names: readonly string[], note: string): string[] =>
  names.length > 0 ? [`${names.join(', ')}: ${note}`] : []

function whyUnreadable(model: ImportedModel, shapes: Shapes): string | undefined {
  try {
    model.check(shapes)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const trialShapes = ({ signature, inputs, batch }: BoundFunction): Shapes =>
  Object.fromEntries(
    Object.entries(inputs).map(([input, own]) => [own, [batch ?? trialBatch, ...signature.inputs[input]]]),
  )

/** Under the contract's names. */
async function pulledBack(
  { inputs, outputs, model }: BoundFunction & { readonly model: ImportedModel },
  given: Values,
  cotangents: Values,
): Promise<Values> {
  const feeds = Object.entries(inputs).map(([input, own]) => [own, given[input]])
  const pulled = Object.entries(cotangents).map(([output, value]) => [outputs[output], value])
  const results = await model.pullback(Object.fromEntries(feeds), Object.fromEntries(pulled))
  return Object.fromEntries(Object.entries(inputs).map(([input, own]) => [input, results[own]]))
}
