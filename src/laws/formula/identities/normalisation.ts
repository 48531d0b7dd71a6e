import type { Value, Values } from '../../../engines/engine.ts'
import { build, map, mean } from '../../../formulas/arrays.ts'
import type { Settings } from '../../../formulas/index.ts'
import { changes, ignores, known, satisfies } from '../relations.ts'
import type { Relation } from '../trial.ts'
import { constant, negative, scaled, shifted, zeros } from './cells.ts'
import type { Identities } from './identities.ts'

/** f of every group of cells [group], of x [N,C,H,W]: one for each channel, or one for each sample and channel. */
function grouped(x: Value, by: 'channel' | 'sample', f: (cells: number[]) => number): Value {
  const [count, channels, height, width] = x.shape
  const plane = (n: number, c: number) =>
    Array.from({ length: height * width }, (_, i) => x.get(n, c, Math.floor(i / width), i % width))
  if (by === 'sample') return build([count, channels], (n, c) => f(plane(n, c)))
  return build([channels], (c) => f(Array.from({ length: count }, (_, n) => plane(n, c)).flat()))
}

const meanOf = (group: readonly number[]) => mean(group.length, (i) => group[i])
const varianceOf = (group: readonly number[]) => {
  const centre = meanOf(group)
  return mean(group.length, (i) => (group[i] - centre) ** 2)
}

/** Places of an image turned upside down. */
const flipped = (x: Value) => build(x.shape, (n, c, h, w) => x.get(n, c, x.shape[2] - 1 - h, w))
const swapped = (x: Value) => build(x.shape, (n, c, h, w) => x.get(n, x.shape[1] - 1 - c, h, w))

const flips: Relation = changes(
  'an image upside down gives its output upside down',
  ({ x }) => ({ x: flipped(x) }),
  ({ y }) => ({ y: flipped(y) }),
)

/** A norm's names, and over what it takes its moments. */
interface Names {
  readonly scale: string
  readonly shift: string
  readonly by: 'channel' | 'sample'
  /** What is added to the scale. */
  readonly offset?: (settings: Settings) => number
}

function normIdentities({ scale, shift, by, offset = () => 0 }: Names): Identities {
  /** Standardised: whatever scale and shift there are is set to 1 and 0. */
  const plain = (inputs: Values, settings: Settings): Values => ({
    [scale]: constant(inputs[scale], 1 - offset(settings)),
    [shift]: zeros(inputs[shift]),
  })
  const chequers = (statement: string, amplitude: (settings: Settings) => number): Relation =>
    known(
      statement,
      (inputs, { settings }) => ({
        x: scaled(chequered(inputs.x), amplitude(settings)),
        ...plain(inputs, settings),
      }),
      ({ x }, { settings }) => {
        const size = amplitude(settings)
        const variance = size ** 2 * spread(x, by) + Number(settings.eps)
        return { y: scaled(centred(chequered(x), by), size / Math.sqrt(variance)) }
      },
    )
  return {
    bounds: [
      satisfies(
        'at a scale of 1 and no shift the output has mean 0 and variance 1, over what it is normalised over',
        ({ y }) => ({ mean: grouped(y, by, meanOf), variance: grouped(y, by, varianceOf) }),
        ({ x }) => ({ mean: grouped(x, by, () => 0), variance: grouped(x, by, () => 1) }),
        (inputs, { settings }) => plain(inputs, settings),
      ),
    ],
    symmetry: [
      flips,
      ignores('x shifted as a whole has the same output', ({ x }) => ({ x: shifted(x, 1) }), ['y']),
    ],
    scaling: [
      ignores('x scaled as a whole has the same output, but for eps', ({ x }) => ({ x: scaled(x, 2) }), [
        'y',
      ]),
      changes(
        'x negated negates the output about its shift',
        (inputs) => ({ x: negative(inputs.x), [shift]: negative(inputs[shift]) }),
        ({ y }) => ({ y: negative(y) }),
      ),
    ],
    'special-values': [
      known(
        'a scale of 0 leaves the shift alone',
        (inputs, { settings }) => ({
          [scale]: constant(inputs[scale], -offset(settings)),
          [shift]: constant(inputs[shift], 0.5),
        }),
        ({ x }) => ({ y: constant(x, 0.5) }),
      ),
      chequers('cells of 1 and -1 by turns come out standardised', () => 1),
      chequers('cells as small as the root of eps come out smaller by a root of 2', ({ eps }) =>
        Math.sqrt(Number(eps)),
      ),
    ],
  }
}

/** 1 and -1 by turns. */
const chequered = (x: Value) => build(x.shape, (_, c, h, w) => ((c + h + w) % 2 === 0 ? 1 : -1))

