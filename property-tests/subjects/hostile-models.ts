import { value } from '../../src/engines/value.ts'
import type { Attribute, Model, OnnxNode, OnnxTensor } from '../../src/onnx/model.ts'
import { modelOf, node, port, tensor } from './onnx-files.ts'

const int = (of: number): Attribute => ({ kind: 'int', value: BigInt(of) })
const ints = (...of: number[]): Attribute => ({ kind: 'ints', value: of.map(BigInt) })
const scalar = { keepdims: int(0) }

const longs = (name: string, cells: readonly (number | bigint)[], shape = [cells.length]): OnnxTensor => ({
  name,
  element: 'int64',
  shape,
  data: BigInt64Array.from(cells.map(BigInt)),
})

/** x [N, 3] -> z by these nodes, an encoder by its looks. */
const encoder = (nodes: readonly OnnxNode[], constants: readonly OnnxTensor[] = []): Model =>
  modelOf(nodes, [port('x', ['N', 3])], [port('z', null)], constants)

/** What makes a tensor, and then z of its sum and x, so that it can't be left out. */
const withTensor = (nodes: readonly OnnxNode[], constants: readonly OnnxTensor[] = []): Model =>
  encoder([...nodes, node('ReduceSum', ['tensor'], 'sum', scalar), node('Add', ['x', 'sum'], 'z')], constants)

const least = -(2n ** 63n)

/** The least whole number by -1. Where it is made of x's shape, no optimiser meets it before the model runs. */
const divides = (op: 'Div' | 'Mod', whenRun: boolean): Model =>
  withTensor(
    [
      ...(whenRun
        ? [
            node('Shape', ['x'], 'shape'),
            node('Sub', ['shape', 'shape'], 'zero'),
            node('Add', ['zero', 'least'], 'a'),
          ]
        : [node('Identity', ['least'], 'a')]),
      node(op, ['a', 'minus one'], 'quotient'),
      node('Cast', ['quotient'], 'tensor', { to: int(1) }),
    ],
    [longs('least', [least]), longs('minus one', [-1])],
  )

const filled = (...shape: number[]): Model =>
  withTensor([node('ConstantOfShape', ['shape'], 'tensor')], [longs('shape', shape)])

/** x beside itself, beside itself, ... */
const doubled = (times: number): Model => {
  const name = (i: number) => (i === 0 ? 'x' : i === times ? 'tensor' : `x ${i}`)
  const nodes = Array.from({ length: times }, (_, i) =>
    node('Concat', [name(i), name(i)], name(i + 1), { axis: int(0) }),
  )
  return withTensor(nodes)
}

/** Products of large matrices, one after another; of constants they are computed when the model is loaded. */
const multiplied = (whenRun: boolean): Model => {
  const name = (i: number) => (i === 0 ? 'matrix' : i === 5000 ? 'tensor' : `power ${i}`)
  const start = whenRun
    ? [
        node('ConstantOfShape', ['shape'], 'zeros'),
        node('ReduceSum', ['x'], 'number', scalar),
        node('Add', ['zeros', 'number'], 'matrix'),
      ]
    : [node('ConstantOfShape', ['shape'], 'matrix')]
  const nodes = Array.from({ length: 5000 }, (_, i) => node('MatMul', [name(i), 'matrix'], name(i + 1)))
  return withTensor([...start, ...nodes], [longs('shape', [1000, 1000])])
}

const toItself = (n: number): Attribute => ({ kind: 'ints', value: [0n, BigInt(n)] })

/** Decision trees that lead back to themselves. */
const circularTree: Model = {
  ...encoder([
    {
      ...node('TreeEnsembleRegressor', ['x'], 'z', {
        n_targets: int(1),
        nodes_treeids: ints(0, 0),
        nodes_nodeids: ints(0, 1),
        nodes_featureids: ints(0, 0),
        nodes_modes: { kind: 'strings', value: ['BRANCH_LEQ', 'BRANCH_LEQ'] },
        nodes_values: { kind: 'floats', value: [1e30, 1e30] },
        nodes_truenodeids: toItself(1),
        nodes_falsenodeids: toItself(1),
        target_ids: ints(0),
        target_nodeids: ints(1),
        target_treeids: ints(0),
        target_weights: { kind: 'floats', value: [1] },
      }),
      domain: 'ai.onnx.ml',
    },
  ]),
  opsets: { '': 17, 'ai.onnx.ml': 3 },
}

