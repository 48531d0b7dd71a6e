import { formulas, type Settings } from '../../src/formulas/index.ts'
import { mistaken } from '../../src/laws/formula/define.ts'
import { mistakesOf } from '../../src/laws/formula/mistakes/index.ts'
import { formulaLaws } from '../../src/laws/formula.ts'
import { formulaSubject } from '../../src/subjects/formula.ts'
import { type Family, type Mutant, ownName } from './specimen.ts'
import { heldTo } from './subjects.ts'

const { facts, specimen } = heldTo(formulaLaws)

const names = [...formulas.keys()]

/** Known bugs among the mistakes of formulas, by 'formula: mistake'. */
const bugs: Readonly<Record<string, number>> = {
  'invertible_conv1x1: log_det lacks the factor H W': 7,
  'planar_flow: u_hat is divided by the norm, not its square': 5,
  'metropolis_probability: the proposal is corrected for the wrong way': 23,
  'effective_sample_size: weights have the wrong sign': 23,
  'phi4_action: the border is open, not periodic': 27,
  'phi4_action: the wrap goes into the next row': 27,
  'gaussian_kl: the log variance is doubled: a log standard deviation is expected': 29,
  'gaussian_kl: the log variance is halved': 29,
  'gaussian_kl: the standard deviation stands for the variance': 29,
  'gaussian_kl: it is summed over the batch': 31,
  'reparameterize: eps is scaled by 0.01': 33,
  'bernoulli_log_likelihood: a mean over features in place of the sum (ours / D)': 35,
  'bernoulli_log_likelihood: the sigmoid is taken twice': 37,
  'bernoulli_log_likelihood: targets and logits are swapped': 37,
  'bce_with_logits: the sigmoid is taken twice': 37,
  'bce_with_logits: logits and targets are swapped': 37,
  'bce_with_logits: the logarithm of the sigmoid, in float32, reaches log 0': 45,
  'gan_value: the logarithm of the sigmoid, in float32, reaches log 0': 45,
  'generator_loss: the logarithm of the sigmoid, in float32, reaches log 0': 45,
  'clip_weights: not clipped': 47,
  'gradient_penalty_points: one alpha serves all samples': 49,
  'gradient_penalty_points: alpha goes along the features, not the batch': 49,
  "hinge_loss: the generator's loss has a relu": 53,
  'fade_in: reversed: alpha weighs low': 55,
  'fade_in: constant: alpha is 1/2': 55,
  'pixel_norm: a sum over channels in place of the mean': 57,
  'pixel_norm: the mean is over the width, not channels': 57,
  'pixel_norm: the mean is over samples, not channels': 57,
  'equalized_lr: the gain is missing: sqrt(1 / fan_in)': 57,
  'equalized_lr: not scaled': 57,
}

const onlyValues = 'every identity is kept: only values tell'

/** Wrong versions of which laws of one nature alone can tell. */
export const aloneFormulas: Readonly<Record<string, string>> = {
  'modulated_conv2d: eps is outside the root': onlyValues,
  'modulated_conv2d: the kernel is turned over: a convolution, not a correlation': onlyValues,
}

/** Settings that are no defaults: right where they are declared. */
export const declaredFormulas: readonly (readonly [string, Settings])[] = [
  ['generator_loss', { loss: 'minimax' }],
  ['minibatch_stddev', { grouping: 'contiguous' }],
  ['conditional_batch_norm', { gamma_offset: 0 }],
  ['modulated_conv2d', { demodulate: false }],
  ['adam_step', { beta1: 0.5 }],
  ['rmsprop_step', { lr: 1e-3 }],
  ['conv_transpose2d', { stride: 2, padding: 1, output_padding: 1 }],
  ['path_length_penalty', { decay: 0.1 }],
  ['clip_weights', { clip: 0.1 }],
]

/** Laws that have a mistake for their violator, by 'formula: mistake'. */
const homes = (name: string): string[] =>
  formulaLaws.flatMap((law) =>
    law.violators.some((violator) => violator.name === name) ? [ownName(law.name)] : [],
  )

const mutant = (formula: string, mistake: string): Mutant => {
  const name = `${formula}: ${mistake}`
  const alone = aloneFormulas[name]
  return {
    ...specimen(name, () => mistaken(formulaSubject(formula, { precision: 'float32' }), mistake)),
    bugs: name in bugs ? [bugs[name]] : [],
    laws: homes(name),
    ...(alone === undefined ? {} : { alone }),
  }
}

export const formulaFamily: Family = {
  name: 'formula',
  laws: facts,
  rights: [
    ...names.flatMap((name) =>
      (['float64', 'float32'] as const).map((precision) =>
        specimen(`${name} in ${precision}`, () => formulaSubject(name, { precision })),
      ),
    ),
    ...declaredFormulas.map(([name, settings]) =>
      specimen(`${name}, ${JSON.stringify(settings)}`, () => formulaSubject(name, { settings })),
    ),
  ],
  mutants: names.flatMap((name) => Object.keys(mistakesOf(name)).map((mistake) => mutant(name, mistake))),
}