export const normalisationIdentities: Readonly<Record<string, Identities>> = {
  pixel_norm: {
    bounds: [
      satisfies(
        'the mean over channels of y^2 is 1, but for eps',
        ({ y }) => ({ square: squares(y) }),
        ({ x }) => ({ square: map(() => 1, squares(x)) }),
      ),
    ],
    symmetry: [
      flips,
      changes(
        'channels in another order come out in that order',
        ({ x }) => ({ x: swapped(x) }),
        ({ y }) => ({ y: swapped(y) }),
      ),
    ],
    scaling: [
      ignores('x scaled has the same output, but for eps', ({ x }) => ({ x: scaled(x, 2) })),
      changes(
        'x negated negates the output',
        ({ x }) => ({ x: negative(x) }),
        ({ y }) => ({ y: negative(y) }),
      ),
    ],
    'special-values': [
      known(
        'x of 2 everywhere becomes 1, but for eps',
        ({ x }) => ({ x: constant(x, 2) }),
        ({ x }, { settings: { eps } }) => ({ y: constant(x, 2 / Math.sqrt(4 + Number(eps))) }),
      ),
      known(
        'x whose square is eps everywhere becomes sqrt(1 / 2)',
        ({ x }, { settings: { eps } }) => ({ x: constant(x, Math.sqrt(Number(eps))) }),
        ({ x }) => ({ y: constant(x, Math.SQRT1_2) }),
      ),
    ],
  },
  minibatch_stddev: {
    symmetry: [
      satisfies(
        'the channels given come first, untouched',
        ({ y }, { x }) => ({ x: build(x.shape, (n, c, h, w) => y.get(n, c, h, w)) }),
        ({ x }) => ({ x }),
      ),
      changes(
        'x shifted as a whole has the same new channel',
        ({ x }) => ({ x: shifted(x, 1) }),
        ({ y }, { inputs: { x } }) => ({
          y: build(y.shape, (n, c, h, w) => y.get(n, c, h, w) + (c < x.shape[1] ? 1 : 0)),
        }),
      ),
    ],
    scaling: [
      changes(
        'x scaled scales everything, but for eps',
        ({ x }) => ({ x: scaled(x, 2) }),
        ({ y }) => ({ y: scaled(y, 2) }),
      ),
    ],
    'special-values': [
      satisfies(
        'samples that are all the same have a deviation of sqrt(eps)',
        ({ y }) => ({ deviation: last(y) }),
        ({ x }, { settings: { eps } }) => ({ deviation: perSample(x, () => Math.sqrt(Number(eps))) }),
        ({ x }) => ({ x: build(x.shape, (_, c, h, w) => x.get(0, c, h, w)) }),
      ),
      satisfies(
        'a group of 1 and -1 in equal numbers has a deviation of 1, a group of copies one of sqrt(eps)',
        ({ y }) => ({ deviation: last(y) }),
        ({ x }, { settings }) => {
          const { members, groupOf } = groupsOf(x, settings)
          const eps = Number(settings.eps)
          const ones = Math.floor(members / 2) / members
          const variance = 4 * ones * (1 - ones)
          return { deviation: perSample(x, (n) => Math.sqrt((groupOf(n) === 0 ? variance : 0) + eps)) }
        },
        ({ x }, { settings }) => {
          const { members, groupOf, placeOf } = groupsOf(x, settings)
          const cell = (n: number) => (groupOf(n) === 0 && placeOf(n) < Math.floor(members / 2) ? -1 : 1)
          return { x: build(x.shape, (n) => cell(n)) }
        },
      ),
    ],
  },
  adain: normIdentities({ scale: 'scale', shift: 'bias', by: 'sample' }),
  instance_norm: normIdentities({ scale: 'gamma', shift: 'beta', by: 'sample' }),
  conditional_batch_norm: normIdentities({
    scale: 'gamma',
    shift: 'beta',
    by: 'channel',
    offset: ({ gamma_offset }) => Number(gamma_offset),
  }),
  batch_norm: withMoments(normIdentities({ scale: 'gamma', shift: 'beta', by: 'channel' })),
}

function withMoments(identities: Identities): Identities {
  return {
    ...identities,
    scaling: [
      ...(identities.scaling ?? []),
      changes(
        'x scaled by 2 and shifted by 1 has twice the mean and 1, and 4 times the variance',
        ({ x }) => ({ x: map((cell) => 2 * cell + 1, x) }),
        ({ mean: m, variance }) => ({ mean: map((c) => 2 * c + 1, m), variance: scaled(variance, 4) }),
      ),
    ],
    'special-values': [
      ...(identities['special-values'] ?? []),
      known(
        'cells of 3 and -1 in equal numbers have mean 1 and variance 4',
        ({ x }) => ({ x: halves(x) }),
        ({ gamma }, { inputs: { x } }) => {
          const share = Math.floor(x.size / x.shape[1] / 2) / (x.size / x.shape[1])
          return {
            mean: constant(gamma, 3 - 4 * share),
            variance: constant(gamma, 16 * share * (1 - share)),
          }
        },
      ),
    ],
  }
}

/** Each channel: -1 in the first half of its cells, 3 in the others. */
function halves(x: Value): Value {
  const [count, , height, width] = x.shape
  const half = Math.floor((count * height * width) / 2)
  return build(x.shape, (n, _, h, w) => ((n * height + h) * width + w < half ? -1 : 3))
}

const squares = (x: Value) => {
  const [count, channels, height, width] = x.shape
  return build([count, height, width], (n, h, w) => mean(channels, (c) => x.get(n, c, h, w) ** 2))
}

/** The last channel of every sample. */
const last = (y: Value) => {
  const [count, channels, height, width] = y.shape
  return build([count, height, width], (n, h, w) => y.get(n, channels - 1, h, w))
}

const perSample = (x: Value, f: (n: number) => number) =>
  build([x.shape[0], x.shape[2], x.shape[3]], (n) => f(n))

function groupsOf(x: Value, settings: Settings) {
  const members = Math.min(Number(settings.group_size), x.shape[0])
  const groups = x.shape[0] / members
  const isStrided = settings.grouping === 'strided'
  return {
    members,
    groupOf: (n: number) => (isStrided ? n % groups : Math.floor(n / members)),
    placeOf: (n: number) => (isStrided ? Math.floor(n / groups) : n % members),
  }
}

const centred = (x: Value, by: 'channel' | 'sample') => {
  const means = grouped(x, by, meanOf)
  return build(
    x.shape,
    (n, c, h, w) => x.get(n, c, h, w) - (by === 'sample' ? means.get(n, c) : means.get(c)),
  )
}

/** The variance of a chequered image: 1, but for an odd number of cells. */
const spread = (x: Value, by: 'channel' | 'sample') => grouped(chequered(x), by, varianceOf).data[0]
