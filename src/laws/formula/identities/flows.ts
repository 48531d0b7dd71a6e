import { inverse, Matrix } from 'ml-matrix'
import type { Value } from '../../../engines/engine.ts'
import { cells, value } from '../../../engines/value.ts'
import { build, map, norm, perSample, sum } from '../../../formulas/arrays.ts'
import { changes, composes, ignores, known, satisfies } from '../relations.ts'
import type { Relation, Run, Setting } from '../trial.ts'
import { constant, negative, perRow, scaled, zeros } from './cells.ts'
import type { Identities } from './identities.ts'
import { logDetIsJacobian } from './jacobian.ts'

/** The map again, with the parameters of its inverse, gives x back and the opposite log_det. */
const undone = (statement: string, backward: (inputs: Setting['inputs']) => Setting['inputs']): Relation =>
  composes(statement, async (f: Run, { inputs }) => {
    const there = await f(inputs)
    const back = await f({ ...inputs, ...backward(inputs), x: there.y })
    return {
      got: { x: back.y, log_det: back.log_det },
      expected: { x: inputs.x, log_det: negative(there.log_det) },
    }
  })

const inverted = (weight: Value) =>
  value(
    inverse(Matrix.from1DArray(weight.shape[0], weight.shape[1], cells(weight))).to1DArray(),
    weight.shape,
  )

/** A rotation of the plane of two channels by turns: 1 where it keeps a channel. */
const permutation = (weight: Value) => {
  const [width] = weight.shape
  return build(weight.shape, (i, j) => (j === (i + 1) % width ? 1 : 0))
}

