import type { Tensors } from '../graph/trace.ts'
import type { Optimizer, Schedule } from '../nn/optimizers.ts'
import type { Parameters, Params } from '../nn/parameters.ts'
import type { Shape } from '../ops/shape.ts'
import type { Tensor } from '../ops/tensor.ts'

/** What an implementation claims to be; the contract's names. */
export const kinds = [
  'autoencoder',
  'denoiser',
  'vae',
  'gan',
  'wgan',
  'translator',
  'flow',
  'sampler',
  'formula',
] as const
export type Kind = (typeof kinds)[number]

export type Conventions = Readonly<Record<string, string | number | boolean>>

/** One of a model's functions, under the contract's name. Shapes are those of one sample: the batch axis comes before. */
export interface ModelFunction {
  readonly inputs: Readonly<Record<string, Shape>>
  readonly outputs: readonly string[]
  readonly apply: (params: Params, inputs: Tensors) => Tensors
}

/** How a model is trained unless told otherwise. */
export interface Recipe {
  /** A built-in dataset's name. */
  readonly data: string
  readonly batch: number
  readonly steps: number
  /** Steps that are enough to hold trained weights to the laws, in `verify`; all of them unless told. */
  readonly lawSteps?: number
  /** Sizes for the same, where its own take float64 long: the laws hold at any. */
  readonly lawSizes?: Readonly<Record<string, number>>
  /** The learning rate at the start. */
  readonly learningRate: number
  /** The engine that trains it in `verify`, where it is among those verified; the first of them unless told. */
  readonly engine?: string
}

/** Draws that a loss takes besides data: standard normal, uniform on [0, 1), or standard Laplace. */
export interface Noise {
  /** Of one sample's draws. */
  readonly shape: Shape
  readonly distribution: 'normal' | 'uniform' | 'laplace'
}

/** A training loss, a scalar; with it, new values of parameters that no gradient moves, running statistics say. */
export type Objective = Tensor | { readonly loss: Tensor; readonly state: Params }

/**
 * One kind of gradient step, for a model whose training takes turns between several: a discriminator's, a generator's.
 * A round goes through the phases in their order.
 */
export interface Phase {
  readonly name: string
  /** The part of the model that it moves: parameters whose path begins with this and a dot. All of them where empty. */
  readonly moves: string
  readonly loss: (params: Params, inputs: Tensors) => Objective
  readonly noise?: Readonly<Record<string, Noise>>
  /** How often it is taken in round 1, 2, ...; once unless told. */
  readonly repeats?: (round: number) => number
  /** How its learning rate goes over a number of steps; to 0 along a half cosine unless told. */
  readonly decay?: (steps: number) => Schedule
  /** Adam unless told. */
  readonly optimizer?: (learningRate: number, schedule: Schedule) => Optimizer
  /** What is done once the step is taken, of all parameters as they are then: those that change, clipped or averaged. */
  readonly after?: (params: Params) => Params
}

/** What can be trained: parameters, data, and losses. */
export interface Trainable {
  readonly name: string
  readonly parameters: Parameters
  /** What it is trained on: the shapes of one row of the data, by name. */
  readonly samples: Readonly<Record<string, Shape>>
  /** Whether the data of different names do not belong together row by row: they are shuffled apart, then. */
  readonly unpaired?: boolean
  /** What it is trained by, turn by turn. `loss` inputs are a batch [N, ...], the noise and the scalars, by name. */
  readonly phases: readonly Phase[]
  /** Scalars that the losses take besides, at step 1, 2, ... of a number of steps: a weight that grows, say. */
  readonly schedule?: (step: number, steps: number) => Readonly<Record<string, number>>
}

/** A system of the lecture: parameters, the functions of its kind, and how it is trained. */
export interface Model extends Trainable {
  readonly title: string
  readonly kind: Kind
  readonly source: string
  readonly options: Readonly<Record<string, number>>
  readonly functions: Readonly<Record<string, ModelFunction>>
  /** Those of the functions that are others while it is trained, by the statistics of the batch. */
  readonly learning?: Readonly<Record<string, ModelFunction>>
  readonly conventions: Conventions
  /** None where it is not trained by itself: a bijector, say. */
  readonly recipe?: Recipe
}

/** How a model is trained unless told otherwise. Throws a RangeError where it is not trained by itself. */
export function recipeOf({ name, recipe }: Model): Recipe {
  if (recipe) return recipe
  throw new RangeError(`${name} is not trained by itself: it is what flows are made of; train realnvp, say`)
}

/** A model as it is while it is trained: its functions of that time, declared to depend on the batch where they are others. */
export const whileTraining = (model: Model): Model =>
  model.learning
    ? {
        ...model,
        functions: { ...model.functions, ...model.learning },
        conventions: { ...model.conventions, statistics: 'batch' },
      }
    : model

/** The turns of a model that is trained by one loss. */
export const trainedBy = (loss: Phase['loss'], noise: Phase['noise'] = {}): readonly Phase[] => [
  { name: 'loss', moves: '', loss, noise },
]
