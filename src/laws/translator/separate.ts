import type { Subject } from '../../subjects/subject.ts'
import { numberOf } from '../adversarial/calls.ts'
import { type Draw, draws, inputsOf, randomOf } from '../adversarial/cases.ts'
import { given, whyNothing } from '../adversarial/shapes.ts'
import { lossTo } from '../adversarial/violators.ts'
import type { Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { networkRoundoff } from '../vae/roundoff.ts'
import { translatorLaw } from './define.ts'
import { cycleFrom, identityFrom } from './violators.ts'

const names = ['cycle_loss', 'identity_loss']

/** The samples of the two domains are not pairs: what one of them is compared with is never one of the other. */
export const domainsAreUnpaired = translatorLaw<Draw>({
  name: 'translator/domains-are-unpaired',
  nature: 'independence',
  statement:
    'loss(a, b) + loss(a2, b2) = loss(a, b2) + loss(a2, b), for both losses: each is a term of a and one of b',
  source: 'Zhu et al. 2017, section 3: no pairs are known',
  needs: [],
  exempts: (subject) => whyNothing(names, subject),
  cases: draws,
  runs: 2,
  async residual(subject, draw) {
    const found: Residual[] = []
    for (const name of given(names, subject)) found.push(await departure(subject, name, draw))
    return worst(found)
  },
  violators: {
    'samples come back to the other domain': {
      cycle_loss: cycleFrom(async ({ a, b, toA, toB }) => [
        [await toA(await toB(a)), b],
        [await toB(await toA(b)), a],
      ]),
    },
    'the identity is compared with the other domain': {
      identity_loss: identityFrom(async ({ a, b, toA, toB }) => [
        [await toA(a), b],
        [await toB(b), a],
      ]),
    },
    'the loss is a root of the sum': { cycle_loss: lossTo(Math.sqrt) },
    'the translations are told apart by their partners': {
      identity_loss: identityFrom(async ({ a, b, toA, toB }) => [[await toB(a), await toA(b)]]),
    },
  },
})

async function departure(subject: Subject, name: string, draw: Draw): Promise<Residual> {
  const random = randomOf(draw).split(name)
  const [one, two] = ['one', 'two'].map((label) => inputsOf(subject, name, random.split(label)))
  const lossAt = (a: typeof one, b: typeof one) => numberOf(subject, name, { a: a.a, b: b.b })
  const straight = [await lossAt(one, one), await lossAt(two, two)]
  const crossed = [await lossAt(one, two), await lossAt(two, one)]
  const total = [...straight, ...crossed].reduce((sum, loss) => sum + Math.abs(loss), 0)
  return {
    error: Math.abs(straight[0] + straight[1] - crossed[0] - crossed[1]),
    tolerance: networkRoundoff(subject, 1 + total),
    at: { function: name, straight, crossed },
  }
}
