import type { Value } from '../../../engines/engine.ts'
import { cells } from '../../../engines/value.ts'
import { build, fill, map, meanOf, norm, perSample, rows, scalar, sum } from '../../../formulas/arrays.ts'
import { sigmoid } from '../../logistic.ts'
import { changed, lengthOf, type Mistakes, misfed, missettled, negated, times, widthOf } from './mistake.ts'

const float32Sigmoid = (a: number) => Math.fround(sigmoid(a))
const relu = (x: number) => Math.max(x, 0)
const average = (f: (x: number) => number, of: Value) => meanOf(map(f, of))
const opposite = (x: number) => -x

/** A mean over the batch gone wrong. */
const reductions = (output: string, batch: string): Mistakes => ({
  'a sum over the batch in place of the mean (N times ours)': changed(
    output,
    (l, inputs) => l * lengthOf(inputs[batch], 0),
  ),
  'half of it (ours / 2)': times(output, 0.5),
  'its sign is the other': negated(output),
})

export const adversarialMistakes: Readonly<Record<string, Mistakes>> = {
  bce_with_logits: {
    ...reductions('loss', 'logits'),
    'the sigmoid is taken twice': misfed(({ logits }) => ({ logits: map(sigmoid, logits) })),
    'logits and targets are swapped': misfed(({ logits, target }) => ({ logits: target, target: logits })),
    'targets are inverted': misfed(({ target }) => ({ target: map((t) => 1 - t, target) })),
    'the term of target 0 is missing': ({ logits, target }) => ({
      loss: scalar(-meanOf(map((a, t) => t * Math.log(sigmoid(a)), logits, target))),
    }),
    'the logarithm of the sigmoid, in float32, reaches log 0': ({ logits, target }) => ({
      loss: scalar(
        -meanOf(
          map(
            (a, t) => t * Math.log(float32Sigmoid(a)) + (1 - t) * Math.log(1 - float32Sigmoid(a)),
            logits,
            target,
          ),
        ),
      ),
    }),
  },
  gan_value: {
    ...reductions('value', 'real'),
    'real and fake are swapped': misfed(({ real, fake }) => ({ real: fake, fake: real })),
    'the 1 - of the fakes is missing': misfed(({ fake }) => ({ fake: map(opposite, fake) })),
    'only the real ones count': ({ real }) => ({
      value: scalar(average((r) => Math.log(sigmoid(r)), real)),
    }),
    'the sigmoid is taken twice': misfed(({ real, fake }) => ({
      real: map(sigmoid, real),
      fake: map(sigmoid, fake),
    })),
    'the logarithm of the sigmoid, in float32, reaches log 0': ({ real, fake }) => ({
      value: scalar(
        average((r) => Math.log(float32Sigmoid(r)), real) +
          average((f) => Math.log(1 - float32Sigmoid(f)), fake),
      ),
    }),
  },
  generator_loss: {
    ...reductions('loss', 'fake'),
    'fakes are labelled fake': misfed(({ fake }) => ({ fake: map(opposite, fake) })),
    'the sigmoid is taken twice': misfed(({ fake }) => ({ fake: map(sigmoid, fake) })),
    'the negative mean score: a Wasserstein loss': ({ fake }) => ({ loss: scalar(-meanOf(fake)) }),
    'the logarithm of the sigmoid, in float32, reaches log 0': ({ fake }, { settings }) => ({
      loss: scalar(
        settings.loss === 'minimax'
          ? average((f) => Math.log(1 - float32Sigmoid(f)), fake)
          : -average((f) => Math.log(float32Sigmoid(f)), fake),
      ),
    }),
  },
  hinge_loss: {
    ...reductions('discriminator_loss', 'real'),
    "the generator's loss has a relu": ({ fake }) => ({
      generator_loss: scalar(average((f) => relu(1 - f), fake)),
    }),
    "the generator's loss has the other sign": negated('generator_loss'),
    'signs in the hinges are swapped': misfed(({ real, fake }) => ({
      real: map(opposite, real),
      fake: map(opposite, fake),
    })),
    'real and fake are swapped': misfed(({ real, fake }) => ({ real: fake, fake: real })),
    'the margin is 0': ({ real, fake }) => ({
      discriminator_loss: scalar(average((r) => relu(-r), real) + average(relu, fake)),
    }),
    'the relu is missing': ({ real, fake }) => ({
      discriminator_loss: scalar(average((r) => 1 - r, real) + average((f) => 1 + f, fake)),
    }),
    'one hinge holds both means': ({ real, fake }) => ({
      discriminator_loss: scalar(relu(1 - meanOf(real)) + relu(1 + meanOf(fake))),
    }),
    "the generator's loss is a sum over the batch (N times ours)": changed(
      'generator_loss',
      (l, { fake }) => l * lengthOf(fake, 0),
    ),
  },
  wgan_critic_loss: {
    ...reductions('loss', 'real'),
    'a logarithm of sigmoids is taken': ({ real, fake }) => ({
      loss: scalar(
        -average((r) => Math.log(sigmoid(r)), real) - average((f) => Math.log(1 - sigmoid(f)), fake),
      ),
    }),
    'the fakes are added': ({ real, fake }) => ({ loss: scalar(meanOf(fake) + meanOf(real)) }),
    'only the fakes count': ({ fake }) => ({ loss: scalar(meanOf(fake)) }),
    'the absolute value is taken': changed('loss', Math.abs),
  },
  gradient_penalty_points: {
    'alpha weighs the fakes': misfed(({ alpha }) => ({ alpha: map((a) => 1 - a, alpha) })),
    'one alpha serves all samples': misfed(({ alpha }) => ({ alpha: map(() => alpha.get(0), alpha) })),
    'alpha goes along the features, not the batch': ({ real, fake, alpha }) => ({
      x_hat: fill(real.shape, (i) => {
        const a = alpha.get(i % alpha.size)
        return a * cells(real)[i] + (1 - a) * cells(fake)[i]
      }),
    }),
    'alpha times the difference is added to real': ({ real, fake, alpha }) => ({
      x_hat: fill(real.shape, (i) => {
        const a = alpha.get(Math.floor((i * alpha.size) / real.size))
        return cells(real)[i] + a * (cells(real)[i] - cells(fake)[i])
      }),
    }),
    'the noise of DRAGAN: fakes are added whole': ({ real, fake, alpha }) => ({
      x_hat: fill(real.shape, (i) => {
        const a = alpha.get(Math.floor((i * alpha.size) / real.size))
        return a * cells(real)[i] + cells(fake)[i]
      }),
    }),
    'alpha is rounded to 0 or 1': misfed(({ alpha }) => ({ alpha: map(Math.round, alpha) })),
  },
  gradient_penalty: {
    ...reductions('penalty', 'gradient'),
    'the norm is over the first feature axis only': ({ gradient }) => ({
      penalty: scalar(meanOf(map((g) => (g - 1) ** 2, normsOfFirstAxis(gradient)))),
    }),
    'the norm is over the batch too': ({ gradient }) => ({
      penalty: scalar((norm(cells(gradient)) - 1) ** 2),
    }),
    'the norm is not rooted': ({ gradient }) => ({
      penalty: scalar(meanOf(perSample((g) => (norm(g) ** 2 - 1) ** 2, gradient))),
    }),
    'the norm is averaged: a root of a mean square': ({ gradient }) => ({
      penalty: scalar(meanOf(perSample((g) => (norm(g) / Math.sqrt(g.length) - 1) ** 2, gradient))),
    }),
    'one-sided: norms below 1 cost nothing': ({ gradient }) => ({
      penalty: scalar(meanOf(perSample((g) => relu(norm(g) - 1) ** 2, gradient))),
    }),
    'the - 1 is missing': ({ gradient }) => ({
      penalty: scalar(meanOf(perSample((g) => norm(g) ** 2, gradient))),
    }),
    'the square is missing: an absolute value': ({ gradient }) => ({
      penalty: scalar(meanOf(perSample((g) => Math.abs(norm(g) - 1), gradient))),
    }),
    'lambda of 10 is inside': times('penalty', 10),
    'the sum of absolute values stands for the norm': ({ gradient }) => ({
      penalty: scalar(meanOf(perSample((g) => (sum(g.length, (i) => Math.abs(g[i])) - 1) ** 2, gradient))),
    }),
  },
  clip_weights: {
    'clipped from above only': ({ weight }, { settings }) => ({
      weight: map((w) => Math.min(w, Number(settings.clip)), weight),
    }),
    'not clipped': ({ weight }) => ({ weight }),
    'clipped to [0, clip]': ({ weight }, { settings }) => ({
      weight: map((w) => Math.min(Math.max(w, 0), Number(settings.clip)), weight),
    }),
    'the norm is clipped, not each weight': ({ weight }, { settings }) => {
      const scale = Math.min(1, Number(settings.clip) / norm(cells(weight)))
      return { weight: map((w) => scale * w, weight) }
    },
    'clip is ten times what it should be': missettled(({ clip }) => ({ clip: 10 * Number(clip) })),
    'scaled to the largest weight, not clipped': ({ weight }, { settings }) => {
      const most = Math.max(...Array.from(cells(weight), Math.abs))
      return { weight: map((w) => (w / most) * Number(settings.clip), weight) }
    },
  },
  spectral_norm: {
    'divided by the Frobenius norm': ({ weight }) => {
      const length = norm(cells(weight))
      return { weight: map((w) => w / length, weight) }
    },
    'multiplied by sigma': ({ weight }, _, right) => {
      const at = Array.from(cells(weight)).findIndex((w) => w !== 0)
      const sigma = cells(weight)[at] / cells(right.weight)[at]
      return { weight: map((w) => w * sigma, weight) }
    },
    'sigma is squared': ({ weight }, _, right) => ({
      weight: map((w, y) => (w === 0 ? 0 : (y * y) / w), weight, right.weight),
    }),
    'u is not updated': ({ u }) => ({ u }),
    'u is not normalised': ({ weight }, _, right) => {
      const at = Array.from(cells(weight)).findIndex((w) => w !== 0)
      const sigma = cells(weight)[at] / cells(right.weight)[at]
      return { u: map((cell) => cell * sigma, right.u) }
    },
    'u has the other sign': negated('u'),
    'two power iterations': (inputs, { formula, settings }, right) =>
      formula.value({ ...inputs, u: right.u }, settings),
    'sigma of the old u': ({ weight, u }) => {
      const w = rows(weight)
      const old = cells(u)
      const v = Array.from(w[0], (_, k) => sum(w.length, (o) => old[o] * w[o][k]))
      const wv = w.map((row) => sum(row.length, (k) => row[k] * v[k]) / norm(v))
      const sigma = sum(w.length, (o) => (old[o] / norm(old)) * wv[o])
      return { weight: map((cell) => cell / sigma, weight) }
    },
  },
  r1_penalty: {
    ...reductions('penalty', 'gradient'),
    'its 1/2 is missing (twice ours)': times('penalty', 2),
    'a mean over features in place of the sum': changed(
      'penalty',
      (p, { gradient }) => p / widthOf(gradient),
    ),
    'the norm is not squared': ({ gradient }) => ({
      penalty: scalar(meanOf(perSample(norm, gradient)) / 2),
    }),
    'the mean norm is squared': ({ gradient }) => ({
      penalty: scalar(meanOf(perSample(norm, gradient)) ** 2 / 2),
    }),
    'the norm is pulled to 1, as in WGAN-GP': ({ gradient }) => ({
      penalty: scalar(meanOf(perSample((g) => (norm(g) - 1) ** 2, gradient)) / 2),
    }),
  },
}

/** Norms over axis 1 alone, one for each place that is left. */
function normsOfFirstAxis(gradient: Value): Value {
  const [count, first] = gradient.shape
  const rest = widthOf(gradient) / first
  const flat = cells(gradient)
  return build([count, rest], (n, place) =>
    Math.sqrt(sum(first, (i) => flat[(n * first + i) * rest + place] ** 2)),
  )
}
