import { node } from './lowering.ts'
import { primitive } from './primitive.ts'
import { strides } from './shape.ts'
import { strided } from './strided.ts'
import type { Tensor } from './tensor.ts'

export const transposePrimitive = primitive<[Tensor], { axes: readonly number[] }>({
  name: 'transpose',
  shape: ([x], { axes }) => {
    const isPermutation = axes.length === x.length && x.every((_, axis) => axes.includes(axis))
    if (!isPermutation) {
      throw new RangeError(
        `transpose: axes [${axes}] are not an order of the ${x.length} axes of the operand`,
      )
    }
    return axes.map((axis) => x[axis])
  },
  ...strided(({ shapes: [x], attributes: { axes } }) => {
    const steps = strides(x)
    return axes.map((axis) => steps[axis])
  }),
  vjp: (g, _x, _y, { axes }) => [
    transpose(
      g,
      axes.map((_, axis) => axes.indexOf(axis)),
    ),
  ],
  onnx: ([x], { attributes }) => node('Transpose', [x], { perm: attributes.axes }),
})

/** The axes in another order: axis i of the result is axis `axes[i]` of x. By default they are reversed. */
export function transpose(
  x: Tensor,
  axes: readonly number[] = x.shape.map((_, i) => x.shape.length - 1 - i),
): Tensor {
  return transposePrimitive(x, { axes })
}
