import { exponential, leakyRelu, power, sigmoid, softplus, tanh } from '../bijectors/activations.ts'
import { additiveCoupling } from '../bijectors/additive-coupling.ts'
import { actNorm, elementwiseAffine, toUnitInterval } from '../bijectors/affine.ts'
import { maskedAutoregressive } from '../bijectors/autoregressive.ts'
import { batchNorm } from '../bijectors/batch-norm.ts'
import { chain } from '../bijectors/chain.ts'
import { affineCoupling } from '../bijectors/coupling.ts'
import { type ImageShape, invertibleConv, squeeze } from '../bijectors/images.ts'
import { inverse } from '../bijectors/inverse.ts'
import { linear } from '../bijectors/linear.ts'
import { maskedCoupling } from '../bijectors/masked-coupling.ts'
import { permutation } from '../bijectors/permutation.ts'
import { logit } from '../bijectors/pixels.ts'
import { planar } from '../bijectors/planar.ts'
import { elementwiseSpline, splineCoupling } from '../bijectors/spline-coupling.ts'
import { uniform } from '../distributions/prior.ts'
import { mlp } from '../nn/sequence.ts'
import { relu } from '../ops/relu.ts'
import { type Flow, flow } from './flow.ts'
import type { Model } from './model.ts'

const width = 8
const spline = { bins: 5, bound: 3 }

/** A bijector of `dim` coordinates as a flow of one layer, and where it comes from. */
interface Piece {
  readonly title: string
  readonly source: string
  /** 3 unless told. */
  readonly dim?: number
  readonly flow: (dim: number) => Flow
}

const affine = { affine: true }
const scalars = 'change of variables, coordinate by coordinate'

/** Images of `dim` pixels. Throws a RangeError where the channels and the height do not divide that. */
function imageOf(channels: number, height: number, dim: number): ImageShape {
  if (dim % (channels * height) === 0) return [channels, height, dim / (channels * height)]
  throw new RangeError(
    `an image of ${channels} channels and ${height} rows has a multiple of ${channels * height} pixels, got dim ${dim}`,
  )
}

