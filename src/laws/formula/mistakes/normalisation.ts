import type { Value } from '../../../engines/engine.ts'
import { cells } from '../../../engines/value.ts'
import { build, fill, map, mean, sum } from '../../../formulas/arrays.ts'
import { changed, lengthOf, type Mistake, type Mistakes, misfed, missettled, widthOf } from './mistake.ts'

/** x divided by a root of its mean square over some places, and eps put in by `scale`. */
const rescaled =
  (
    places: (x: Value, n: number, c: number, h: number, w: number) => number[],
    scale: (square: number, eps: number) => number = (square, eps) => 1 / Math.sqrt(square + eps),
  ): Mistake =>
  ({ x }, { settings }) => ({
    y: build(x.shape, (n, c, h, w) => {
      const group = places(x, n, c, h, w)
      return (
        x.get(n, c, h, w) *
        scale(
          mean(group.length, (i) => group[i] ** 2),
          Number(settings.eps),
        )
      )
    }),
  })

const overChannels = (x: Value, n: number, _: number, h: number, w: number) =>
  Array.from({ length: x.shape[1] }, (_, c) => x.get(n, c, h, w))
const overPlaces = (x: Value, n: number, c: number) =>
  Array.from({ length: x.shape[2] * x.shape[3] }, (_, i) =>
    x.get(n, c, Math.floor(i / x.shape[3]), i % x.shape[3]),
  )
const overBatch = (x: Value, _: number, c: number) =>
  Array.from({ length: x.shape[0] }, (_, n) => overPlaces(x, n, c)).flat()
const overSample = (x: Value, n: number) =>
  Array.from({ length: x.shape[1] }, (_, c) => overPlaces(x, n, c)).flat()
const overWidth = (x: Value, n: number, c: number, h: number) =>
  Array.from({ length: x.shape[3] }, (_, w) => x.get(n, c, h, w))
const overSamples = (x: Value, _: number, c: number, h: number, w: number) =>
  Array.from({ length: x.shape[0] }, (_, n) => x.get(n, c, h, w))

type Places = typeof overChannels
/** How a standardised cell is made, scaled and moved. */
interface Norm {
  readonly places?: Places
  readonly divisor?: (variance: number, eps: number, count: number) => number
  readonly centred?: boolean
}

const rooted = (variance: number, eps: number) => Math.sqrt(variance + eps)

/** What each norm calls its scale and shift, and what it adds to the scale. */
interface Affine {
  readonly scale: string
  readonly shift: string
  readonly places: Places
}

/** A norm with another group of cells, another divisor, or no mean taken off. */
const renormed =
  (affine: Affine, { places = affine.places, divisor = rooted, centred = true }: Norm): Mistake =>
  (inputs, { settings }) => {
    const { x } = inputs
    const [scale, shift] = [inputs[affine.scale], inputs[affine.shift]]
    const own = (of: Value, n: number, c: number) => (of.shape.length === 1 ? of.get(c) : of.get(n, c))
    const offset = Number(settings.gamma_offset ?? 0)
    return {
      y: build(x.shape, (n, c, h, w) => {
        const group = places(x, n, c, h, w)
        const centre = mean(group.length, (i) => group[i])
        const variance = mean(group.length, (i) => (group[i] - centre) ** 2)
        const cell = x.get(n, c, h, w) - (centred ? centre : 0)
        const unit = cell / divisor(variance, Number(settings.eps), group.length)
        return (offset + own(scale, n, c)) * unit + own(shift, n, c)
      }),
    }
  }

const norms = (affine: Affine, others: Readonly<Record<string, Places>>): Mistakes => ({
  ...Object.fromEntries(
    Object.entries(others).map(([name, places]) => [
      `moments are taken over ${name}`,
      renormed(affine, { places }),
    ]),
  ),
  'the variance is unbiased': renormed(affine, {
    divisor: (variance, eps, count) => rooted((variance * count) / (count - 1), eps),
  }),
  'eps is outside the root': renormed(affine, { divisor: (variance, eps) => Math.sqrt(variance) + eps }),
  'eps is missing': renormed(affine, { divisor: (variance) => Math.sqrt(variance) }),
  'the variance is not rooted': renormed(affine, { divisor: (variance, eps) => variance + eps }),
  'the mean is not taken off': renormed(affine, { centred: false }),
  'the shift is left out': misfed((inputs) => ({
    [affine.shift]: map(() => 0, inputs[affine.shift]),
  })),
  'scale and shift are swapped': misfed((inputs) => ({
    [affine.scale]: inputs[affine.shift],
    [affine.shift]: inputs[affine.scale],
  })),
})

/** The last channel of a minibatch's deviation, changed. */
const lastChannel =
  (change: (cell: number, x: Value, n: number) => number): Mistake =>
  ({ x }, _, right) => ({
    y: build(right.y.shape, (n, c, h, w) => {
      const cell = right.y.get(n, c, h, w)
      return c === x.shape[1] ? change(cell, x, n) : cell
    }),
  })

/** The mean deviation over all of x, with a divisor and a place for eps of its own. */
const deviation = (x: Value, of: (variance: number, count: number) => number): number => {
  const [count] = x.shape
  const width = widthOf(x)
  const flat = cells(x)
  return mean(width, (i) => {
    const centre = mean(count, (n) => flat[n * width + i])
    return of(
      mean(count, (n) => (flat[n * width + i] - centre) ** 2),
      count,
    )
  })
}

