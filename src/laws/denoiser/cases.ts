import { type Random, seededRandom } from '../../data/random.ts'
import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { batchOf, type Draw, drawNear } from '../autoencoder/cases.ts'
import type { Rows } from '../rows.ts'
import { cleanShape, corrupt, corruptedShape, type Inputs, noiseShape } from './calls.ts'

/** The largest float32 below 1, where a uniform draw ends. */
const belowOne = 1 - 2 ** -24

const isUniform = ({ conventions }: Subject): boolean => conventions.noise === 'uniform'

/** Noise as the subject declares it, standard normal or uniform on [0, 1), in numbers that float32 holds exactly. */
export function drawNoise(subject: Subject, random: Random, count: number): Rows {
  const width = size(noiseShape(subject) ?? [])
  const draw = () =>
    isUniform(subject)
      ? random.uniform(width).map((u) => Math.min(Math.fround(u), belowOne))
      : random.normal(width).map(Math.fround)
  return Array.from({ length: count }, draw)
}

/** The least and the greatest noise that a law tries. */
export const noiseEnds = (subject: Subject): readonly [low: number, high: number] =>
  isUniform(subject) ? [0, belowOne] : [-20, 20]

/** The nearest numbers that the subject's precision holds. */
export const rounded = ({ precision }: Subject, rows: Rows): Rows =>
  precision === 'float64' ? rows : rows.map((row) => row.map(Math.fround))

/** Noise of one value for every feature. */
export const constantNoise = (subject: Subject, value: number, count = batchOf(subject)): Rows =>
  Array.from({ length: count }, () => new Float64Array(size(noiseShape(subject) ?? [])).fill(value))

/** The nearest multiple of 1/1024 that is not 0: float32 holds it with room to spare, and it tells from what is masked. */
const coarse = (cell: number): number => (Math.round(1024 * cell) || 1) / 1024

/** A batch of clean samples, none of whose features is 0, and their noise, in numbers that float32 holds exactly. */
export function inputsOf(subject: Subject, { seed }: Draw): Inputs {
  const random = seededRandom(seed)
  const count = batchOf(subject)
  const x = drawNear(subject.data, size(cleanShape(subject)), random.split('x'), count)
  const clean = x.map((row) => row.map(coarse))
  return noiseShape(subject)
    ? { x: clean, noise: drawNoise(subject, random.split('noise'), count) }
    : { x: clean }
}

/** What denoise is given: clean samples, corrupted, where the subject can do that; else standard normal rows. */
export async function corruptedSamples(subject: Subject, draw: Draw): Promise<Rows> {
  if (subject.functions.corrupt) return corrupt(subject, inputsOf(subject, draw))
  return drawNear(undefined, size(corruptedShape(subject)), seededRandom(draw.seed), batchOf(subject))
}
