import type { Value } from '../../../engines/engine.ts'
import { cells, value } from '../../../engines/value.ts'
import { build, fill, map, norm, perSample, scalar, sum } from '../../../formulas/arrays.ts'
import { changes, ignores, known, satisfies, staysWithin } from '../relations.ts'
import { constant, negative, scaled, zeros } from './cells.ts'
import type { Identities } from './identities.ts'

const atLeastZero = (output: string) =>
  staysWithin(`${output} >= 0`, (outputs) => ({ [output]: map((c) => Math.max(c, 0), outputs[output]) }))

/** Each sample scaled to unit length. */
const unitRows = (of: Value) => {
  const lengths = cells(perSample(norm, of))
  const width = of.size / lengths.length
  return fill(of.shape, (i) => cells(of)[i] / lengths[Math.floor(i / width)])
}

/** Features reversed, and every other one negated: lengths stay. */
const reflected = (of: Value) => {
  const width = of.size / of.shape[0]
  return fill(of.shape, (i) => {
    const [n, j] = [Math.floor(i / width), i % width]
    return (j % 2 === 0 ? 1 : -1) * cells(of)[n * width + width - 1 - j]
  })
}

const sameLengths = ignores('gradients reflected, their lengths kept, change nothing', ({ gradient }) => ({
  gradient: reflected(gradient),
}))

