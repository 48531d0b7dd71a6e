import type { Random } from '../data/random.ts'
import type { Values } from '../engines/engine.ts'
import { value } from '../engines/value.ts'
import type { Noise } from '../models/model.ts'
import { size } from '../ops/shape.ts'

/** Draws [batch, ...shape] of each noise that a loss takes, each from a stream of its own. */
export function drawNoise(noises: Readonly<Record<string, Noise>>, batch: number, random: Random): Values {
  const draws = Object.entries(noises).map(([name, { shape, distribution }]) => {
    const all = [batch, ...shape]
    return [name, value(Float32Array.from(draw[distribution](random.split(name), size(all))), all)]
  })
  return Object.fromEntries(draws)
}

const draw: Readonly<Record<Noise['distribution'], (random: Random, n: number) => Float64Array>> = {
  normal: (random, n) => random.normal(n),
  uniform: (random, n) => random.uniform(n),
  laplace: (random, n) => random.uniform(n).map(laplaceQuantile),
}

/** The standard Laplace distribution's quantile at the middle of u's cell of 2^-53: never infinite. */
function laplaceQuantile(u: number): number {
  const fromMedian = u + 2 ** -54 - 0.5
  return -Math.sign(fromMedian) * Math.log1p(-2 * Math.abs(fromMedian))
}
