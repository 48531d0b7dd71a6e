import type { Strings } from '../../data/dataset.ts'
import type { Random } from '../../data/random.ts'
import { textsOf } from '../../data/strings.ts'
import type { Value } from '../../engines/engine.ts'
import { cells, value } from '../../engines/value.ts'
import type { Subject } from '../../subjects/subject.ts'

/** Molecules x [N, length, alphabet] and the means of their codes, z [N, latent]. */
export interface Codes {
  readonly x: Value
  readonly z: Value
  readonly latent: number
  readonly first: (count: number) => Value
}

export async function codesOf(subject: Subject, rows: Value): Promise<Codes> {
  const x = value(cells(rows), [rows.shape[0], ...subject.functions.encode.inputs.x])
  const { mean: z } = await subject.call('encode', { x })
  const latent = z.shape[1]
  const first = (count: number) => value(cells(z).slice(0, count * latent), [count, latent])
  return { x, z, latent, first }
}

export const drawnFrom = (random: Random, count: number, latent: number): Value =>
  value(random.split('prior').normal(count * latent), [count, latent])

/**
 * The strings that a decoder writes from z, at every step the likeliest character after those before it. All are guessed at
 * once and guessed again after one another until none changes: a character depends on those before it alone, so that this is
 * what one step after the other would give, in fewer calls (Song et al. 2021, algorithm 1, Jacobi's iteration).
 */
export async function written(subject: Subject, z: Value, strings: Strings): Promise<string[]> {
  const [n, symbols] = [z.shape[0], strings.alphabet.length]
  let guessed = new Float64Array(n * strings.length * symbols)
  for (let turn = 0; turn < strings.length; turn++) {
    const x = value(guessed, [n, strings.length, symbols])
    const { logits } = await subject.call('decode', { z, x })
    const likeliest = oneHot(cells(logits), symbols)
    const settled = likeliest.every((cell, i) => cell === guessed[i])
    guessed = likeliest
    if (settled) break
  }
  return textsOf(guessed, strings)
}

/** 1 for the largest of every so many cells, the first of them where there are several; 0 for the others. */
function oneHot(told: ArrayLike<number>, symbols: number): Float64Array<ArrayBuffer> {
  const hot = new Float64Array(told.length)
  for (let start = 0; start < told.length; start += symbols) {
    let best = 0
    for (let k = 1; k < symbols; k++) if (told[start + k] > told[start + best]) best = k
    hot[start + best] = 1
  }
  return hot
}

const steps = 6
const stride = 0.5
const probe = 1 / 64

/** z moved up the gradient of the predicted property, half a prior deviation at a time. */
export async function climbed(subject: Subject, from: Value): Promise<Value> {
  const [n, latent] = from.shape
  const z = Float64Array.from(cells(from))
  const predict = async (at: Float64Array) =>
    cells((await subject.call('predict', { z: value(at, [n, latent]) })).property)
  for (let step = 0; step < steps; step++) {
    const gradient = new Float64Array(n * latent)
    for (let j = 0; j < latent; j++) {
      const moved = (by: number) => z.map((cell, i) => (i % latent === j ? cell + by : cell))
      const [ahead, behind] = [await predict(moved(probe)), await predict(moved(-probe))]
      for (let row = 0; row < n; row++) gradient[row * latent + j] = (ahead[row] - behind[row]) / (2 * probe)
    }
    for (let row = 0; row < n; row++) {
      const own = gradient.subarray(row * latent, (row + 1) * latent)
      const length = Math.hypot(...own) || 1
      own.forEach((slope, j) => {
        z[row * latent + j] += (stride * slope) / length
      })
    }
  }
  return value(z, [n, latent])
}
