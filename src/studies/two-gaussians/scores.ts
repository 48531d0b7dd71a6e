import type { Value } from '../../engines/engine.ts'
import { cells, value } from '../../engines/value.ts'
import type { Model } from '../../models/model.ts'
import type { DensityPair } from '../../statistics/divergences.ts'
import type { StudyContext } from '../study.ts'
import { penalisedCritic, type Sign } from './judges.ts'
import { gaussians, type Pair } from './pairs.ts'

/** The densities of N(0, 1) and N(shift, 1): nine deviations beyond the means there is less than float64 sees beside 1. */
export function gaussianDensities(shift: number): DensityPair {
  const [reach, perUnit] = [9, 32]
  const count = Math.round((shift + 2 * reach) * perUnit) + 1
  const places = Float64Array.from({ length: count }, (_, i) => i / perUnit - reach)
  const logDensity = (mean: number) => places.map((x) => -((x - mean) ** 2 + Math.log(2 * Math.PI)) / 2)
  return { places, logP: logDensity(0), logQ: logDensity(shift) }
}

/** What a trained judge says at some places. */
export interface Scored {
  readonly scores: ArrayLike<number>
  /** The scores' derivatives; of points of the plane the gradients, one after another. */
  readonly slopes: ArrayLike<number>
  /** Before each step of its training. */
  readonly losses: readonly number[]
}

/** Trains a judge for so many steps, and runs it at x [N, dim] on the study's engine. */
export async function scoredAt(
  { train, subject }: StudyContext,
  model: Model,
  steps: number,
  x: Value,
): Promise<Scored> {
  const trained = await train({ model, settings: { steps } })
  const { score, slope } = await subject(trained).call('judge', { x })
  return { scores: cells(score), slopes: cells(slope), losses: trained.losses.map(({ judge }) => judge) }
}

/** The same at the places of two Gaussians' densities. */
export const scored = (
  context: StudyContext,
  judge: (pair: Pair) => Model,
  steps: number,
  shift: number,
): Promise<Scored> => {
  const { places } = gaussianDensities(shift)
  return scoredAt(context, judge(gaussians(shift)), steps, value(places, [places.length, 1]))
}

/** The way up in which a penalised critic of two Gaussians arrives at the lower of its two minima. */
export async function wayUp({ train }: StudyContext, steps: number, shift: number): Promise<Sign> {
  const lossOf = async (sign: Sign) => {
    const { losses } = await train({ model: penalisedCritic(gaussians(shift), sign), settings: { steps } })
    return losses.slice(-16).reduce((sum, { judge }) => sum + judge, 0)
  }
  return (await lossOf(1)) <= (await lossOf(-1)) ? 1 : -1
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
