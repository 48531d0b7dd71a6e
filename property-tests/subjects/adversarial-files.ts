import { seededRandom } from '../../src/data/random.ts'
import type { Tensors } from '../../src/graph/trace.ts'
import { trace } from '../../src/graph/trace.ts'
import type { Conventions, Kind } from '../../src/models/model.ts'
import { mlp } from '../../src/nn/sequence.ts'
import { exportOnnx } from '../../src/onnx/export.ts'
import { reshape } from '../../src/ops/reshape.ts'
import { type Shape, size } from '../../src/ops/shape.ts'
import { tanh } from '../../src/ops/tanh.ts'
import { constant, type Tensor } from '../../src/ops/tensor.ts'
import { writeSubject } from './onnx-files.ts'

export const batch = 4

/** A function as it is traced: the shapes of one sample of its inputs, and what it makes of a batch. */
export interface Traced {
  readonly inputs: Readonly<Record<string, Shape>>
  readonly apply: (inputs: Tensors) => Tensors
}

/** Writes functions as ONNX files of a fixed batch, one each, and their manifest. Gives its path. */
export function exported(
  kind: Kind,
  functions: Readonly<Record<string, Traced>>,
  conventions: Conventions = {},
): string {
  const files = Object.entries(functions).map(([name, { inputs, apply }]) => {
    const shapes = Object.entries(inputs).map(([input, sample]) => [input, [batch, ...sample]])
    return [`${name}.onnx`, exportOnnx(trace(Object.fromEntries(shapes), apply))]
  })
  const manifest = Object.keys(functions).map((name) => [name, { model: `${name}.onnx` }])
  return writeSubject(
    { touchstone: 1, kind, functions: Object.fromEntries(manifest), conventions },
    Object.fromEntries(files),
  )
}

/** A small network of tanh with weights in general position. */
export function network(widths: readonly number[], seed: number): (x: Tensor) => Tensor {
  const { parameters, apply } = mlp(widths, tanh)
  const random = seededRandom(seed)
  const params = Object.fromEntries(
    Object.entries(parameters).map(([path, { shape }]) => {
      const weights = random.split(path).normal(size(shape))
      return [
        path,
        constant(
          weights.map((w) => Math.fround(0.7 * w)),
          shape,
        ),
      ]
    }),
  )
  return (x) => apply(params, x)
}

/** A network of one number a sample, [N]. */
export function judge(widths: readonly number[], seed: number): (x: Tensor) => Tensor {
  const net = network([...widths, 1], seed)
  return (x) => reshape(net(x), [x.shape[0]])
}
