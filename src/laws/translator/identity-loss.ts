import type { Subject } from '../../subjects/subject.ts'
import { numberOf } from '../adversarial/calls.ts'
import { type Draw, draws, inputsOf, randomOf } from '../adversarial/cases.ts'
import { judgeNamed } from '../adversarial/diagnosis.ts'
import { lossTo } from '../adversarial/violators.ts'
import type { Rows } from '../rows.ts'
import { distanceRoundoff, mistakenTerms, otherNorm } from './cycle-loss.ts'
import { lambdaOf, translatorLaw } from './define.ts'
import { largest, meanDistance, powerOf, toA, toB } from './maps.ts'
import { identityFrom } from './violators.ts'

/** The shape of a sample of either domain, where both maps can take it. */
const whyNoIdentity = ({ functions }: Subject): string | undefined =>
  functions.a_to_b.inputs.x.join() === functions.b_to_a.inputs.x.join()
    ? undefined
    : 'the domains have different shapes, so that no map takes what it gives'

export const identityLossIsOfOwnDomain = translatorLaw<Draw>({
  name: 'translator/identity-loss',
  nature: 'definition',
  statement:
    'identity_loss = mean |b_to_a(a) - a| + mean |a_to_b(b) - b|, times lambda or not: each map leaves alone what is of its target domain already',
  source: 'Zhu et al. 2017, section 5.2, L_identity',
  needs: ['a_to_b', 'b_to_a', 'identity_loss'],
  exempts: whyNoIdentity,
  cases: draws,
  runs: 3,
  async residual(subject, draw) {
    const { a, b } = inputsOf(subject, 'identity_loss', randomOf(draw))
    const power = powerOf(subject)
    const [ofA, ofB] = [await toA(subject, a), await toB(subject, b)]
    const terms = [meanDistance(ofA, a, power), meanDistance(ofB, b, power)]
    const claimed = await numberOf(subject, 'identity_loss', { a, b })
    const plain = terms[0] + terms[1]
    const lambda = lambdaOf(subject)
    // Lambda is that of the cycle; who weighs this term by it, too, declares as much.
    const weight = Math.abs(claimed - lambda * plain) < Math.abs(claimed - plain) ? lambda : 1
    const expected = weight * plain
    const total = (...pairs: readonly (readonly [Rows, Rows])[]) =>
      weight * pairs.reduce((sum, [x, y]) => sum + meanDistance(x, y, power), 0)
    return judgeNamed(
      {
        claimed,
        expected,
        tolerance: weight * distanceRoundoff(subject, largest(a, b, ofA, ofB)),
        at: { samples: a.length, terms },
      },
      async () => ({
        'the directions are swapped: a is held against a_to_b(a)': total(
          [await toB(subject, a), a],
          [await toA(subject, b), b],
        ),
        'samples are compared with the other domain': total([ofA, b], [ofB, a]),
        ...mistakenTerms(weight, terms, power),
        ...otherNorm(subject, weight, [ofA, a], [ofB, b]),
        'the loss is a sum over the features, not a mean': expected * a[0].length,
        'the loss is a sum over the batch, not a mean': expected * a.length,
      }),
    )
  },
  violators: {
    'the directions are swapped': {
      identity_loss: identityFrom(async ({ a, b, toA, toB }) => [
        [await toB(a), a],
        [await toA(b), b],
      ]),
    },
    'one term is missing': {
      identity_loss: identityFrom(async ({ b, toB }) => [[await toB(b), b]]),
    },
    'samples are compared with the other domain': {
      identity_loss: identityFrom(async ({ a, b, toA, toB }) => [
        [await toA(a), b],
        [await toB(b), a],
      ]),
    },
    'the loss is a sum over the batch': { identity_loss: lossTo((loss, samples) => loss * samples) },
    'the loss is that of the cycle': {
      identity_loss: identityFrom(async ({ a, b, toA, toB }) => [
        [await toA(await toB(a)), a],
        [await toB(await toA(b)), b],
      ]),
    },
  },
})