/** What flows are made of. Maps onto (0, 1) have a uniform latent; maps from (0, 1) and from above 0 say so. */
const pieces: Readonly<Record<string, Piece>> = {
  affine: {
    title: 'Scale and shift',
    source: scalars,
    flow: (dim) => ({ bijector: elementwiseAffine(dim), conventions: affine }),
  },
  'act-norm': {
    title: 'Activation normalisation',
    source: 'Kingma & Dhariwal 2018, section 3.1',
    flow: (dim) => ({ bijector: actNorm(dim), conventions: affine }),
  },
  'batch-norm': {
    title: 'Batch normalisation',
    source: 'Dinh et al. 2017, section 3.7',
    flow: (dim) => ({ bijector: batchNorm(dim), conventions: affine }),
  },
  linear: {
    title: 'Full linear map, by LU',
    source: 'Kingma & Dhariwal 2018, eq. 10',
    flow: (dim) => ({ bijector: linear(dim), conventions: affine }),
  },
  permutation: {
    title: 'Permutation',
    source: scalars,
    flow: (dim) => ({
      bijector: permutation(Array.from({ length: dim }, (_, i) => (i + 1) % dim)),
      conventions: affine,
    }),
  },
  squeeze: {
    title: 'Squeeze of images',
    source: 'Dinh et al. 2017, section 3.6',
    dim: 24,
    flow: (dim) => ({ bijector: squeeze(imageOf(3, 4, dim)), conventions: affine }),
  },
  'invertible-conv': {
    title: 'Invertible 1 x 1 convolution',
    source: 'Kingma & Dhariwal 2018, section 3.2',
    dim: 6,
    flow: (dim) => ({ bijector: invertibleConv(imageOf(3, 2, dim)), conventions: affine }),
  },
  'leaky-relu': {
    title: 'Leaky ReLU',
    source: scalars,
    flow: (dim) => ({ bijector: leakyRelu(dim) }),
  },
  tanh: {
    title: 'Hyperbolic tangent, onto (0, 1)',
    source: scalars,
    flow: (dim) => ({ bijector: chain([tanh(dim), toUnitInterval(dim)]), prior: uniform }),
  },
  sigmoid: {
    title: 'Sigmoid',
    source: scalars,
    flow: (dim) => ({ bijector: sigmoid(dim), prior: uniform }),
  },
  logit: {
    title: 'Logit',
    source: scalars,
    flow: (dim) => ({ bijector: logit(dim), conventions: { domain: 'unit' } }),
  },
  softplus: {
    title: 'Softplus, from the latent',
    source: scalars,
    flow: (dim) => ({ bijector: inverse(softplus(dim)), conventions: { domain: 'positive' } }),
  },
  exponential: {
    title: 'Exponential, from the latent',
    source: scalars,
    flow: (dim) => ({ bijector: inverse(exponential(dim)), conventions: { domain: 'positive' } }),
  },
  power: {
    title: 'Power of 3/2, and a logarithm',
    source: scalars,
    flow: (dim) => ({
      bijector: chain([power(dim, 1.5), inverse(exponential(dim))]),
      conventions: { domain: 'positive' },
    }),
  },
  planar: {
    title: 'Planar flow',
    source: 'Rezende & Mohamed 2015, eqs. 10-12',
    flow: (dim) => ({ bijector: planar(dim) }),
  },
  'additive-coupling': {
    title: 'Additive coupling',
    source: 'Dinh et al. 2015, section 3.2',
    flow: (dim) => ({ bijector: additiveCoupling(dim, width) }),
  },
  'affine-coupling': {
    title: 'Affine coupling',
    source: 'Dinh et al. 2017, eqs. 4-8',
    flow: (dim) => ({ bijector: affineCoupling(dim, width) }),
  },
  'masked-coupling': {
    title: 'Affine coupling with a mask',
    source: 'Dinh et al. 2017, eq. 9',
    flow: (dim) => ({
      bijector: maskedCoupling(
        Array.from({ length: dim }, (_, i) => 1 - (i % 2)),
        mlp([dim, width, width, 2 * dim], relu),
      ),
    }),
  },
  autoregressive: {
    title: 'Masked autoregressive layer',
    source: 'Papamakarios et al. 2017, eqs. 3-5',
    flow: (dim) => ({
      bijector: maskedAutoregressive(dim, width),
      conventions: { dependence: 'autoregressive' },
    }),
  },
  'inverse-autoregressive': {
    title: 'Inverse autoregressive layer',
    source: 'Kingma et al. 2016',
    flow: (dim) => ({
      bijector: inverse(maskedAutoregressive(dim, width)),
      conventions: { dependence: 'autoregressive' },
    }),
  },
  spline: {
    title: 'Rational-quadratic splines',
    source: 'Durkan et al. 2019, eqs. 4-8',
    flow: (dim) => ({ bijector: elementwiseSpline(dim, spline) }),
  },
  'spline-coupling': {
    title: 'Spline coupling',
    source: 'Durkan et al. 2019, section 3.1',
    flow: (dim) => ({ bijector: splineCoupling(dim, width, spline) }),
  },
}

/**
 * Every bijector by itself, as a flow of one layer: `bijector-affine` and so on. They are held to all laws of flows, with
 * generic weights; there is no recipe, for none is trained alone.
 */
export const bijectors: Readonly<Record<string, (options?: { dim?: number }) => Model>> = Object.fromEntries(
  Object.entries(pieces).map(([short, piece]) => [
    `bijector-${short}`,
    ({ dim = piece.dim ?? 3 } = {}): Model => ({
      name: `bijector-${short}`,
      title: piece.title,
      source: piece.source,
      options: { dim },
      ...flow(piece.flow(dim)),
    }),
  ]),
)