export const flowIdentities: Readonly<Record<string, Identities>> = {
  affine_coupling: {
    symmetry: [
      satisfies(
        'the first half comes out as it was',
        ({ y }, { x, s }) => ({ kept: firstHalf(y, x.shape[1] - s.shape[1]) }),
        ({ x, s }) => ({ kept: firstHalf(x, x.shape[1] - s.shape[1]) }),
      ),
      ignores('log_det does not depend on x and t', ({ x, t }) => ({ x: negative(x), t: negative(t) }), [
        'log_det',
      ]),
    ],
    scaling: [
      changes(
        'a shift moved moves the second half as far',
        ({ t }) => ({ t: map((cell) => cell + 1, t) }),
        ({ y, log_det }, { inputs: { x, s } }) => ({
          y: build(y.shape, (n, i) => y.get(n, i) + (i < x.shape[1] - s.shape[1] ? 0 : 1)),
          log_det,
        }),
      ),
    ],
    'special-values': [
      known(
        's and t of 0 are the identity, with log_det 0',
        ({ s, t }) => ({ s: zeros(s), t: zeros(t) }),
        ({ x }) => ({ y: x, log_det: perRow(x, 0) }),
      ),
    ],
    inverse: [
      undone('-s and -t exp(-s) undo s and t', ({ s, t }) => ({
        s: negative(s),
        t: map((ti, si) => -ti * Math.exp(-si), t, s),
      })),
    ],
    jacobian: [logDetIsJacobian],
  },
  actnorm: {
    symmetry: [
      ignores(
        'log_det does not depend on x and the bias',
        ({ x, bias }) => ({ x: negative(x), bias: negative(bias) }),
        ['log_det'],
      ),
    ],
    'special-values': [
      known(
        'a log_scale and bias of 0 are the identity, with log_det 0',
        ({ log_scale, bias }) => ({ log_scale: zeros(log_scale), bias: zeros(bias) }),
        ({ x }) => ({ y: x, log_det: perRow(x, 0) }),
      ),
      known(
        'x of minus the bias becomes 0',
        ({ x, bias }) => ({ x: build(x.shape, (_, c) => -bias.get(c)) }),
        ({ x }) => ({ y: zeros(x) }),
      ),
    ],
    inverse: [
      undone('-log_scale and -bias exp(log_scale) undo log_scale and bias', ({ log_scale, bias }) => ({
        log_scale: negative(log_scale),
        bias: map((b, l) => -b * Math.exp(l), bias, log_scale),
      })),
    ],
    jacobian: [logDetIsJacobian],
  },
  invertible_conv1x1: {
    scaling: [
      changes(
        'x scaled scales y, and leaves log_det',
        ({ x }) => ({ x: scaled(x, -2) }),
        ({ y, log_det }) => ({ y: scaled(y, -2), log_det }),
      ),
      changes(
        'a weight twice as large adds H W C log 2',
        ({ weight }) => ({ weight: scaled(weight, 2) }),
        ({ y, log_det }, { inputs: { x } }) => ({
          y: scaled(y, 2),
          log_det: map((l) => l + (x.size / x.shape[0]) * Math.LN2, log_det),
        }),
      ),
    ],
    'special-values': [
      known(
        'a permutation permutes channels, with log_det 0',
        ({ weight }) => ({ weight: permutation(weight) }),
        ({ x }) => ({
          y: build(x.shape, (n, c, h, w) => x.get(n, (c + 1) % x.shape[1], h, w)),
          log_det: perRow(x, 0),
        }),
      ),
    ],
    inverse: [undone('the inverse matrix undoes the weight', ({ weight }) => ({ weight: inverted(weight) }))],
    jacobian: [logDetIsJacobian],
  },
  planar_flow: {
    bounds: [
      composes('the map rises along w, even where w.u is far below -1', async (f, { inputs }) => {
        const { x, w } = inputs
        const u = map((cell) => (-4 * cell) / norm(cells(w)) ** 2, w)
        const b = constant(inputs.b, 0.1)
        const from = { ...inputs, u, b, x: zeros(x) }
        const step = map((cell) => (0.25 * cell) / norm(cells(w)) ** 2, w)
        const to = { ...from, x: build(x.shape, (_, i) => step.get(i)) }
        const rise = along(w, (await f(to)).y, (await f(from)).y)
        return { got: { rise }, expected: { rise: map((r) => Math.max(r, 0), rise) } }
      }),
    ],
    symmetry: [
      changes(
        'x and b negated negate y',
        ({ x, b }) => ({ x: negative(x), b: negative(b) }),
        ({ y, log_det }) => ({ y: negative(y), log_det }),
      ),
    ],
    scaling: [
      changes(
        'x moved by a step of w / |w|^2, and b by -1, moves y as far',
        ({ x, w, b }) => ({
          x: build(x.shape, (n, i) => x.get(n, i) + stepAlong(w, i)),
          b: map((c) => c - 1, b),
        }),
        ({ y, log_det }, { inputs: { w } }) => ({
          y: build(y.shape, (n, i) => y.get(n, i) + stepAlong(w, i)),
          log_det,
        }),
      ),
    ],
    'special-values': [
      known(
        'x = 0 and b = 0 stay, with log_det = log softplus(w.u)',
        ({ x, b }) => ({ x: zeros(x), b: zeros(b) }),
        ({ x, u, w }) => ({
          y: zeros(x),
          log_det: perRow(x, Math.log(Math.log1p(Math.exp(sum(w.size, (i) => w.get(i) * u.get(i)))))),
        }),
      ),
    ],
    jacobian: [logDetIsJacobian],
  },
  squeeze: {
    bounds: [
      satisfies(
        'the sum of squares of a sample stays',
        ({ y }) => ({ square: perSample((row) => norm(row) ** 2, y) }),
        ({ x }) => ({ square: perSample((row) => norm(row) ** 2, x) }),
      ),
    ],
    symmetry: [
      changes(
        'channels in reverse give their fours of channels in reverse',
        ({ x }) => ({ x: build(x.shape, (n, c, h, w) => x.get(n, x.shape[1] - 1 - c, h, w)) }),
        ({ y }, { inputs: { x } }) => ({
          y: build(y.shape, (n, k, h, w) =>
            y.get(n, 4 * (x.shape[1] - 1 - Math.floor(k / 4)) + (k % 4), h, w),
          ),
        }),
      ),
      changes(
        'an image mirrored exchanges the left and right of each block',
        ({ x }) => ({ x: build(x.shape, (n, c, h, w) => x.get(n, c, h, x.shape[3] - 1 - w)) }),
        ({ y }) => ({
          y: build(y.shape, (n, k, h, w) => y.get(n, k % 2 === 0 ? k + 1 : k - 1, h, y.shape[3] - 1 - w)),
        }),
      ),
    ],
    'special-values': [
      known(
        'an image of 2 by 2 blocks that count 0, 1, 2, 3 gives channels of each number',
        ({ x }) => ({ x: build(x.shape, (_, c, h, w) => 4 * c + 2 * (h % 2) + (w % 2)) }),
        ({ x }) => ({
          y: build([x.shape[0], 4 * x.shape[1], x.shape[2] / 2, x.shape[3] / 2], (_, k) => k),
        }),
      ),
      known(
        'an image that counts blocks, row by row, keeps them in place',
        ({ x }) => ({
          x: build(x.shape, (_, __, h, w) => Math.floor(h / 2) * x.shape[3] + Math.floor(w / 2)),
        }),
        ({ x }) => ({
          y: build(
            [x.shape[0], 4 * x.shape[1], x.shape[2] / 2, x.shape[3] / 2],
            (_, __, h, w) => h * x.shape[3] + w,
          ),
        }),
      ),
    ],
    inverse: [
      composes('every number comes out once', async (f, { inputs }) => {
        const numbered = build(inputs.x.shape, (...place) =>
          place.reduce((flat, at, axis) => flat * inputs.x.shape[axis] + at, 0),
        )
        const { y } = await f({ x: numbered })
        return {
          got: { sorted: value(Float64Array.from(cells(y)).sort()) },
          expected: { sorted: value(Float64Array.from(cells(numbered)).sort()) },
        }
      }),
    ],
  },
}

const firstHalf = (of: Value, kept: number) => build([of.shape[0], kept], (n, i) => of.get(n, i))

const stepAlong = (w: Value, i: number) => w.get(i) / norm(cells(w)) ** 2

const along = (w: Value, to: Value, from: Value) =>
  build([to.shape[0]], (n) => sum(w.size, (i) => w.get(i) * (to.get(n, i) - from.get(n, i))))
