import type { Random } from '../data/random.ts'
import type { Values } from '../engines/engine.ts'
import { value } from '../engines/value.ts'
import type { Noise } from '../models/model.ts'
import { size } from '../ops/shape.ts'

/** Draws [batch, ...shape] of each noise that a loss takes, each from a stream of its own. */
export function drawNoise(noises: Readonly<Record<string, Noise>>, batch: number, random: Random): Values {
  const draws = Object.entries(noises).map(([name, { shape, distribution }]) => {
    const all = [batch, ...shape]
    return [name, value(Float32Array.from(random.split(name)[distribution](size(all))), all)]
  })
  return Object.fromEntries(draws)
}
