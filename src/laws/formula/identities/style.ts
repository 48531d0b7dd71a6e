import type { Value } from '../../../engines/engine.ts'
import { cells } from '../../../engines/value.ts'
import { build, fill, map, norm, only, perSample, scalar } from '../../../formulas/arrays.ts'
import { size } from '../../../ops/shape.ts'
import { changes, composes, ignores, known, satisfies } from '../relations.ts'
import { constant, each, negative, scaled, shifted, zeros } from './cells.ts'
import type { Identities } from './identities.ts'

const unitRows = (of: Value) => {
  const lengths = cells(perSample(norm, of))
  const width = of.size / lengths.length
  return fill(of.shape, (i) => cells(of)[i] / lengths[Math.floor(i / width)])
}

/** 1 at the middle tap of the kernel from input o to output o, 0 elsewhere. */
const identityKernel = (weight: Value) => {
  const [tall, wide] = [(weight.shape[2] - 1) / 2, (weight.shape[3] - 1) / 2]
  return build(weight.shape, (o, i, p, q) => (o % weight.shape[1] === i && p === tall && q === wide ? 1 : 0))
}

export const styleIdentities: Readonly<Record<string, Identities>> = {
  equalized_lr: {
    scaling: [
      changes(
        'weights scaled and negated come out so',
        ({ weight }) => ({ weight: scaled(weight, -2) }),
        ({ weight }) => ({ weight: scaled(weight, -2) }),
      ),
    ],
    'special-values': [
      satisfies(
        'weights of 1 into one output have squares that add to 2',
        ({ weight }) => ({ square: perSample((row) => norm(row) ** 2, weight) }),
        ({ weight }) => ({ square: perSample(() => 2, weight) }),
        ({ weight }) => ({ weight: constant(weight, 1) }),
      ),
      satisfies(
        'weights of unit variance keep the second moment of a rectified layer: fan_in times the square is 2',
        ({ weight }) => ({ square: scalar(size(weight.shape.slice(1)) * weight.data[0] ** 2) }),
        () => ({ square: scalar(2) }),
        ({ weight }) => ({ weight: constant(weight, -1) }),
      ),
    ],
  },
  fade_in: {
    symmetry: [
      ignores('low and high exchanged, and alpha with 1 - alpha, change nothing', (inputs) => ({
        low: inputs.high,
        high: inputs.low,
        alpha: map((a) => 1 - a, inputs.alpha),
      })),
    ],
    scaling: [
      changes(
        'images scaled come out so',
        (inputs) => each(inputs, ['low', 'high'], (of) => scaled(of, 2)),
        ({ y }) => ({ y: scaled(y, 2) }),
      ),
    ],
    'special-values': [
      known(
        'alpha of 0 gives low',
        ({ alpha }) => ({ alpha: zeros(alpha) }),
        ({ low }) => ({ y: low }),
      ),
      known(
        'alpha of 1 gives high',
        ({ alpha }) => ({ alpha: constant(alpha, 1) }),
        ({ high }) => ({ y: high }),
      ),
      known(
        'alpha of 1/4 is a quarter of the way from low',
        ({ alpha }) => ({ alpha: constant(alpha, 0.25) }),
        ({ low, high }) => ({ y: map((l, h) => 0.75 * l + 0.25 * h, low, high) }),
      ),
    ],
  },
  modulated_conv2d: {
    symmetry: [
      changes(
        'an image and a kernel turned over give their output turned over',
        ({ x, weight }) => ({ x: turned(x), weight: turned(weight) }),
        ({ y }) => ({ y: turned(y) }),
      ),
    ],
    scaling: [
      changes(
        'x scaled scales the output',
        ({ x }) => ({ x: scaled(x, -2) }),
        ({ y }) => ({ y: scaled(y, -2) }),
      ),
      changes(
        'the style scaled changes nothing but by eps, or scales the output where nothing is demodulated',
        ({ style }) => ({ style: scaled(style, 2) }),
        ({ y }, { settings }) => ({ y: scaled(y, settings.demodulate ? 1 : 2) }),
      ),
      changes(
        'a weight scaled changes nothing but by eps, or scales the output where nothing is demodulated',
        ({ weight }) => ({ weight: scaled(weight, 2) }),
        ({ y }, { settings }) => ({ y: scaled(y, settings.demodulate ? 1 : 2) }),
      ),
    ],
    'special-values': [
      known(
        'a kernel that picks one channel gives that channel, scaled by its style or its sign',
        ({ weight }) => ({ weight: identityKernel(weight) }),
        ({ x, weight, style }, { settings: { demodulate, eps } }) => ({
          y: build([x.shape[0], weight.shape[0], x.shape[2], x.shape[3]], (n, o, h, w) => {
            const i = o % weight.shape[1]
            const s = style.get(n, i)
            return x.get(n, i, h, w) * (demodulate ? s / Math.sqrt(s * s + Number(eps)) : s)
          }),
        }),
      ),
    ],
  },
  path_length_penalty: {
    bounds: [
      satisfies(
        'the mean length moves by decay of the way to the batch',
        ({ mean_length }) => ({ mean_length }),
        ({ mean_length }, { settings: { decay } }) => ({
          mean_length: scalar(only(mean_length) * (1 - Number(decay)) + 3 * Number(decay)),
        }),
        ({ gradient }) => ({ gradient: scaled(unitRows(gradient), 3) }),
      ),
    ],
    symmetry: [
      ignores('gradients negated change nothing', ({ gradient }) => ({ gradient: negative(gradient) })),
    ],
    scaling: [
      changes(
        'lengths all twice as long cost 4 times as much',
        ({ gradient, mean_length }) => ({
          gradient: scaled(gradient, 2),
          mean_length: scaled(mean_length, 2),
        }),
        ({ penalty, mean_length }) => ({ penalty: scaled(penalty, 4), mean_length: scaled(mean_length, 2) }),
      ),
    ],
    'special-values': [
      known(
        'lengths that equal their mean cost nothing, and leave it',
        ({ gradient, mean_length }) => ({
          gradient: unitRows(gradient),
          mean_length: constant(mean_length, 1),
        }),
        () => ({ penalty: scalar(0), mean_length: scalar(1) }),
      ),
      known(
        'gradients of 0 let the mean decay, and cost its square',
        ({ gradient, mean_length }) => ({ gradient: zeros(gradient), mean_length: constant(mean_length, 2) }),
        (_, { settings: { decay } }) => ({
          penalty: scalar((2 * (1 - Number(decay))) ** 2),
          mean_length: scalar(2 * (1 - Number(decay))),
        }),
      ),
    ],
  },
  truncation: {
    scaling: [
      changes(
        'w and the mean scaled scale the result',
        (inputs) => each(inputs, ['w', 'mean'], (of) => scaled(of, 2)),
        ({ w }) => ({ w: scaled(w, 2) }),
      ),
      changes(
        'w and the mean shifted shift the result',
        (inputs) => each(inputs, ['w', 'mean'], (of) => shifted(of, 1)),
        ({ w }) => ({ w: shifted(w, 1) }),
      ),
      composes('truncating twice by psi is truncating by psi squared', async (f, { inputs }) => {
        const once = await f(inputs)
        const psi = scalar(only(inputs.psi) ** 2)
        return { got: await f({ ...inputs, w: once.w }), expected: await f({ ...inputs, psi }) }
      }),
    ],
    'special-values': [
      known(
        'psi of 1 leaves w',
        ({ psi }) => ({ psi: constant(psi, 1) }),
        ({ w }) => ({ w }),
      ),
      known(
        'psi of 0 gives the mean',
        ({ psi }) => ({ psi: zeros(psi) }),
        ({ w, mean }) => ({ w: build(w.shape, (_, d) => mean.get(d)) }),
      ),
      known(
        'the mean itself stays',
        ({ w, mean }) => ({ w: build(w.shape, (_, d) => mean.get(d)) }),
        ({ w }) => ({ w }),
      ),
    ],
  },
}

/** Planes turned by half a turn. */
function turned(of: Value): Value {
  const [, , tall, wide] = of.shape
  return build(of.shape, (n, c, h, w) => of.get(n, c, tall - 1 - h, wide - 1 - w))
}