/** Models that pass for models, and end, starve or hang the process that runs them; with words of what is said of it. */
export const hostileModels: Readonly<Record<string, readonly [Model, RegExp]>> = {
  'the least number by -1, when loaded': [divides('Div', false), /SIGFPE at the start; a model divides/],
  'the least number by -1, when run': [divides('Div', true), /SIGFPE when asked for encode; a model divides/],
  'the rest of the least number by -1': [divides('Mod', true), /SIGFPE when asked for encode/],
  // Each product that is folded is kept: which limit comes first depends on the machine's speed.
  'products without end, when loaded': [
    multiplied(false),
    /(no answer within [\d.]+ s|over the limit of 512 MiB of memory) at the start/,
  ],
  'products without end, when run': [multiplied(true), /no answer within [\d.]+ s when asked for encode/],
  'a tensor that would fill the memory': [filled(2 ** 28), /over the limit of 512 MiB of memory/],
  'a tensor that doubles': [doubled(27), /over the limit of 512 MiB of memory/],
  'noise that would fill the memory': [
    withTensor([node('RandomNormal', [], 'tensor', { shape: ints(2 ** 16, 2 ** 16) })]),
    /over the limit of 512 MiB of memory|no answer within|cannot run/,
  ],
  'an answer of forty million numbers': [
    encoder([node('Expand', ['x', 'shape'], 'z')], [longs('shape', [7e6, 1, 1])]),
    /"z" of shape \[7000000, 2, 3\] holds 42000000 numbers, expected at most/,
  ],
  'a tensor of a petabyte': [filled(2 ** 50), /cannot run it.*Failed to allocate memory/],
  'a tensor of more bytes than there are numbers': [filled(2 ** 62, 8), /cannot run it|refuses it/],
  'a range of a billion billions': [
    withTensor(
      [node('Range', ['zero', 'end', 'one'], 'range'), node('Cast', ['range'], 'tensor', { to: int(1) })],
      [longs('zero', [0], []), longs('end', [2n ** 60n], []), longs('one', [1], [])],
    ),
    /cannot run it|refuses it/,
  ],
  'a range of steps of 0': [
    withTensor(
      [node('Range', ['zero', 'end', 'zero'], 'range'), node('Cast', ['range'], 'tensor', { to: int(1) })],
      [longs('zero', [0], []), longs('end', [9], [])],
    ),
    /delta in Range operator can not be zero/,
  ],
  'a shape whose product overflows': [
    encoder([node('Reshape', ['x', 'shape'], 'z')], [longs('shape', [2n ** 62n, 4])]),
    /refuses it: .*overflow/,
  ],
  'padding that overflows': [
    withTensor([node('Pad', ['x', 'pads'], 'tensor')], [longs('pads', [least, least, 2n ** 62n, 2n ** 62n])]),
    /cannot run it/,
  ],
  'an index far outside': [
    encoder([node('Gather', ['x', 'at'], 'z')], [longs('at', [2 ** 40])]),
    /cannot run it: .*out of data bounds/,
  ],
  'a place to write far outside': [
    encoder(
      [node('ScatterElements', ['x', 'at', 'cell'], 'z')],
      [longs('at', [2 ** 40], [1, 1]), tensor('cell', value([1], [1, 1]))],
    ),
    /cannot run it: .*out of data bounds/,
  ],
  'nodes in a circle': [
    encoder([node('Add', ['x', 'b'], 'a'), node('Add', ['x', 'a'], 'b'), node('Add', ['a', 'b'], 'z')]),
    /refuses it: .*not acyclic/,
  ],
  'a tree in a circle': [circularTree, /refuses it/],
}
