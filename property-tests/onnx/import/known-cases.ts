import type { Element } from '../../../src/onnx/element.ts'
import type { Attribute, Cells, OnnxNode, OnnxTensor } from '../../../src/onnx/model.ts'
import type { Shape } from '../../../src/ops/shape.ts'
import { node } from '../../subjects/onnx-files.ts'

const int = (value: number): Attribute => ({ kind: 'int', value: BigInt(value) })

export const stored = (
  name: string,
  element: Element,
  data: Cells,
  shape: Shape = [data.length],
): OnnxTensor => ({
  name,
  element,
  shape,
  data,
})
const whole = (name: string, ...cells: number[]) =>
  stored(name, 'int64', BigInt64Array.from(cells.map(BigInt)))
const scalar = (name: string, cell: number) => stored(name, 'int64', BigInt64Array.of(BigInt(cell)), [])
const real = (name: string, ...cells: number[]) => stored(name, 'float', Float32Array.from(cells))
const truths = (name: string, ...cells: number[]) => stored(name, 'bool', Uint8Array.from(cells))

const toFloat = { to: int(1) }
const constant = (output: string, attribute: Readonly<Record<string, Attribute>>) =>
  node('Constant', [], output, attribute)

/** Nodes that make y of x [2, 3] and of numbers that the file holds: what depends on shapes and weights is computed. */
interface KnownCase {
  readonly nodes: readonly OnnxNode[]
  readonly tensors?: readonly OnnxTensor[]
  readonly opset?: number
}

