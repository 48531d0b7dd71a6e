import { value } from '../../engines/value.ts'
import type { StudyContext } from '../study.ts'
import { discriminator, penalisedCritic } from './judges.ts'
import { parallelLines } from './pairs.ts'
import { scoredAt, sigmoid } from './scores.ts'

/** Places along the segments, and from the one to the other. */
const [along, across] = [33, 9]

/**
 * The Jensen-Shannon divergence and the Wasserstein distance of two parallel segments, as judges have learned them; each is
 * at most the true one, log 2 and the shift (Arjovsky et al. 2017, example 1).
 */
export async function linesApart(context: StudyContext, steps: number, shift: number) {
  const pair = parallelLines(shift)
  const x = value(
    Float64Array.from({ length: 2 * along * across }, (_, cell) => {
      const [column, row] = [Math.floor(cell / 2 / along), Math.floor(cell / 2) % along]
      return cell % 2 === 0 ? (shift * column) / (across - 1) : (row + 0.5) / along
    }),
    [along * across, 2],
  )
  const judge = await scoredAt(context, discriminator(pair), steps, x)
  const critic = await scoredAt(context, penalisedCritic(pair, 1), steps, x)
  const meanOn = (column: number, at: (row: number) => number) =>
    Array.from({ length: along }, (_, row) => at(column * along + row) / along).reduce(
      (sum, one) => sum + one,
    )
  const [real, generated] = [0, across - 1]
  const attained =
    meanOn(real, (i) => Math.log(sigmoid(judge.scores[i]))) +
    meanOn(generated, (i) => Math.log(sigmoid(-judge.scores[i])))
  const gap = meanOn(real, (i) => critic.scores[i]) - meanOn(generated, (i) => critic.scores[i])
  const steepness = Array.from({ length: along * across }, (_, i) =>
    Math.hypot(critic.slopes[2 * i], critic.slopes[2 * i + 1]),
  )
  return { divergence: (attained + Math.log(4)) / 2, distance: gap / Math.max(...steepness) }
}