export const regulariserIdentities: Readonly<Record<string, Identities>> = {
  gradient_penalty_points: {
    bounds: [
      staysWithin('points lie between real and fake', ({ x_hat }, { real, fake }) => ({
        x_hat: map((x, r, f) => Math.min(Math.max(x, Math.min(r, f)), Math.max(r, f)), x_hat, real, fake),
      })),
    ],
    symmetry: [
      ignores('real and fake exchanged, and alpha with 1 - alpha, change nothing', (inputs) => ({
        real: inputs.fake,
        fake: inputs.real,
        alpha: map((a) => 1 - a, inputs.alpha),
      })),
      satisfies(
        'all features of a sample are the same part of the way',
        ({ x_hat }) => ({ x_hat }),
        ({ real, alpha }) => ({
          x_hat: fill(real.shape, (i) => alpha.get(Math.floor((i * alpha.size) / real.size))),
        }),
        ({ real }) => ({ real: constant(real, 1), fake: zeros(real) }),
      ),
    ],
    'special-values': [
      known(
        'alpha of 1 gives real',
        ({ alpha }) => ({ alpha: constant(alpha, 1) }),
        ({ real }) => ({ x_hat: real }),
      ),
      known(
        'alpha of 0 gives fake',
        ({ alpha }) => ({ alpha: zeros(alpha) }),
        ({ fake }) => ({ x_hat: fake }),
      ),
      known(
        'alpha of 1/4 is a quarter of the way from fake',
        ({ alpha }) => ({ alpha: constant(alpha, 0.25) }),
        ({ real, fake }) => ({ x_hat: map((r, f) => 0.25 * r + 0.75 * f, real, fake) }),
      ),
    ],
  },
  gradient_penalty: {
    bounds: [atLeastZero('penalty')],
    symmetry: [sameLengths],
    'special-values': [
      known(
        'gradients of length 1 cost nothing',
        ({ gradient }) => ({ gradient: unitRows(gradient) }),
        () => ({ penalty: scalar(0) }),
      ),
      known(
        'gradients of 0 cost 1',
        ({ gradient }) => ({ gradient: zeros(gradient) }),
        () => ({ penalty: scalar(1) }),
      ),
      known(
        'gradients of length 3 cost 4',
        ({ gradient }) => ({ gradient: scaled(unitRows(gradient), 3) }),
        () => ({ penalty: scalar(4) }),
      ),
    ],
  },
  clip_weights: {
    bounds: [
      staysWithin('no weight is beyond the clip', ({ weight }, _, { settings: { clip } }) => ({
        weight: map((w) => Math.min(Math.max(w, -Number(clip)), Number(clip)), weight),
      })),
    ],
    symmetry: [
      changes(
        'weights negated are clipped to the negative',
        ({ weight }) => ({ weight: negative(weight) }),
        ({ weight }) => ({ weight: negative(weight) }),
      ),
    ],
    'special-values': [
      known(
        'weights within the clip stay',
        ({ weight }, { settings: { clip } }) => ({
          weight: map((w) => (0.9 * Number(clip) * w) / (1 + Math.abs(w)), weight),
        }),
        ({ weight }) => ({ weight }),
      ),
      known(
        'weights far beyond the clip become it',
        ({ weight }, { settings: { clip } }) => ({
          weight: map((w) => Math.sign(w) * (2 * Number(clip) + Math.abs(w)), weight),
        }),
        ({ weight }, { settings: { clip } }) => ({
          weight: map((w) => Math.sign(w) * Number(clip), weight),
        }),
      ),
    ],
  },
  spectral_norm: {
    bounds: [
      satisfies(
        'the new u has length 1',
        ({ u }) => ({ length: scalar(norm(cells(u))) }),
        () => ({ length: scalar(1) }),
      ),
      satisfies(
        'the weight of rank one has norm 1, and the new u is along its columns',
        ({ weight, u }) => ({ length: scalar(norm(cells(weight))), u: map((cell) => cell * cell, u) }),
        ({ weight }) => {
          const column = Array.from({ length: weight.shape[0] }, (_, o) => weight.get(o, 0))
          return { length: scalar(1), u: value(column.map((c) => (c / norm(column)) ** 2)) }
        },
        ({ weight }) => ({
          weight: build(weight.shape, (o, k) => (1 + weight.get(o, 0) ** 2) * (1 + weight.get(0, k) ** 2)),
        }),
      ),
    ],
    symmetry: [
      ignores('the length of u changes nothing', ({ u }) => ({ u: scaled(u, 4) })),
      ignores('the size of the weight changes nothing', ({ weight }) => ({ weight: scaled(weight, 4) })),
      changes(
        'u with the other sign comes out so, and the weight stays',
        ({ u }) => ({ u: negative(u) }),
        ({ weight, u }) => ({ weight, u: negative(u) }),
      ),
    ],
    'special-values': [
      satisfies(
        'the weight is the one given over one number: u^T W times v is 1',
        ({ weight, u }, inputs) => ({ sigma: scalar(rayleigh(weight, u, inputs.weight, inputs.u)) }),
        () => ({ sigma: scalar(1) }),
      ),
    ],
  },
  r1_penalty: {
    bounds: [atLeastZero('penalty')],
    symmetry: [sameLengths],
    scaling: [
      changes(
        'gradients twice as long cost 4 times as much',
        ({ gradient }) => ({ gradient: scaled(gradient, 2) }),
        ({ penalty }) => ({ penalty: scaled(penalty, 4) }),
      ),
    ],
    'special-values': [
      known(
        'gradients of length 1 cost 1/2',
        ({ gradient }) => ({ gradient: unitRows(gradient) }),
        () => ({ penalty: scalar(0.5) }),
      ),
      known(
        'one gradient of length 2 among those of 0 costs 2 / N',
        ({ gradient }) => {
          const width = gradient.size / gradient.shape[0]
          const unit = cells(unitRows(gradient))
          return { gradient: fill(gradient.shape, (i) => (i < width ? 2 * unit[i] : 0)) }
        },
        ({ gradient }) => ({ penalty: scalar(2 / gradient.shape[0]) }),
      ),
    ],
  },
}

/** u'^T W' v for the v that one step from u leads to. */
function rayleigh(made: Value, next: Value, weight: Value, u: Value): number {
  const [outputs, inputs] = weight.shape
  const along = Array.from({ length: inputs }, (_, k) => sum(outputs, (o) => weight.get(o, k) * u.get(o)))
  const v = along.map((cell) => cell / norm(along))
  return sum(outputs, (o) => next.get(o) * sum(inputs, (k) => made.get(o, k) * v[k]))
}
