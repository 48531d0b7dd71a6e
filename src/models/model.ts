import type { Tensors } from '../graph/trace.ts'
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
  /** Adam's learning rate at the start; it falls to 0 along a half cosine over the run. */
  readonly learningRate: number
  /** The engine that trains it in `verify`, where it is among those verified; the first of them unless told. */
  readonly engine?: string
}

/** A system of the lecture: parameters, the functions of its kind, and the loss that trains it. */
export interface Model {
  readonly name: string
  readonly title: string
  readonly kind: Kind
  readonly source: string
  readonly options: Readonly<Record<string, number>>
  readonly parameters: Parameters
  readonly functions: Readonly<Record<string, ModelFunction>>
  readonly conventions: Conventions
  /** The training loss, a scalar, of a batch x [N, ...sample] and of the noise, each [N, ...its own shape]. */
  readonly loss: (params: Params, inputs: Tensors) => Tensor
  /** The shape of one sample of x. */
  readonly sample: Shape
  /** Standard normal draws that the loss takes besides x, by name: the shapes for one sample. */
  readonly noise?: Readonly<Record<string, Shape>>
  readonly recipe: Recipe
}
