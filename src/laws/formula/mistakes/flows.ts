import { determinant, Matrix } from 'ml-matrix'
import { cells, value } from '../../../engines/value.ts'
import { build, map, sum } from '../../../formulas/arrays.ts'
import { changed, lengthOf, type Mistake, type Mistakes, misfed, negated, pooled, times } from './mistake.ts'

const areaOf = (of: { readonly shape: readonly number[] }) => of.shape[2] * of.shape[3]

const logDets: Mistakes = {
  'log_det has the sign of the inverse': negated('log_det'),
  'log_det is averaged over the batch': pooled('log_det', 'mean'),
  'log_det is summed over the batch': pooled('log_det', 'sum'),
}

/** Channels of a squeeze in another order: where channel k comes from. */
const squeezed =
  (from: (k: number, channels: number) => [channel: number, down: number, right: number]): Mistake =>
  ({ x }, _, { y }) => ({
    y: build(y.shape, (n, k, h, w) => {
      const [c, i, j] = from(k, x.shape[1])
      return x.get(n, c, 2 * h + i, 2 * w + j)
    }),
  })

export const flowMistakes: Readonly<Record<string, Mistakes>> = {
  affine_coupling: {
    ...logDets,
    'log_det is a mean over features': changed('log_det', (l, { s }) => l / lengthOf(s, 1)),
    'the scale is exp(-s)': misfed(({ s }) => ({ s: map((cell) => -cell, s) })),
    'the shift comes before the scale': ({ x, s, t }, _, right) => ({
      y: build(x.shape, (n, i) => {
        const kept = x.shape[1] - s.shape[1]
        if (i < kept) return right.y.get(n, i)
        return (x.get(n, i) + t.get(n, i - kept)) * Math.exp(s.get(n, i - kept))
      }),
    }),
    'the scale is s itself': ({ x, s, t }) => ({
      y: build(x.shape, (n, i) => {
        const kept = x.shape[1] - s.shape[1]
        return i < kept ? x.get(n, i) : x.get(n, i) * s.get(n, i - kept) + t.get(n, i - kept)
      }),
    }),
    'the second half is kept': ({ x, s, t }) => ({
      y: build(x.shape, (n, i) => {
        const moved = s.shape[1]
        return i < moved ? x.get(n, i) * Math.exp(s.get(n, i)) + t.get(n, i) : x.get(n, i)
      }),
    }),
    'the shift is left out': misfed(({ t }) => ({ t: map(() => 0, t) })),
    'the halves are swapped in the output': ({ x }, _, { y }) => ({
      y: build(x.shape, (n, i) => y.get(n, (i + Math.floor(x.shape[1] / 2)) % x.shape[1])),
    }),
    'log_det is the product of scales': changed('log_det', Math.exp),
  },
  actnorm: {
    ...logDets,
    'log_det lacks the factor H W': changed('log_det', (l, { x }) => l / areaOf(x)),
    'log_det is a mean over channels': changed('log_det', (l, { x }) => l / lengthOf(x, 1)),
    'the bias comes after the scale': ({ x, log_scale, bias }) => ({
      y: build(x.shape, (n, c, h, w) => x.get(n, c, h, w) * Math.exp(log_scale.get(c)) + bias.get(c)),
    }),
    'the bias is subtracted': misfed(({ bias }) => ({ bias: map((b) => -b, bias) })),
    'the scale is log_scale itself': ({ x, log_scale, bias }) => ({
      y: build(x.shape, (n, c, h, w) => (x.get(n, c, h, w) + bias.get(c)) * log_scale.get(c)),
    }),
    'x is divided by the scale': ({ x, log_scale, bias }) => ({
      y: build(x.shape, (n, c, h, w) => (x.get(n, c, h, w) + bias.get(c)) / Math.exp(log_scale.get(c))),
    }),
  },
  invertible_conv1x1: {
    ...logDets,
    'log_det lacks the factor H W': changed('log_det', (l, { x }) => l / areaOf(x)),
    'log_det has the factor H only': changed('log_det', (l, { x }) => l / x.shape[3]),
    'the weight is transposed': misfed(({ weight }) => ({
      weight: build(weight.shape, (i, j) => weight.get(j, i)),
    })),
    'the determinant stands for its logarithm': ({ x, weight }) => ({
      log_det: value(new Float64Array(x.shape[0]).fill(areaOf(x) * absDet(weight))),
    }),
    'the determinant is taken without its absolute value': ({ x, weight }, _, right) => ({
      log_det:
        determinantOf(weight) > 0 ? right.log_det : value(new Float64Array(x.shape[0]).fill(Number.NaN)),
    }),
    'the diagonal alone makes the determinant': ({ x, weight }) => {
      const [width] = weight.shape
      const log = sum(width, (c) => Math.log(Math.abs(weight.get(c, c))))
      return { log_det: value(new Float64Array(x.shape[0]).fill(areaOf(x) * log)) }
    },
  },
  planar_flow: {
    ...logDets,
    'u stands for u_hat': ({ x, u, w, b }) => planar(x, Array.from(cells(u)), w, b),
    'u_hat is divided by the norm, not its square': ({ x, u, w, b }) => {
      const along = dot(u, w)
      const norm = Math.sqrt(dot(w, w))
      const m = -1 + Math.log1p(Math.exp(along))
      return planar(
        x,
        Array.from(cells(u), (cell, i) => cell + ((m - along) * w.get(i)) / norm),
        w,
        b,
      )
    },
    'the - 1 of u_hat is missing': ({ x, u, w, b }) => {
      const along = dot(u, w)
      const m = Math.log1p(Math.exp(along))
      return planar(
        x,
        Array.from(cells(u), (cell, i) => cell + ((m - along) * w.get(i)) / dot(w, w)),
        w,
        b,
      )
    },
    'the bias is left out': misfed(({ b }) => ({ b: map(() => 0, b) })),
    'the derivative of tanh is 1 - tanh': ({ x, w, b }, _, { y }) => {
      const hidden = hiddenOf(x, w, b)
      return {
        log_det: value(
          hidden.map((h, n) => {
            const moved = sum(w.size, (i) => w.get(i) * (y.get(n, i) - x.get(n, i))) / h
            return Math.log(Math.abs(1 + (1 - h) * moved))
          }),
        ),
      }
    },
    'log_det is the determinant': changed('log_det', Math.exp),
  },
  squeeze: {
    'phases are outermost: channels of one phase together': squeezed((k, channels) => [
      k % channels,
      Math.floor(k / channels / 2),
      Math.floor(k / channels) % 2,
    ]),
    'the order is (0,0), (1,0), (0,1), (1,1)': squeezed((k) => [
      Math.floor(k / 4),
      k % 2,
      Math.floor((k % 4) / 2),
    ]),
    'the order is backward': squeezed((k) => [Math.floor(k / 4), 1 - Math.floor((k % 4) / 2), 1 - (k % 2)]),
    'quarters of the image, not neighbours': ({ x }, _, { y }) => ({
      y: build(y.shape, (n, k, h, w) => {
        const [down, right] = [Math.floor((k % 4) / 2), k % 2]
        return x.get(n, Math.floor(k / 4), h + down * y.shape[2], w + right * y.shape[3])
      }),
    }),
    'a bare reshape': ({ x }, _, { y }) => ({ y: value(Float64Array.from(cells(x)), y.shape) }),
    'height and width are swapped': ({ x }, _, { y }) => ({
      y: build(y.shape, (n, k, h, w) => {
        const flat = h * y.shape[3] + w
        const [row, column] = [flat % y.shape[2], Math.floor(flat / y.shape[2])]
        return x.get(n, Math.floor(k / 4), 2 * row + Math.floor((k % 4) / 2), 2 * column + (k % 2))
      }),
    }),
    'the mean of each block: a pooling': ({ x }, _, { y }) => ({
      y: build(y.shape, (n, k, h, w) => {
        const c = Math.floor(k / 4)
        return sum(4, (i) => x.get(n, c, 2 * h + Math.floor(i / 2), 2 * w + (i % 2))) / 4
      }),
    }),
    'the samples are doubled': times('y', 2),
  },
}

type Of = Parameters<typeof cells>[0]

const dot = (a: Of, b: Of) => sum(a.size, (i) => a.get(i) * b.get(i))
const determinantOf = (weight: Of) =>
  determinant(Matrix.from1DArray(weight.shape[0], weight.shape[1], cells(weight)))
const absDet = (weight: Of) => Math.abs(determinantOf(weight))

const hiddenOf = (x: Of, w: Of, b: Of): number[] =>
  Array.from({ length: x.shape[0] }, (_, n) =>
    Math.tanh(sum(w.size, (i) => w.get(i) * x.get(n, i)) + cells(b)[0]),
  )

/** A planar flow along any u. */
function planar(x: Of, u: readonly number[], w: Of, b: Of) {
  const hidden = hiddenOf(x, w, b)
  const slope = sum(u.length, (i) => u[i] * w.get(i))
  return {
    y: build(x.shape, (n, i) => x.get(n, i) + u[i] * hidden[n]),
    log_det: value(hidden.map((h) => Math.log(Math.abs(1 + (1 - h * h) * slope)))),
  }
}
