import type { Values } from '../../engines/engine.ts'
import { cells } from '../../engines/value.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Residual } from '../law.ts'
import { holds, inconclusive, worst } from '../measure.ts'
import { type Claimed, claimedBy, type Draw, extremesOf, inputsFor, ordinary, type Regime } from './cases.ts'
import { compare } from './compare.ts'
import { formulaLaw } from './define.ts'
import { diagnosed, type Observation } from './diagnosis.ts'
import { whyDegenerate } from './sizes.ts'
import { uncertainty } from './uncertainty.ts'

/** A part of the result's size. Where rounding may carry further, an input is ill-conditioned and says nothing. */
const largestUncertainty = 0.1

export const formulaValue = formulaLaw({
  name: 'formula/value',
  nature: 'definition',
  statement:
    'the outputs are those of the formula, in float64, on random inputs whose axes all differ in length',
  source: 'each formula has its own',
  runs: 4,
  residual: (subject, draw) => againstTruth(subject, draw, ordinary(claimedBy(subject).formula)),
  violators: [
    ['gaussian_kl', 'a mean over latents in place of the sum (ours / D)'],
    ['pixel_norm', 'eps is outside the root'],
    ['adam_step', 'eps is inside the root'],
    ['minibatch_stddev', 'the variance is unbiased'],
    ['squeeze', 'the order is (0,0), (1,0), (0,1), (1,1)'],
    ['pca', 'the variance is divided by N'],
  ],
})

export const formulaExtremes = formulaLaw({
  name: 'formula/extremes',
  nature: 'extremes',
  statement:
    'the outputs are finite and those of the formula at logits of +-100, log variances of +-20, log weights with a ' +
    'large common offset, activations far from 0 or all 0',
  source:
    'nothing of that size leaves float32 where exponentials are taken of differences, and logs are log1p',
  runs: 2,
  exempts: (subject) =>
    extremesOf(claimedBy(subject).formula).length === 0 ? 'the formula has no extremes' : undefined,
  residual: (subject, draw) => againstTruth(subject, draw, extremesOf(claimedBy(subject).formula)),
  violators: [
    ['bce_with_logits', 'the logarithm of the sigmoid, in float32, reaches log 0'],
    ['gan_value', 'the logarithm of the sigmoid, in float32, reaches log 0'],
    ['iwae_bound', 'exp overflows: the largest is not taken out'],
    ['effective_sample_size', 'exp overflows: the largest is not taken out'],
    ['metropolis_probability', 'exponentials overflow before they are divided'],
    ['adain', 'eps is missing'],
  ],
})

async function againstTruth(subject: Subject, draw: Draw, regimes: readonly Regime[]): Promise<Residual> {
  const claimed = claimedBy(subject)
  const found: Residual[] = []
  for (const regime of regimes) {
    const inputs = inputsFor(subject, claimed, draw, regime)
    const got = await subject.call('value', inputs)
    found.push(await judged(subject, claimed, { inputs, got }, draw, regime))
  }
  const most = worst(found)
  const degenerate = whyDegenerate(claimed.formula, subject)
  return degenerate && holds(most) ? inconclusive(degenerate) : most
}

async function judged(
  subject: Subject,
  claimed: Claimed,
  seen: Observation,
  draw: Draw,
  regime: Regime,
): Promise<Residual> {
  const { inputs, got } = seen
  const { formula, settings } = claimed
  const right = formula.value(inputs, settings)
  const expected = formula.align?.(right, got) ?? right
  const tolerance = uncertainty(claimed, inputs)
  const residual = compare(got, expected, formula.align?.(tolerance, got) ?? tolerance)
  if (!holds(residual)) {
    return diagnosed(subject, claimed, [seen, await another(subject, claimed, draw)], residual)
  }
  return regime === 'generic' && isIllConditioned(claimed, inputs, right, tolerance)
    ? inconclusive('the inputs are ill-conditioned: rounding alone may change the result by a tenth')
    : residual
}

/** Other inputs, so that no mistake is named that merely looks alike at some. */
async function another(subject: Subject, claimed: Claimed, { seed }: Draw): Promise<Observation> {
  const inputs = inputsFor(subject, claimed, { seed: seed + 1 }, 'generic')
  return { inputs, got: await subject.call('value', inputs) }
}

function isIllConditioned({ formula, settings }: Claimed, inputs: Values, right: Values, tolerance: Values) {
  const terms = formula.terms?.(inputs, settings) ?? {}
  const largest = (of: Values[string] | undefined) =>
    of ? Array.from(cells(of)).reduce((most, cell) => Math.max(most, Math.abs(cell)), 0) : 0
  return Object.keys(right).some(
    (name) => largest(tolerance[name]) > largestUncertainty * (largest(right[name]) + largest(terms[name])),
  )
}