export const knownCases: Readonly<Record<string, KnownCase>> = {
  'a shape that PyTorch computes': {
    nodes: [
      node('Shape', ['x'], 'shape'),
      node('Gather', ['shape', 'first'], 'batch'),
      node('Unsqueeze', ['batch', 'axis'], 'rows'),
      node('Concat', ['rows', 'rest'], 'wanted', { axis: int(0) }),
      node('Reshape', ['x', 'wanted'], 'y'),
    ],
    tensors: [scalar('first', 0), whole('axis', 0), whole('rest', 3, 1)],
  },
  'a part of a shape': {
    nodes: [
      node('Shape', ['x'], 'end', { start: int(-1) }),
      node('Concat', ['one', 'end'], 'both', { axis: int(0) }),
      node('Tile', ['x', 'both'], 'y'),
    ],
    tensors: [whole('one', 1)],
    opset: 17,
  },
  'zeros of its own shape': {
    nodes: [
      node('Shape', ['x'], 'shape'),
      node('ConstantOfShape', ['shape'], 'zeros'),
      node('ScatterND', ['zeros', 'place', 'row'], 'scattered'),
      node('Add', ['x', 'scattered'], 'y'),
    ],
    tensors: [
      stored('place', 'int64', BigInt64Array.of(1n), [1, 1]),
      stored('row', 'float', Float32Array.of(1, 2, 3), [1, 3]),
    ],
  },
  'a value without cells': {
    nodes: [
      node('ConstantOfShape', ['nothing'], 'none', { value: { kind: 'tensor', value: whole('', 0) } }),
      node('Concat', ['pads', 'none'], 'all', { axis: int(0) }),
      node('Pad', ['x', 'all'], 'y'),
    ],
    tensors: [whole('nothing', 0), whole('pads', 0, 1, 0, 2)],
  },
  'whole numbers divided towards zero': {
    nodes: [
      node('Div', ['a', 'b'], 'quotient'),
      node('Cast', ['quotient'], 'real', toFloat),
      node('Mul', ['x', 'real'], 'y'),
    ],
    tensors: [whole('a', 7, -7, 5), whole('b', 2, 2, -3)],
  },
  'the sign of a remainder': {
    nodes: [
      node('Mod', ['a', 'b'], 'rest'),
      node('Cast', ['rest'], 'real', toFloat),
      node('Mul', ['x', 'real'], 'y'),
    ],
    tensors: [whole('a', 7, -7, 5), whole('b', 3, 3, -3)],
  },
  'roundings of weights': {
    nodes: [
      node('Floor', ['w'], 'down'),
      node('Ceil', ['w'], 'up'),
      node('Round', ['w'], 'near'),
      node('Sum', ['down', 'up', 'near'], 'all'),
      node('Mul', ['x', 'all'], 'y'),
    ],
    tensors: [real('w', 0.5, 2.5, -1.3)],
  },
  'a mask that says where': {
    nodes: [
      node('NonZero', ['mask'], 'at'),
      node('Squeeze', ['at', 'axis'], 'places'),
      node('Gather', ['x', 'places'], 'y', { axis: int(1) }),
    ],
    tensors: [truths('mask', 1, 0, 1), whole('axis', 0)],
  },
  'logic of what is fed and what is known': {
    nodes: [
      node('Greater', ['x', 'zero'], 'is positive'),
      node('Not', ['mask'], 'others'),
      node('And', ['is positive', 'mask'], 'both'),
      node('Or', ['both', 'others'], 'either'),
      node('Xor', ['either', 'is positive'], 'odd'),
      node('Where', ['odd', 'x', 'zero'], 'chosen'),
      node('CastLike', ['either', 'x'], 'weight'),
      node('Sub', ['chosen', 'weight'], 'y'),
    ],
    tensors: [truths('mask', 1, 0, 1), real('zero', 0)],
    opset: 17,
  },
  'counted from a number to a number': {
    nodes: [
      node('Range', ['from', 'to', 'by'], 'places'),
      node('Gather', ['x', 'places'], 'y', { axis: int(1) }),
    ],
    tensors: [scalar('from', 2), scalar('to', -1), scalar('by', -1)],
  },
  'the identity matrix, and one-hot rows': {
    nodes: [
      node('EyeLike', ['x'], 'eye', { k: int(1) }),
      node('OneHot', ['places', 'depth', 'values'], 'hot'),
      node('Mul', ['eye', 'hot'], 'both'),
      node('Add', ['x', 'both'], 'y'),
    ],
    tensors: [whole('places', 1, -1), scalar('depth', 3), real('values', 0.5, 2)],
  },
  'how many cells there are': {
    nodes: [
      node('Size', ['x'], 'count'),
      node('Cast', ['count'], 'real', toFloat),
      node('Div', ['x', 'real'], 'y'),
    ],
  },
  'constants of every notation': {
    nodes: [
      constant('a', { value_float: { kind: 'float', value: 0.5 } }),
      constant('b', { value_floats: { kind: 'floats', value: [1, 2, 3] } }),
      constant('c', { value_int: int(2) }),
      constant('d', { value_ints: { kind: 'ints', value: [1n, 2n, 3n] } }),
      constant('e', { value: { kind: 'tensor', value: real('', 0.25) } }),
      node('Mul', ['c', 'd'], 'whole'),
      node('Cast', ['whole'], 'real', toFloat),
      node('Sum', ['x', 'a', 'b', 'real', 'e'], 'y'),
    ],
  },
  'weights of every precision': {
    nodes: [
      ...['half', 'double', 'short', 'byte'].map((name) => node('Cast', [name], `${name} as real`, toFloat)),
      node('Sum', ['x', 'half as real', 'double as real', 'short as real', 'byte as real'], 'y'),
    ],
    tensors: [
      // 1.5, the smallest above 0, and -65504, the largest there is.
      stored('half', 'float16', Uint16Array.of(0x3e00, 0x0001, 0xfbff)),
      stored('double', 'double', Float64Array.of(0.1, 0.2, 0.3)),
      stored('short', 'int32', Int32Array.of(-1, 2, 3)),
      stored('byte', 'uint8', Uint8Array.of(250, 2, 3)),
    ],
  },
  'what is not finite': {
    nodes: [
      node('Log', ['zeros'], 'minus infinity'),
      node('IsInf', ['minus infinity'], 'is infinite'),
      node('Where', ['is infinite', 'x', 'minus infinity'], 'y'),
    ],
    tensors: [real('zeros', 0, 0, 0)],
  },
  'bins of a spline': {
    nodes: [
      node('Greater', ['x', 'zero'], 'above'),
      node('Cast', ['above'], 'bins', { to: int(7) }),
      node('GatherElements', ['table', 'bins'], 'heights', { axis: int(1) }),
      node('Mul', ['x', 'heights'], 'y'),
    ],
    tensors: [real('zero', 0), stored('table', 'float', Float32Array.of(1, 2, 3, 4), [2, 2])],
  },
  'the inverse of a hyperbolic function': {
    nodes: [
      node('Tanh', ['x'], 'inside'),
      node('Atanh', ['inside'], 'same'),
      node('Cosh', ['x'], 'above'),
      node('Acosh', ['above'], 'size'),
      node('Add', ['same', 'size'], 'y'),
    ],
  },
}
