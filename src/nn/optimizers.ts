import { add } from '../ops/add.ts'
import { div } from '../ops/div.ts'
import { mul } from '../ops/mul.ts'
import { sqrt } from '../ops/sqrt.ts'
import { square } from '../ops/square.ts'
import { sub } from '../ops/sub.ts'
import type { Tensor } from '../ops/tensor.ts'

type Named<T> = Readonly<Record<string, T>>

/**
 * A gradient method as tensor expressions over one parameter array. `slots` name what it remembers between steps, in
 * the parameter's shape, starting at 0; `scalars` gives the numbers of step t = 1, 2, ..., worked out on the host in
 * float64 and fed in, because a power such as beta^t loses its digits in float32.
 */
export interface Optimizer {
  readonly name: string
  readonly settings: Named<number>
  readonly slots: readonly string[]
  readonly scalars: (step: number) => Named<number>
  readonly update: (
    parameter: Tensor,
    gradient: Tensor,
    slots: Named<Tensor>,
    scalars: Named<Tensor>,
  ) => { readonly parameter: Tensor; readonly slots: Named<Tensor> }
}

/** What a learning rate is multiplied by at step t = 1, 2, ... */
export type Schedule = (step: number) => number

/** From 1 to 0 along a half cosine over a number of steps (Loshchilov & Hutter 2017, eq. 5). */
export const cosineDecay =
  (steps: number): Schedule =>
  (step) =>
    0.5 * (1 + Math.cos((Math.PI * Math.min(step - 1, steps)) / steps))

/** 1 over the first half of a number of steps, then straight down, to 0 after the last (Zhu et al. 2017, section 4). */
export const lateLinearDecay =
  (steps: number): Schedule =>
  (step) =>
    Math.min(1, Math.max(0, 2 * (1 - (step - 1) / steps)))

export interface AdamSettings {
  readonly lr?: number
  readonly beta1?: number
  readonly beta2?: number
  readonly eps?: number
}

/**
 * Adam (Kingma & Ba 2015, algorithm 1); eps stands outside the root.
 *
 *   m = b1 m + (1 - b1) g     v = b2 v + (1 - b2) g^2     p = p - lr / (1 - b1^t) m / (sqrt(v / (1 - b2^t)) + eps)
 *
 * computed in the order of its section 2: numerator and denominator times sqrt(1 - b2^t), which saves a product.
 */
export function adam(
  { lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8 }: AdamSettings = {},
  schedule: Schedule = () => 1,
): Optimizer {
  return {
    name: 'adam',
    settings: { lr, beta1, beta2, eps },
    slots: ['m', 'v'],
    scalars: (step) => {
      const spread = Math.sqrt(1 - beta2 ** step)
      return { rate: (lr * schedule(step) * spread) / (1 - beta1 ** step), least: eps * spread }
    },
    update: (parameter, gradient, slots, { rate, least }) => {
      const m = add(mul(slots.m, beta1), mul(gradient, 1 - beta1))
      const v = add(mul(slots.v, beta2), mul(square(gradient), 1 - beta2))
      const step = div(mul(m, rate), add(sqrt(v), least))
      return { parameter: sub(parameter, step), slots: { m, v } }
    },
  }
}

/** RMSprop without momentum (Hinton 2012, lecture 6e); eps stands outside the root: v = alpha v + (1 - alpha) g^2, p = p - lr g / (sqrt(v) + eps). */
export function rmsprop(
  { lr = 1e-2, alpha = 0.99, eps = 1e-8 }: { lr?: number; alpha?: number; eps?: number } = {},
  schedule: Schedule = () => 1,
): Optimizer {
  return {
    name: 'rmsprop',
    settings: { lr, alpha, eps },
    slots: ['v'],
    scalars: (step) => ({ rate: lr * schedule(step) }),
    update: (parameter, gradient, slots, { rate }) => {
      const v = add(mul(slots.v, alpha), mul(square(gradient), 1 - alpha))
      return {
        parameter: sub(parameter, div(mul(gradient, rate), add(sqrt(v), eps))),
        slots: { v },
      }
    },
  }
}

/** Gradient descent; with momentum as PyTorch has it, b = momentum b + g, p = p - lr b, without dampening. */
export function sgd({ lr = 1e-2, momentum = 0 }: { lr?: number; momentum?: number } = {}): Optimizer {
  return {
    name: 'sgd',
    settings: { lr, momentum },
    slots: momentum === 0 ? [] : ['momentum'],
    scalars: () => ({ rate: lr }),
    update: (parameter, gradient, slots, { rate }) => {
      if (momentum === 0) return { parameter: sub(parameter, mul(gradient, rate)), slots: {} }
      const velocity = add(mul(slots.momentum, momentum), gradient)
      return { parameter: sub(parameter, mul(velocity, rate)), slots: { momentum: velocity } }
    },
  }
}
