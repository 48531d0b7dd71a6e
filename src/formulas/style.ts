import { cells } from '../engines/value.ts'
import { size } from '../ops/shape.ts'
import { fill, map, mean, meanOf, norm, only, perSample, scalar, squaredRounding, sum } from './arrays.ts'
import { correlate } from './convolution.ts'
import { lengths, reals, units } from './domains.ts'
import { type Formula, formula, type Input } from './formula.ts'

const images: Input = { axes: ['N', 'C', 'H', 'W'], domain: reals }

const equalizedLr = formula({
  name: 'equalized_lr',
  statement: 'weight = weight sqrt(2 / fan_in), fan_in the number of weights into one output',
  source: 'Karras et al. 2018 (progressive growing), section 4.1; He et al. 2015',
  inputs: { weight: { axes: ['O', 'I', '...'], domain: reals } },
  outputs: { weight: ['O', 'I', '...'] },
  batch: 'none',
  reduces: ['I', '...'],
  value: ({ weight }) => {
    const scale = Math.sqrt(2 / size(weight.shape.slice(1)))
    return { weight: map((w) => scale * w, weight) }
  },
})

const fadeIn = formula({
  name: 'fade_in',
  statement: 'y = (1 - alpha) low + alpha high',
  source: 'Karras et al. 2018 (progressive growing), figure 2',
  inputs: { low: images, high: images, alpha: { axes: [], domain: units } },
  outputs: { y: images.axes },
  value: ({ low, high, alpha }) => {
    const a = only(alpha)
    return { y: map((l, h) => (1 - a) * l + a * h, low, high) }
  },
})

const modulatedConv2d = formula({
  name: 'modulated_conv2d',
  statement:
    "w'[n, o, i] = style[n, i] weight[o, i], divided by sqrt(sum over i and taps of w'^2 + eps); y = x * w'",
  source: 'Karras et al. 2020 (StyleGAN2), eqs. 1 and 3',
  inputs: {
    x: { axes: ['N', 'I', 'H', 'W'], domain: reals },
    weight: { axes: ['O', 'I', 'k', 'k'], domain: reals },
    style: { axes: ['N', 'I'], domain: reals },
  },
  outputs: { y: ['N', 'O', 'H', 'W'] },
  parameters: { eps: 1e-8 },
  conventions: { demodulate: [true, false] },
  reduces: ['I', 'k', 'k'],
  small: { style: 1e-4 },
  value({ x, weight, style }, { eps, demodulate }) {
    const [, inputs, tall, wide] = weight.shape
    const square = (n: number, o: number) =>
      sum(inputs, (i) => sum(tall, (p) => sum(wide, (q) => (style.get(n, i) * weight.get(o, i, p, q)) ** 2)))
    const scale = fill([x.shape[0], weight.shape[0]], (at) => {
      const [n, o] = [Math.floor(at / weight.shape[0]), at % weight.shape[0]]
      return demodulate ? 1 / Math.sqrt(square(n, o) + eps) : 1
    })
    const modulated = (n: number, o: number, i: number, p: number, q: number) =>
      scale.get(n, o) * style.get(n, i) * weight.get(o, i, p, q)
    return { y: correlate(x, weight.shape, modulated, { stride: 1, padding: (tall - 1) / 2 }) }
  },
})

const pathLengthPenalty = formula({
  name: 'path_length_penalty',
  statement:
    'mean_length moves by decay toward the mean norm of the batch; penalty = mean (norm - moved mean_length)^2',
  source: 'Karras et al. 2020 (StyleGAN2), eq. 4',
  inputs: {
    gradient: { axes: ['N', 'D'], domain: reals },
    mean_length: { axes: [], domain: lengths },
  },
  outputs: { penalty: [], mean_length: [] },
  parameters: { decay: 0.01 },
  reduces: ['N', 'D'],
  value({ gradient, mean_length }, { decay }) {
    const norms = cells(perSample(norm, gradient))
    const before = only(mean_length)
    const target = before + decay * (mean(norms.length, (n) => norms[n]) - before)
    return {
      penalty: scalar(mean(norms.length, (n) => (norms[n] - target) ** 2)),
      mean_length: scalar(target),
    }
  },
  terms: ({ gradient }) => ({
    penalty: scalar(squaredRounding * meanOf(perSample((g) => norm(g) ** 2, gradient))),
  }),
})

const truncation = formula({
  name: 'truncation',
  statement: 'w = mean + psi (w - mean)',
  source: 'Karras et al. 2019 (StyleGAN), appendix B',
  inputs: {
    w: { axes: ['N', 'D'], domain: reals },
    mean: { axes: ['D'], domain: reals },
    psi: { axes: [], domain: units },
  },
  outputs: { w: ['N', 'D'] },
  value({ w, mean: centre, psi }) {
    const [m, p] = [cells(centre), only(psi)]
    const flat = cells(w)
    return { w: fill(w.shape, (i) => m[i % m.length] + p * (flat[i] - m[i % m.length])) }
  },
})

export const styleFormulas: readonly Formula[] = [
  equalizedLr,
  fadeIn,
  modulatedConv2d,
  pathLengthPenalty,
  truncation,
]
