import type { Value } from '../engines/engine.ts'
import { value } from '../engines/value.ts'
import { build, mean } from './arrays.ts'
import { activations, reals } from './domains.ts'
import { type Formula, formula, type Input } from './formula.ts'

const images: Input = { axes: ['N', 'C', 'H', 'W'], domain: activations }
const image = ['N', 'C', 'H', 'W']
const perChannel: Input = { axes: ['C'], domain: reals }
const perSampleAndChannel: Input = { axes: ['N', 'C'], domain: reals }

interface Moments {
  readonly mean: number
  /** Biased: divided by the count. */
  readonly variance: number
}

function momentsOf(count: number, cell: (i: number) => number): Moments {
  const centre = mean(count, cell)
  return { mean: centre, variance: mean(count, (i) => (cell(i) - centre) ** 2) }
}

/** Moments of each channel over samples and places. */
function batchMoments(x: Value): Moments[] {
  const [count, channels, height, width] = x.shape
  const plane = height * width
  return Array.from({ length: channels }, (_, c) =>
    momentsOf(count * plane, (i) =>
      x.get(Math.floor(i / plane), c, Math.floor((i % plane) / width), i % width),
    ),
  )
}

/** Moments of each channel of each sample over places. */
function instanceMoments(x: Value): Moments[][] {
  const [count, channels, height, width] = x.shape
  return Array.from({ length: count }, (_, n) =>
    Array.from({ length: channels }, (_, c) =>
      momentsOf(height * width, (i) => x.get(n, c, Math.floor(i / width), i % width)),
    ),
  )
}

const standardised = (cell: number, { mean: centre, variance }: Moments, eps: number) =>
  (cell - centre) / Math.sqrt(variance + eps)

const pixelNorm = formula({
  name: 'pixel_norm',
  statement: 'y = x / sqrt(mean over channels of x^2 + eps)',
  source: 'Karras et al. 2018 (progressive growing), section 4.2',
  inputs: { x: images },
  outputs: { y: image },
  parameters: { eps: 1e-8 },
  reduces: ['C'],
  small: { x: 1e-4 },
  value: ({ x }, { eps }) => ({
    y: build(x.shape, (n, c, h, w) => {
      const square = mean(x.shape[1], (k) => x.get(n, k, h, w) ** 2)
      return x.get(n, c, h, w) / Math.sqrt(square + eps)
    }),
  }),
})

const batchNorm = formula({
  name: 'batch_norm',
  statement: 'y = gamma (x - mean) / sqrt(variance + eps) + beta, mean and biased variance over N, H and W',
  source: 'Ioffe & Szegedy 2015, algorithm 1',
  inputs: { x: images, gamma: perChannel, beta: perChannel },
  outputs: { y: image, mean: ['C'], variance: ['C'] },
  parameters: { eps: 1e-5 },
  batch: 'statistics',
  reduces: ['N', 'H', 'W'],
  small: { x: 3e-3 },
  value({ x, gamma, beta }, { eps }) {
    const moments = batchMoments(x)
    return {
      y: build(
        x.shape,
        (n, c, h, w) => gamma.get(c) * standardised(x.get(n, c, h, w), moments[c], eps) + beta.get(c),
      ),
      mean: value(moments.map((of) => of.mean)),
      variance: value(moments.map((of) => of.variance)),
    }
  },
})

const conditionalBatchNorm = formula({
  name: 'conditional_batch_norm',
  statement:
    'y = (gamma_offset + gamma) (x - mean) / sqrt(variance + eps) + beta, gamma and beta of each sample, ' +
    'mean and biased variance over N, H and W',
  source: 'de Vries et al. 2017, section 3; Brock et al. 2019, appendix B',
  inputs: { x: images, gamma: perSampleAndChannel, beta: perSampleAndChannel },
  outputs: { y: image },
  parameters: { eps: 1e-5 },
  conventions: { gamma_offset: [1, 0] },
  batch: 'statistics',
  reduces: ['N', 'H', 'W'],
  small: { x: 3e-3 },
  value({ x, gamma, beta }, { eps, gamma_offset }) {
    const moments = batchMoments(x)
    return {
      y: build(x.shape, (n, c, h, w) => {
        const scale = gamma_offset + gamma.get(n, c)
        return scale * standardised(x.get(n, c, h, w), moments[c], eps) + beta.get(n, c)
      }),
    }
  },
})

