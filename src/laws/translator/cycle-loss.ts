import type { Subject } from '../../subjects/subject.ts'
import { numberOf } from '../adversarial/calls.ts'
import { type Draw, draws, inputsOf, randomOf } from '../adversarial/cases.ts'
import { judgeNamed } from '../adversarial/diagnosis.ts'
import { lossTo } from '../adversarial/violators.ts'
import type { Rows } from '../rows.ts'
import { networkRoundoff } from '../vae/roundoff.ts'
import { lambdaOf, translatorLaw } from './define.ts'
import { largest, meanDistance, powerOf, toA, toB } from './maps.ts'
import { cycleFrom } from './violators.ts'

export const cycleLossIsThereAndBack = translatorLaw<Draw>({
  name: 'translator/cycle-loss',
  nature: 'definition',
  statement:
    'cycle_loss = lambda (mean |b_to_a(a_to_b(a)) - a| + mean |a_to_b(b_to_a(b)) - b|), over samples and features; squares where norm is l2',
  source: 'Zhu et al. 2017, eq. 2',
  needs: ['a_to_b', 'b_to_a', 'cycle_loss'],
  cases: draws,
  runs: 3,
  async residual(subject, draw) {
    const drawn = inputsOf(subject, 'cycle_loss', randomOf(draw))
    const { a, b } = drawn
    const [inB, inA] = [await toB(subject, a), await toA(subject, b)]
    const [backInA, backInB] = [await toA(subject, inB), await toB(subject, inA)]
    const power = powerOf(subject)
    const lambda = lambdaOf(subject)
    const terms = [meanDistance(backInA, a, power), meanDistance(backInB, b, power)]
    const expected = lambda * (terms[0] + terms[1])
    return judgeNamed(
      {
        claimed: await numberOf(subject, 'cycle_loss', { a, b }),
        expected,
        tolerance: lambda * distanceRoundoff(subject, largest(a, b, inB, inA, backInA, backInB)),
        at: { samples: a.length, terms },
      },
      async () => ({
        ...mistakenTerms(lambda, terms, power),
        ...otherNorm(subject, lambda, [backInA, a], [backInB, b]),
        'the loss is a sum over the features, not a mean': expected * a[0].length,
        'the loss is a sum over the batch, not a mean': expected * a.length,
        'lambda is left out': expected / lambda,
        'lambda is 10': (10 * expected) / lambda,
        ...(await crossed(subject, drawn, lambda)),
      }),
    )
  },
  violators: {
    'the directions are swapped': {
      cycle_loss: cycleFrom(async ({ a, b, toA, toB }) => [
        [await toB(await toA(a)), a],
        [await toA(await toB(b)), b],
      ]),
    },
    'one term is missing': {
      cycle_loss: cycleFrom(async ({ a, toA, toB }) => [[await toA(await toB(a)), a]]),
    },
    'samples come back to the other domain': {
      cycle_loss: cycleFrom(async ({ a, b, toA, toB }) => [
        [await toA(await toB(a)), b],
        [await toB(await toA(b)), a],
      ]),
    },
    'translations are compared before they come back': {
      cycle_loss: cycleFrom(async ({ a, b, toA, toB }) => [
        [await toB(a), a],
        [await toA(b), b],
      ]),
    },
    'the loss is a sum over the batch': { cycle_loss: lossTo((loss, samples) => loss * samples) },
    'lambda is 10, whatever is declared': { cycle_loss: lossTo((loss) => 10 * loss) },
  },
})

/** Rounding of a mean distance, or mean square, of numbers up to `size` that came through a network or two. */
export function distanceRoundoff(subject: Subject, size: number): number {
  const ofCell = 2 * networkRoundoff(subject, 1 + size)
  return powerOf(subject) === 2 ? 2 * (4 * size * ofCell + ofCell ** 2) : 2 * ofCell
}

/** What is left where a term is, and what halving makes of both. */
export const mistakenTerms = (
  weight: number,
  [ofA, ofB]: readonly number[],
  power: number,
): Record<string, number> => ({
  'the term of domain b is missing': weight * ofA,
  'the term of domain a is missing': weight * ofB,
  'the two terms are averaged, not added': (weight * (ofA + ofB)) / 2,
  ...(weight === 1
    ? {}
    : {
        'lambda is left out of the term of domain b': weight * ofA + ofB,
        'lambda is left out of the term of domain a': ofA + weight * ofB,
      }),
  ...(power === 2
    ? { 'the roots of the mean squares are taken': weight * (Math.sqrt(ofA) + Math.sqrt(ofB)) }
    : {}),
})

/** The same distances by the norm that is not declared. */
export function otherNorm(
  subject: Subject,
  weight: number,
  ...pairs: readonly (readonly [Rows, Rows])[]
): Record<string, number> {
  const [own, other] = powerOf(subject) === 1 ? ['l1', 'l2'] : ['l2', 'l1']
  const distances = pairs.map(([x, y]) => meanDistance(x, y, 3 - powerOf(subject)))
  return { [`the norm is ${other}, not ${own}`]: weight * distances.reduce((sum, each) => sum + each, 0) }
}

/** What comes of domains that are mixed up, which only domains of one shape can be. */
async function crossed(subject: Subject, { a, b }: Readonly<Record<string, Rows>>, lambda: number) {
  if (a[0].length !== b[0].length) return {}
  const power = powerOf(subject)
  const [aThroughA, bThroughB] = [
    await toB(subject, await toA(subject, a)),
    await toA(subject, await toB(subject, b)),
  ]
  const [inB, inA] = [await toB(subject, a), await toA(subject, b)]
  const total = (...pairs: readonly (readonly [Rows, Rows])[]) =>
    lambda * pairs.reduce((sum, [x, y]) => sum + meanDistance(x, y, power), 0)
  return {
    'the directions are swapped: a goes through b_to_a first': total([aThroughA, a], [bThroughB, b]),
    'the directions are swapped in the first term: a goes through b_to_a first': total(
      [aThroughA, a],
      [await toB(subject, inA), b],
    ),
    'the directions are swapped in the second term: b goes through a_to_b first': total(
      [await toA(subject, inB), a],
      [bThroughB, b],
    ),
    'the cycle of a is compared with its translation': total(
      [await toA(subject, inB), inB],
      [await toB(subject, inA), b],
    ),
    'the cycle of b is compared with its translation': total(
      [await toA(subject, inB), a],
      [await toB(subject, inA), inA],
    ),
    'samples are compared with the other domain': total(
      [await toA(subject, inB), b],
      [await toB(subject, inA), a],
    ),
    'translations are compared before they come back': total([inB, a], [inA, b]),
  }
}
