import { numpy as np } from '@jax-js/jax'
import type { Optimizer } from '../../../src/nn/optimizers.ts'
import { Unsupported } from '../runner.ts'

export type Arrays = Record<string, np.Array>

/** A weight after a step, and what the method remembers of it. `scalars` are those of our own, of the same method. */
export type Update = (
  weight: np.Array,
  gradient: np.Array,
  slots: Arrays,
  scalars: Arrays,
) => [np.Array, Arrays]

/** Our optimisers, with jax-js's ops. */
export function jaxUpdate({ name, settings: { beta1, beta2 } }: Optimizer): Update {
  if (name === 'sgd') return (weight, gradient, _, { rate }) => [weight.sub(gradient.mul(rate.ref)), {}]
  if (name !== 'adam') throw new Unsupported(`no ${name}`)
  return (weight, gradient, slots, { rate, least }) => {
    const m = slots.m.mul(beta1).add(gradient.ref.mul(1 - beta1))
    const v = slots.v.mul(beta2).add(np.square(gradient).mul(1 - beta2))
    const step = m.ref.mul(rate.ref).div(np.sqrt(v.ref).add(least.ref))
    return [weight.sub(step), { m, v }]
  }
}
