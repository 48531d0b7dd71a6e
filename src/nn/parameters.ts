import type { Random } from '../data/random.ts'
import type { Value } from '../engines/engine.ts'
import { value } from '../engines/value.ts'
import { type Shape, size } from '../ops/shape.ts'
import type { Tensor } from '../ops/tensor.ts'

/** A parameter that a model declares: its shape, and how it starts. */
export interface Parameter {
  readonly shape: Shape
  readonly init: Initializer
  /** False for what no gradient moves: running statistics, averages of weights. */
  readonly trained?: false
}

/** Draws the starting values of a parameter of a given shape. */
export type Initializer = (shape: Shape, random: Random) => Float64Array

/** Names are dotted paths, as PyTorch's state dictionaries have them: 'couplings.0.net.1.weight'. */
export type Parameters = Readonly<Record<string, Parameter>>
export type Params = Readonly<Record<string, Tensor>>
export type Weights = Readonly<Record<string, Value>>

/** What a part has by path, its parameters or its new state, under the part's name. */
export const nested = <T>(name: string, own: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(own).map(([path, one]) => [`${name}.${path}`, one]))

/** What `nested` did, undone: the part's own view of a whole's params. */
export function part(params: Params, name: string): Params {
  const prefix = `${name}.`
  return Object.fromEntries(
    Object.entries(params).flatMap(([path, tensor]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), tensor]] : [],
    ),
  )
}

/** Starting values for every parameter, drawn in the order of their declaration, rounded to float32. */
export const initialWeights = (parameters: Parameters, random: Random): Weights =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, init }]) => [
      name,
      value(Float32Array.from(init(shape, random)), shape),
    ]),
  )

/** How many numbers gradients move. */
export const countParameters = (parameters: Parameters): number =>
  Object.values(parameters).reduce(
    (total, { shape, trained }) => total + (trained === false ? 0 : size(shape)),
    0,
  )