/** Groups as they should be, and each group's deviation made in another way. */
const regrouped =
  (of: (variance: number, eps: number, count: number) => number): Mistake =>
  ({ x }, { settings }, right) => {
    const [count, channels] = x.shape
    const members = Math.min(Number(settings.group_size), count)
    const groups = count / members
    const groupOf = (n: number) => (settings.grouping === 'strided' ? n % groups : Math.floor(n / members))
    const width = widthOf(x)
    const flat = cells(x)
    const made = Array.from({ length: groups }, (_, group) => {
      const samples = Array.from({ length: count }, (_, n) => n).filter((n) => groupOf(n) === group)
      const part = fill([members, width], (i) => flat[samples[Math.floor(i / width)] * width + (i % width)])
      return deviation(part, (variance) => of(variance, Number(settings.eps), members))
    })
    return {
      y: build(right.y.shape, (n, c, h, w) => (c < channels ? x.get(n, c, h, w) : made[groupOf(n)])),
    }
  }

export const normalisationMistakes: Readonly<Record<string, Mistakes>> = {
  pixel_norm: {
    'a sum over channels in place of the mean': (inputs, { settings }) => ({
      y: build(inputs.x.shape, (n, c, h, w) => {
        const square = sum(inputs.x.shape[1], (k) => inputs.x.get(n, k, h, w) ** 2)
        return inputs.x.get(n, c, h, w) / Math.sqrt(square + Number(settings.eps))
      }),
    }),
    'the mean is over places, not channels': rescaled(overPlaces),
    'the mean is over the width, not channels': rescaled(overWidth),
    'the mean is over samples, not channels': rescaled(overSamples),
    'the mean is over the whole sample': rescaled(overSample),
    'eps is outside the root': rescaled(overChannels, (square, eps) => 1 / (Math.sqrt(square) + eps)),
    'eps is missing': rescaled(overChannels, (square) => 1 / Math.sqrt(square)),
    'the root is missing': rescaled(overChannels, (square, eps) => 1 / (square + eps)),
    'x is multiplied by the root': rescaled(overChannels, (square, eps) => Math.sqrt(square + eps)),
    'the mean is taken off first': misfed(({ x }) => ({
      x: build(x.shape, (n, c, h, w) => {
        const group = overChannels(x, n, c, h, w)
        return x.get(n, c, h, w) - mean(group.length, (i) => group[i])
      }),
    })),
  },
  minibatch_stddev: {
    'the variance is unbiased': regrouped((variance, eps, count) =>
      Math.sqrt((variance * count) / (count - 1) + eps),
    ),
    'the root is missing': regrouped((variance, eps) => variance + eps),
    'eps is outside the root': regrouped((variance, eps) => Math.sqrt(variance) + eps),
    'eps is missing': regrouped((variance) => Math.sqrt(variance)),
    'the whole batch is one group': missettled(() => ({ group_size: Number.POSITIVE_INFINITY })),
    'a sum over channels and places in place of the mean': lastChannel((cell, x) => cell * widthOf(x)),
    'the new channel comes first': (inputs, _, right) => ({
      y: build(right.y.shape, (n, c, h, w) =>
        c === 0 ? right.y.get(n, inputs.x.shape[1], h, w) : inputs.x.get(n, c - 1, h, w),
      ),
    }),
    'each sample has its own deviation over its cells': lastChannel((_, x, n) => {
      const group = overSample(x, n)
      const centre = mean(group.length, (i) => group[i])
      return Math.sqrt(mean(group.length, (i) => (group[i] - centre) ** 2))
    }),
    'the new channel is the mean of x': lastChannel((_, x, n) => {
      const group = overSample(x, n)
      return mean(group.length, (i) => group[i])
    }),
  },
  adain: norms(
    { scale: 'scale', shift: 'bias', places: overPlaces },
    {
      'the batch, too': overBatch,
      'channels, too': overSample,
      'channels, not places': overChannels,
      'the width only': overWidth,
    },
  ),
  conditional_batch_norm: norms(
    { scale: 'gamma', shift: 'beta', places: overBatch },
    {
      'places of each sample: an instance norm': overPlaces,
      'samples only': overSamples,
      'each sample: a layer norm': overSample,
    },
  ),
  batch_norm: {
    ...norms(
      { scale: 'gamma', shift: 'beta', places: overBatch },
      {
        'places of each sample: an instance norm': overPlaces,
        'samples only': overSamples,
        'each sample: a layer norm': overSample,
      },
    ),
    'the variance given is unbiased': changed('variance', (v, { x }) => {
      const count = x.size / lengthOf(x, 1)
      return (v * count) / (count - 1)
    }),
    'the standard deviation is given for the variance': changed('variance', Math.sqrt),
    'the variance given has eps in it': changed('variance', (v, _, { eps }) => v + Number(eps)),
  },
  instance_norm: norms(
    { scale: 'gamma', shift: 'beta', places: overPlaces },
    {
      'the batch, too: a batch norm': overBatch,
      'channels, too: a layer norm': overSample,
      'channels, not places': overChannels,
      'the width only': overWidth,
    },
  ),
}
