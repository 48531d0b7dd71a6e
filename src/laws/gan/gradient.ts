import type { Subject } from '../../subjects/subject.ts'
import { lossOf, type Scores } from '../adversarial/calls.ts'
import { randomOf } from '../adversarial/cases.ts'
import { exchanged, lossFrom, lossTo } from '../adversarial/violators.ts'
import { type Claim, judge } from '../diagnosis.ts'
import { ganLaw } from './define.ts'
import { sigmoidTwice } from './discriminator-loss.ts'
import { marginOfFake, saturated } from './generator-loss.ts'
import {
  discriminatorLoss,
  type Game,
  gameOf,
  games,
  generatorLoss,
  lossNameOf,
  scoreOf,
  type Term,
  weightOf,
  whyUnknown,
} from './losses.ts'
import { drawScores, lossRoundoff, type Spanned, spans } from './scalars.ts'

/** Less than half a cell of the grid of scores, so that no kink of a margin, at 1 or -1, is stepped over. */
const step = 2 ** -8

/** Each input's term of each loss. */
const terms: Readonly<Record<string, Readonly<Record<string, keyof Game>>>> = {
  discriminator_loss: { real: 'real', fake: 'fake' },
  generator_loss: { fake: 'generator' },
}

/** What is learnt from a loss is its gradient: sigma - y for cross-entropies, y the label that the score should have. */
const gradientLaw = (
  name: 'discriminator_loss' | 'generator_loss',
  statement: string,
  violators: Parameters<typeof ganLaw>[0]['violators'],
) =>
  ganLaw<Spanned>({
    name: `gan/${name.replace('_loss', '')}-gradient`,
    nature: 'derivative',
    statement,
    source:
      'the derivative of the declared loss; Goodfellow et al. 2014, section 3, for the one that vanishes',
    needs: [name],
    exempts: whyUnknown,
    cases: spans,
    runs: 6,
    async residual(subject, draw) {
      const random = randomOf(draw)
      const scores = Object.fromEntries(
        Object.keys(terms[name]).map((input) => [input, drawScores(subject, random.split(input), draw.span)]),
      )
      const claims: Claim[] = []
      for (const input of Object.keys(scores)) claims.push(...(await slopes(subject, name, scores, input)))
      return judge(claims)
    },
    violators,
  })

/** The slope by every score of an input, by a central difference: off by its third derivative, h^2 / 6 of it. */
async function slopes(subject: Subject, name: string, scores: Scores, input: string): Promise<Claim[]> {
  const exact = subject.precise ?? subject
  const own = scores[input]
  const game = gameOf(subject)
  const of = name === 'generator_loss' ? 'generator' : 'discriminator'
  const term = terms[name][input]
  const weight = weightOf(subject, of) / own.length
  const whole =
    of === 'generator'
      ? generatorLoss(game, scores.fake)
      : discriminatorLoss(game, [...scores.real], [...scores.fake])
  const rounding = lossRoundoff(exact, whole, ...Object.values(scores)) / step
  const claims: Claim[] = []
  for (const [n, score] of own.entries()) {
    const at = (moved: number) => lossOf(exact, name, { ...scores, [input]: own.with(n, moved) })
    claims.push({
      claimed: ((await at(score + step)) - (await at(score - step))) / (2 * step),
      expected: weight * game[term].slope(score),
      tolerance: rounding + (step ** 2 / 6) * weight * game[term].third(score),
      mistakes: mistaken(subject, term, score, weight, own.length),
      at: { input, score, sample: n },
    })
  }
  return claims
}

function mistaken(subject: Subject, term: keyof Game, score: number, weight: number, samples: number) {
  const own = lossNameOf(subject)
  const slopeOf = ({ [term]: each }: Readonly<Record<keyof Game, Term>>) => weight * each.slope(score)
  const slope = slopeOf(gameOf(subject))
  return {
    'the loss has the opposite sign': -slope,
    'no gradient reaches the scores': 0,
    'the gradient is of a sum over the batch': samples * slope,
    ...Object.fromEntries(
      Object.keys(games)
        .filter((other) => other !== own)
        .map((other) => [`the loss is '${other}', not '${own}'`, slopeOf(games[other][scoreOf(subject)])]),
    ),
  }
}

export const discriminatorGradient = gradientLaw(
  'discriminator_loss',
  'the slope of discriminator_loss by each score is that of the declared loss: (sigma(real) - 1) / N and sigma(fake) / N for logits',
  {
    'real and fake are exchanged': { discriminator_loss: exchanged('discriminator_loss', 'real', 'fake') },
    'a sigmoid is taken twice': { discriminator_loss: sigmoidTwice() },
    'the discriminator descends the value function': { discriminator_loss: lossTo((loss) => -loss) },
    'the loss does not depend on the scores': { discriminator_loss: lossFrom(() => 1) },
  },
)

export const generatorGradient = gradientLaw(
  'generator_loss',
  'the slope of generator_loss by each score is that of the declared loss: (sigma(fake) - 1) / N where it does not saturate',
  {
    'the loss is the saturating one, or the other': { generator_loss: saturated() },
    'a margin is taken of the generated scores': { generator_loss: marginOfFake() },
    'the loss has the opposite sign': { generator_loss: lossTo((loss) => -loss) },
    'the loss does not depend on the scores': { generator_loss: lossFrom(() => 1) },
  },
)
