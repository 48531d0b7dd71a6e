import type { Engine, Executable, Value, Values } from '../../engines/engine.ts'
import { type Model, type Phase, whileTraining } from '../../models/model.ts'
import type { Mode } from '../../nn/norm.ts'
import type { Weights } from '../../nn/parameters.ts'
import { functionGraph } from '../../subjects/graph.ts'
import type { Nature, Residual } from '../law.ts'

/** Some steps of one phase alone, all on one batch. */
export interface Spell {
  readonly phase: Phase
  /** What its loss took: the data, and the noise. */
  readonly inputs: Values
  /** The weights before the first step, and after each. */
  readonly weights: readonly Weights[]
  /** The loss before each step. */
  readonly losses: readonly number[]
}

/** A model whose phases take turns, and what a spell of each does to it, one after the other. */
export interface Training {
  readonly model: Model
  readonly engine: Engine
  readonly spells: readonly Spell[]
  /** One of the model's functions at certain weights. */
  call(name: string, weights: Weights, inputs: Values, mode?: Mode): Promise<Values>
}

/**
 * A property of how a model of ours learns. What a stranger hands in are functions without training, so that these laws
 * take a model and an engine; their violators are models that are trained wrongly.
 */
export interface TrainingLaw {
  readonly name: string
  readonly nature: Nature
  readonly statement: string
  readonly source: string
  readonly exempts?: (model: Model) => string | undefined
  readonly residual: (training: Training) => Promise<Residual>
  readonly violators: Readonly<Record<string, (right: Model) => Model>>
}

/** Compiles a model's functions once each, for whatever weights. */
export function functionsOf(
  model: Model,
  engine: Engine,
): Pick<Training, 'call'> & { dispose(): Promise<void> } {
  const models = { evaluation: model, training: whileTraining(model) }
  const compiled = new Map<string, Promise<Executable>>()
  return {
    async call(name, weights, inputs, mode = 'evaluation') {
      const batch = Object.values(inputs)[0].shape[0]
      const key = `${name} ${mode} ${batch}`
      const known = compiled.get(key) ?? engine.compile(functionGraph(models[mode], name, batch))
      compiled.set(key, known)
      return (await known).run({ ...weights, ...inputs })
    },
    async dispose() {
      for (const pending of compiled.values()) await (await pending).dispose()
    },
  }
}

/** Whether any cell differs. */
export const differ = (a: Value, b: Value): boolean => {
  for (let i = 0; i < a.size; i++) if (a.data[i] !== b.data[i]) return true
  return false
}

/** A model with one phase changed. */
export const withPhase = (model: Model, name: string, change: (phase: Phase) => Partial<Phase>): Model => ({
  ...model,
  phases: model.phases.map((phase) => (phase.name === name ? { ...phase, ...change(phase) } : phase)),
})

const isGenerating = ({ name }: Phase): boolean => name.startsWith('generator')

/** The phase in which a discriminator or critic learns to tell samples from what is generated. */
export const judging = ({ phases }: Model): Phase => phases.find((phase) => !isGenerating(phase)) as Phase
/** The phase in which a generator learns, or a pair of translators. */
export const generating = ({ phases }: Model): Phase => phases.find(isGenerating) as Phase
