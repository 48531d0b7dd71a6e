import type { Value, Values } from '../../../engines/engine.ts'
import { cells } from '../../../engines/value.ts'
import { build, scalar, sum } from '../../../formulas/arrays.ts'
import { formulaNamed, type Settings } from '../../../formulas/index.ts'
import { changes, composes } from '../relations.ts'
import type { Relation } from '../trial.ts'
import { negative, scaled, zeros } from './cells.ts'
import type { Identities } from './identities.ts'

const inner = (a: Value, b: Value) => sum(a.size, (i) => cells(a)[i] * cells(b)[i])

/**
 * <f(x), y> = <x, f*(y)>, where f* is the truth of the other of the two convolutions, for a y drawn at random. The weight
 * is the same: what one lays out as [O, I] the other reads as [I, O].
 */
const adjoint = (other: string): Relation =>
  composes(
    `the inner product with the output is that of x with ${other} of the other factor`,
    async (f, at) => {
      const { x, weight, bias } = at.inputs
      const made = (await f({ x, weight, bias: zeros(bias) })).y
      const y = build(made.shape, () => Math.fround(at.random.normal(1)[0]))
      const back = transposed(other, { x: y, weight, bias: noBias(x.shape[1]) }, at.settings, x)
      return { got: { product: scalar(inner(made, y)) }, expected: { product: scalar(inner(x, back)) } }
    },
  )

const noBias = (width: number) => build([width], () => 0)

/** The adjoint of a map from x: whatever rows of x a stride leaves over get nothing. */
function transposed(other: string, inputs: Values, settings: Settings, x: Value): Value {
  const plain = { ...settings, output_padding: 0 }
  const { y } = formulaNamed(other).value(inputs, plain)
  const isInside = (h: number, w: number) => h < y.shape[2] && w < y.shape[3]
  return build(x.shape, (n, c, h, w) => (isInside(h, w) ? y.get(n, c, h, w) : 0))
}

const convolution = (other: string): Identities => ({
  symmetry: [
    changes(
      'x and the weight negated change nothing but for the bias: it is bilinear',
      ({ x, weight }) => ({ x: negative(x), weight: negative(weight) }),
      ({ y }) => ({ y }),
    ),
  ],
  scaling: [
    changes(
      'x and the bias scaled scale the output',
      ({ x, bias }) => ({ x: scaled(x, 2), bias: scaled(bias, 2) }),
      ({ y }) => ({ y: scaled(y, 2) }),
    ),
  ],
  'special-values': [
    changes(
      'an image of 0 has the bias everywhere',
      ({ x }) => ({ x: zeros(x) }),
      ({ y }, { inputs: { bias } }) => ({ y: build(y.shape, (_, o) => bias.get(o)) }),
    ),
  ],
  inverse: [adjoint(other)],
})

export const convolutionIdentities: Readonly<Record<string, Identities>> = {
  conv2d: convolution('conv_transpose2d'),
  conv_transpose2d: convolution('conv2d'),
}
