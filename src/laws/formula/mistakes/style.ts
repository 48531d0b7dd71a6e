import { value } from '../../../engines/value.ts'
import { build, fill, map, mean, meanOf, norm, only, perSample, scalar } from '../../../formulas/arrays.ts'
import { correlate } from '../../../formulas/convolution.ts'
import { changed, lengthOf, type Mistakes, misfed, missettled, times } from './mistake.ts'

export const styleMistakes: Readonly<Record<string, Mistakes>> = {
  equalized_lr: {
    'the gain is missing: sqrt(1 / fan_in)': times('weight', Math.SQRT1_2),
    'fan_in leaves the kernel out': changed(
      'weight',
      (w, { weight }) => w * Math.sqrt(kernelOf(weight.shape)),
    ),
    'fan_out stands for fan_in': changed(
      'weight',
      (w, { weight }) => w * Math.sqrt(lengthOf(weight, 1) / lengthOf(weight, 0)),
    ),
    'fan_in is squared: the root is missing': changed(
      'weight',
      (w, { weight }) => w * Math.sqrt(2 / (weight.size / lengthOf(weight, 0))),
    ),
    'divided by the scale': changed('weight', (w, { weight }) => (w * weight.size) / lengthOf(weight, 0) / 2),
    'not scaled': ({ weight }) => ({ weight }),
    'fan_in and fan_out are averaged': changed('weight', (w, { weight }) => {
      const [outputs, inputs] = weight.shape
      return w * Math.sqrt((2 * inputs) / (inputs + outputs))
    }),
  },
  fade_in: {
    'reversed: alpha weighs low': misfed(({ alpha }) => ({ alpha: map((a) => 1 - a, alpha) })),
    'constant: alpha is 1/2': misfed(({ alpha }) => ({ alpha: map(() => 0.5, alpha) })),
    'alpha is squared': misfed(({ alpha }) => ({ alpha: map((a) => a * a, alpha) })),
    'high is added to low whole': ({ low, high, alpha }) => ({
      y: map((l, h) => l + only(alpha) * h, low, high),
    }),
    'low alone': ({ low }) => ({ y: low }),
    'a smooth step of alpha': misfed(({ alpha }) => ({ alpha: map((a) => a * a * (3 - 2 * a), alpha) })),
  },
  modulated_conv2d: {
    'the style is 1 + style': misfed(({ style }) => ({ style: map((s) => 1 + s, style) })),
    'the style scales the output of plain demodulated weights': misfed(({ style }) => ({
      style: map(() => 1, style),
    })),
    'one style serves all samples': misfed(({ style }) => ({
      style: fill(style.shape, (i) => style.get(0, i % style.shape[1])),
    })),
    'demodulated over outputs, not inputs': ({ x, weight, style }, { settings }) => {
      const [outputs, inputs, tall, wide] = weight.shape
      const scale = build([x.shape[0], inputs], (n, i) => {
        let square = Number(settings.eps)
        for (let o = 0; o < outputs; o++)
          for (let p = 0; p < tall; p++)
            for (let q = 0; q < wide; q++) square += (style.get(n, i) * weight.get(o, i, p, q)) ** 2
        return settings.demodulate ? 1 / Math.sqrt(square) : 2
      })
      return {
        y: correlate(
          x,
          weight.shape,
          (n, o, i, p, q) => scale.get(n, i) * style.get(n, i) * weight.get(o, i, p, q),
          { stride: 1, padding: (tall - 1) / 2 },
        ),
      }
    },
    'demodulated by the mean square': changed('y', (y, { weight }, { demodulate }) =>
      demodulate ? y * Math.sqrt(weight.size / lengthOf(weight, 0)) : 2 * y,
    ),
    'eps is outside the root': (inputs, claimed, right) => outsideTheRoot(inputs, claimed, right),
    'the kernel is turned over: a convolution, not a correlation': misfed(({ weight }) => ({
      weight: build(weight.shape, (o, i, p, q) =>
        weight.get(o, i, weight.shape[2] - 1 - p, weight.shape[3] - 1 - q),
      ),
    })),
    'demodulation is the wrong way about': missettled(({ demodulate }) => ({ demodulate: !demodulate })),
  },
  path_length_penalty: {
    'the norm is averaged over features': misfed(({ gradient }) => ({
      gradient: map((g) => g / Math.sqrt(lengthOf(gradient, 1)), gradient),
    })),
    'the old mean is the target': ({ gradient, mean_length }) => ({
      penalty: scalar(meanOf(map((l) => (l - only(mean_length)) ** 2, perSample(norm, gradient)))),
    }),
    'decay weighs the old mean': missettled(({ decay }) => ({ decay: 1 - Number(decay) })),
    'the mean of the batch is the target': ({ gradient }) => {
      const lengths = perSample(norm, gradient)
      const target = meanOf(lengths)
      return { penalty: scalar(meanOf(map((l) => (l - target) ** 2, lengths))) }
    },
    'the mean is not moved': ({ gradient, mean_length }) => ({
      penalty: scalar(meanOf(map((l) => (l - only(mean_length)) ** 2, perSample(norm, gradient)))),
      mean_length,
    }),
    'the square is missing': ({ gradient }, _, right) => ({
      penalty: scalar(meanOf(map((l) => Math.abs(l - only(right.mean_length)), perSample(norm, gradient)))),
    }),
    'a sum over the batch in place of the mean (N times ours)': changed(
      'penalty',
      (p, { gradient }) => p * lengthOf(gradient, 0),
    ),
    'the mean length given is that of the batch': ({ gradient }) => ({
      mean_length: scalar(meanOf(perSample(norm, gradient))),
    }),
    'half of it (ours / 2)': times('penalty', 0.5),
  },
  truncation: {
    'psi and 1 - psi are swapped': misfed(({ psi }) => ({ psi: map((p) => 1 - p, psi) })),
    'w is scaled toward 0, not the mean': ({ w, psi }) => ({ w: map((cell) => only(psi) * cell, w) }),
    'w is cut off at psi deviations': ({ w, psi }) => ({
      w: map((cell) => Math.min(Math.max(cell, -only(psi)), only(psi)), w),
    }),
    'the mean of the batch stands for the mean': misfed(({ w }) => ({
      mean: value(Array.from({ length: w.shape[1] }, (_, d) => mean(w.shape[0], (n) => w.get(n, d)))),
    })),
    'the mean is not put back': ({ w, mean: centre, psi }) => ({
      w: build(w.shape, (n, d) => only(psi) * (w.get(n, d) - centre.get(d))),
    }),
    'one mean for all features': misfed(({ mean: centre }) => ({
      mean: map(() => meanOf(centre), centre),
    })),
  },
}

const kernelOf = (shape: readonly number[]) => shape.slice(2).reduce((a, b) => a * b, 1)

const outsideTheRoot: Mistakes[string] = ({ x, weight, style }, { settings }) => {
  const [outputs, inputs, tall, wide] = weight.shape
  const scale = build([x.shape[0], outputs], (n, o) => {
    let square = 0
    for (let i = 0; i < inputs; i++)
      for (let p = 0; p < tall; p++)
        for (let q = 0; q < wide; q++) square += (style.get(n, i) * weight.get(o, i, p, q)) ** 2
    return settings.demodulate ? 1 / (Math.sqrt(square) + Number(settings.eps)) : 2
  })
  return {
    y: correlate(
      x,
      weight.shape,
      (n, o, i, p, q) => scale.get(n, o) * style.get(n, i) * weight.get(o, i, p, q),
      { stride: 1, padding: (tall - 1) / 2 },
    ),
  }
}