const instanceNorm = formula({
  name: 'instance_norm',
  statement: 'y = gamma (x - mean) / sqrt(variance + eps) + beta, mean and biased variance over H and W',
  source: 'Ulyanov et al. 2016, eq. 4',
  inputs: { x: images, gamma: perChannel, beta: perChannel },
  outputs: { y: image },
  parameters: { eps: 1e-5 },
  reduces: ['H', 'W'],
  small: { x: 3e-3 },
  value({ x, gamma, beta }, { eps }) {
    const moments = instanceMoments(x)
    return {
      y: build(
        x.shape,
        (n, c, h, w) => gamma.get(c) * standardised(x.get(n, c, h, w), moments[n][c], eps) + beta.get(c),
      ),
    }
  },
})

const adain = formula({
  name: 'adain',
  statement: 'y = scale (x - mean) / sqrt(variance + eps) + bias, mean and biased variance over H and W',
  source: 'Huang & Belongie 2017, eq. 8; Karras et al. 2019 (StyleGAN), eq. 1',
  inputs: { x: images, scale: perSampleAndChannel, bias: perSampleAndChannel },
  outputs: { y: image },
  parameters: { eps: 1e-8 },
  reduces: ['H', 'W'],
  small: { x: 1e-4 },
  value({ x, scale, bias }, { eps }) {
    const moments = instanceMoments(x)
    return {
      y: build(
        x.shape,
        (n, c, h, w) =>
          scale.get(n, c) * standardised(x.get(n, c, h, w), moments[n][c], eps) + bias.get(n, c),
      ),
    }
  },
})

const minibatchStddev = formula({
  name: 'minibatch_stddev',
  statement:
    'one more channel: the mean over channels and places of sqrt(biased variance over the group + eps)',
  source: 'Karras et al. 2018 (progressive growing), section 3; groups as in its official code',
  inputs: { x: images },
  outputs: { y: ['N', 'C+1', 'H', 'W'] },
  parameters: { group_size: 4, eps: 1e-8 },
  conventions: { grouping: ['strided', 'contiguous'] },
  batch: 'ordered',
  sizes: ({ group_size }) => ({ N: 2 * Number(group_size) }),
  reduces: ['C', 'H', 'W'],
  small: { x: 1e-4 },
  value({ x }, { group_size, grouping, eps }) {
    const [count, channels, height, width] = x.shape
    const members = Math.min(group_size, count)
    const groups = count / members
    const plane = height * width
    const groupOf = (n: number) => (grouping === 'strided' ? n % groups : Math.floor(n / members))
    const deviations = Array.from({ length: groups }, (_, group) => {
      const samples = Array.from({ length: count }, (_, n) => n).filter((n) => groupOf(n) === group)
      return mean(channels * plane, (i) => {
        const [c, h, w] = [Math.floor(i / plane), Math.floor((i % plane) / width), i % width]
        const { variance } = momentsOf(samples.length, (j) => x.get(samples[j], c, h, w))
        return Math.sqrt(variance + eps)
      })
    })
    return {
      y: build([count, channels + 1, height, width], (n, c, h, w) =>
        c < channels ? x.get(n, c, h, w) : deviations[groupOf(n)],
      ),
    }
  },
})

export const normalisationFormulas: readonly Formula[] = [
  pixelNorm,
  minibatchStddev,
  adain,
  conditionalBatchNorm,
  batchNorm,
  instanceNorm,
]
