import type { Attribute, OnnxTensor } from '../../../src/onnx/model.ts'
import { type Shape, size } from '../../../src/ops/shape.ts'

/** Three axes' lengths, of 1 to 4. */
export type Sizes = readonly number[]

/** What an operator is given: numbers that are fed, or that the file holds. */
export type Operand = ((d: Sizes) => Shape) | ((d: Sizes) => Omit<OnnxTensor, 'name'>) | null

/** One operator, at random sizes. */
export interface OperatorCase {
  readonly op: string
  readonly operands: readonly Operand[]
  readonly attributes?: (d: Sizes) => Readonly<Record<string, Attribute>>
  /** The operator sets in which it is written so. */
  readonly opsets: readonly number[]
  readonly results?: number
  /** Whether it gives truth values, which are cast to be seen. */
  readonly isTruth?: boolean
  /** Draws from (0.2, 3), where logarithms and roots are defined. */
  readonly isPositive?: boolean
}

const int = (value: number): Attribute => ({ kind: 'int', value: BigInt(value) })
const float = (value: number): Attribute => ({ kind: 'float', value })
const ints = (...value: number[]): Attribute => ({ kind: 'ints', value: value.map(BigInt) })
const text = (value: string): Attribute => ({ kind: 'string', value })

const stored = (cells: readonly number[], shape: Shape = [cells.length]) => ({
  element: 'int64' as const,
  shape,
  data: BigInt64Array.from(cells.map(BigInt)),
})
const list =
  (of: (d: Sizes) => readonly number[]): Operand =>
  (d) =>
    stored(of(d))
const whole =
  (value: number): Operand =>
  () =>
    stored([value], [])
const reals =
  (of: (d: Sizes) => Shape, cell: (i: number) => number): Operand =>
  (d) => ({
    element: 'float',
    shape: of(d),
    data: Float32Array.from({ length: size(of(d)) }, (_, i) => cell(i)),
  })
const real = (value: number): Operand =>
  reals(
    () => [],
    () => value,
  )

const cube: Operand = ([a, b, c]) => [a, b, c]
const image: Operand = ([a, b]) => [2, 4, a + 4, b + 5]
const signal: Operand = ([a]) => [2, 4, a + 5]
const channels: Operand = reals(
  () => [4],
  (i) => 0.3 + 0.2 * i,
)

type Extra = Partial<Omit<OperatorCase, 'op' | 'operands' | 'attributes'>>
type Attributes = Readonly<Record<string, Attribute>> | OperatorCase['attributes']

const operator = (
  op: string,
  operands: readonly Operand[],
  attributes: Attributes = {},
  extra: Extra = {},
): OperatorCase => ({
  op,
  operands,
  attributes: typeof attributes === 'function' ? attributes : () => attributes,
  opsets: [13, 17, 21],
  ...extra,
})

const positive = { isPositive: true }
const truth = { isTruth: true }
const until17 = { opsets: [13, 17] }
const since18 = { opsets: [18, 21] }

const stretched: Operand = ([, b]) => [b, 1]

const elementwise = [
  ...['Abs', 'Exp', 'Neg', 'Sigmoid', 'Sign', 'Tanh', 'Erf', 'Softplus', 'Softsign', 'Relu', 'Identity'],
  ...[
    'Elu',
    'Selu',
    'Celu',
    'HardSigmoid',
    'LeakyRelu',
    'ThresholdedRelu',
    'Softmax',
    'LogSoftmax',
    'Dropout',
  ],
  ...['Sinh', 'Cosh', 'Asinh'],
].map((op) => operator(op, [cube]))

const parameters = [
  operator('Elu', [cube], { alpha: float(0.7) }),
  operator('Selu', [cube], { alpha: float(1.2), gamma: float(0.8) }),
  operator('Celu', [cube], { alpha: float(0.7) }),
  operator('HardSigmoid', [cube], { alpha: float(0.3), beta: float(0.4) }),
  operator('LeakyRelu', [cube], { alpha: float(0.3) }),
  operator('ThresholdedRelu', [cube], { alpha: float(0.5) }),
  operator('Softmax', [cube], { axis: int(1) }),
  operator('LogSoftmax', [cube], { axis: int(0) }),
  operator('Softmax', [cube], { axis: int(1) }, { opsets: [11] }),
  operator('Gelu', [cube], {}, { opsets: [20, 21] }),
  operator('Gelu', [cube], { approximate: text('tanh') }, { opsets: [20, 21] }),
  operator('Mish', [cube], {}, since18),
  operator('HardSwish', [cube], {}, { opsets: [14, 17, 21] }),
  operator('PRelu', [
    cube,
    reals(
      ([, , c]) => [c],
      (i) => 0.1 + 0.1 * i,
    ),
  ]),
  ...['Log', 'Sqrt', 'Reciprocal'].map((op) => operator(op, [cube], {}, positive)),
]

const pairs = [
  ...['Add', 'Sub', 'Mul'].map((op) => operator(op, [cube, stretched])),
  ...['Div', 'Pow'].map((op) => operator(op, [cube, stretched], {}, positive)),
  ...[2, 3, -1, 0, 0.5, -0.5, 1.7].map((p) => operator('Pow', [cube, real(p)], {}, positive)),
  operator('Pow', [cube, real(3)]),
  ...['Max', 'Min', 'Sum', 'Mean'].map((op) => operator(op, [cube, stretched, real(0.1)])),
  operator('Clip', [cube, real(-0.5), real(0.7)]),
  operator('Clip', [cube, null, real(0.7)]),
  operator('Clip', [cube, real(-0.2)]),
  operator('Clip', [cube], { min: float(-0.4), max: float(0.4) }, { opsets: [10] }),
  ...['Equal', 'Greater', 'Less', 'GreaterOrEqual', 'LessOrEqual'].map((op) =>
    operator(op, [cube, stretched], {}, truth),
  ),
  operator('IsNaN', [cube], {}, truth),
]

const reductions = [
  'Sum',
  'Mean',
  'Max',
  'Min',
  'Prod',
  'L1',
  'L2',
  'LogSum',
  'LogSumExp',
  'SumSquare',
].flatMap((name) => {
  const op = `Reduce${name}`
  const isSum = name === 'Sum'
  return [
    operator(op, [cube], {}, positive),
    operator(op, [cube], isSum ? {} : { axes: ints(-1, 0), keepdims: int(0) }, { ...positive, ...until17 }),
    operator(
      op,
      [cube, list(() => [1, 2])],
      { keepdims: int(0) },
      { ...positive, opsets: isSum ? [13, 21] : [18, 21] },
    ),
    operator(
      op,
      [cube],
      { noop_with_empty_axes: int(1) },
      { ...positive, opsets: isSum ? [13, 21] : [18, 21] },
    ),
  ]
})

const products = [
  operator('MatMul', [([a, b]) => [a, b], ([, b, c]) => [b, c]]),
  operator('MatMul', [([a, b, c]) => [3, a, b, c], ([a, , c]) => [a, c, 2]]),
  operator('MatMul', [([, b]) => [b], ([, b, c]) => [2, b, c]]),
  operator('MatMul', [([a, b]) => [2, a, b], ([, b]) => [b]]),
  operator('Gemm', [([a, b]) => [b, a], ([, b, c]) => [c, b], ([, , c]) => [c]], {
    transA: int(1),
    transB: int(1),
    alpha: float(0.5),
    beta: float(2),
  }),
  operator('Gemm', [([a, b]) => [a, b], ([, b, c]) => [b, c]]),
  ...['bi,ij->bj', 'bij,bjk->bik', 'ab,cb->ca', 'ab,ab->', 'ab,c->cab', 'bi,bi'].map((equation) =>
    operator('Einsum', equation.split('->')[0].split(',').map(lettered), { equation: text(equation) }),
  ),
  operator('Einsum', ['ij', 'jk', 'kl'].map(lettered), { equation: text('ij,jk,kl->il') }),
  operator('Einsum', [lettered('abc')], { equation: text('abc->ca') }),
  ...[0, 1].flatMap((reverse) =>
    [0, 1].map((exclusive) =>
      operator('CumSum', [cube, whole(-2)], { reverse: int(reverse), exclusive: int(exclusive) }),
    ),
  ),
]

/** Every letter has a length of its own. */
function lettered(letters: string): Operand {
  return ([a, b, c]) => [...letters].map((letter) => [a, b, c, 2][letter.charCodeAt(0) % 4])
}

const geometry = { strides: ints(2, 1), dilations: ints(1, 2), pads: ints(1, 0, 2, 1), group: int(2) }

const convolutions = [
  operator('Conv', [image, () => [6, 4, 3, 2], () => [6]]),
  operator('Conv', [image, () => [6, 2, 3, 2]], geometry),
  operator('Conv', [image, () => [3, 4, 3, 2]], { auto_pad: text('SAME_UPPER'), strides: ints(2, 2) }),
  operator('Conv', [image, () => [3, 4, 3, 2]], { auto_pad: text('SAME_LOWER') }),
  operator('Conv', [signal, () => [6, 2, 3], () => [6]], {
    strides: ints(2),
    pads: ints(1, 2),
    group: int(2),
  }),
  operator('ConvTranspose', [image, () => [4, 3, 3, 2], () => [6]], {
    ...geometry,
    output_padding: ints(1, 0),
  }),
  operator('ConvTranspose', [signal, () => [4, 3, 4]], { strides: ints(2), pads: ints(1, 1) }),
]

const window = { kernel_shape: ints(3, 2), strides: ints(2, 1), pads: ints(1, 0, 1, 1) }

const pools = [
  operator('AveragePool', [image], window),
  operator('AveragePool', [image], { ...window, count_include_pad: int(1) }),
  operator('AveragePool', [signal], { kernel_shape: ints(2), strides: ints(2) }),
  operator('MaxPool', [image], window),
  operator('MaxPool', [signal], { kernel_shape: ints(3), dilations: ints(2) }),
  operator('GlobalAveragePool', [image]),
  operator('GlobalMaxPool', [image]),
]

const norms = [
  operator('BatchNormalization', [image, channels, channels, channels, channels], { epsilon: float(1e-3) }),
  operator('InstanceNormalization', [image, channels, channels]),
  operator('LayerNormalization', [([a]) => [a, 5], () => [5], () => [5]], {}, { opsets: [17, 21] }),
  operator(
    'LayerNormalization',
    [([a, b]) => [a, b, 5], ([, b]) => [b, 5]],
    { axis: int(1) },
    { opsets: [17, 21] },
  ),
  operator('GroupNormalization', [image, channels, channels], { num_groups: int(2) }, { opsets: [21] }),
  operator('LpNormalization', [cube], { axis: int(1) }),
  operator('LpNormalization', [cube], { p: int(1) }),
  operator('MeanVarianceNormalization', [image]),
]

const layouts = [
  operator('Reshape', [cube, list(() => [0, -1, 1])]),
  operator('Flatten', [cube], { axis: int(2) }),
  operator('Flatten', [cube], { axis: int(-1) }),
  operator('Squeeze', [([a, b]) => [a, 1, b, 1], list(() => [1, -1])]),
  operator('Squeeze', [([a, b]) => [a, 1, b, 1]], { axes: ints(1) }, { opsets: [11] }),
  operator('Unsqueeze', [cube, list(() => [0, -1])]),
  operator('Unsqueeze', [cube], { axes: ints(1, 2) }, { opsets: [11] }),
  operator('Transpose', [cube], { perm: ints(2, 0, 1) }),
  operator('Transpose', [cube]),
  operator('Expand', [([a, b]) => [a, 1, b], list(([, , c]) => [2, 1, c, 1])]),
  operator('Tile', [cube, list(() => [2, 1, 3])]),
  operator('DepthToSpace', [([a, b]) => [2, 8, a, b]], { blocksize: int(2) }),
  operator('DepthToSpace', [([a, b]) => [2, 8, a, b]], { blocksize: int(2), mode: text('CRD') }),
  operator('SpaceToDepth', [([a, b]) => [2, 3, 2 * a, 2 * b]], { blocksize: int(2) }),
  operator('Trilu', [cube], {}, { opsets: [14, 21] }),
  operator('Trilu', [cube, whole(-1)], { upper: int(0) }, { opsets: [14, 21] }),
]

const parts = [
  operator(
    'Concat',
    [
      cube,
      reals(
        ([a, , c]) => [a, 2, c],
        (i) => i,
      ),
      cube,
    ],
    { axis: int(-2) },
  ),
  operator(
    'Split',
    [([a]) => [a, 6], list(() => [1, 5])],
    { axis: int(1) },
    { opsets: [13, 17], results: 2 },
  ),
  operator('Split', [([a]) => [a, 7]], { axis: int(-1), num_outputs: int(3) }, { ...since18, results: 3 }),
  operator('Split', [([a]) => [a, 6]], { axis: int(1), split: ints(2, 4) }, { opsets: [11], results: 2 }),
  operator('Slice', [([a]) => [a, 7], list(() => [1]), list(() => [1000]), list(() => [1]), list(() => [2])]),
  operator('Slice', [
    ([a]) => [a, 7],
    list(() => [-2]),
    list(() => [-1000]),
    list(() => [-1]),
    list(() => [-2]),
  ]),
  operator('Slice', [cube, list(() => [0, 0]), list(() => [1, 9])]),
  operator('Slice', [([a]) => [a, 7]], { starts: ints(2), ends: ints(-1), axes: ints(1) }, { opsets: [9] }),
  operator('Pad', [cube, list(() => [0, 1, 0, 2, 0, 1]), real(0.5)]),
  operator('Pad', [image, list(() => [0, 0, 1, 2, 0, 0, 2, 0])], { mode: text('reflect') }),
  operator('Pad', [image, list(() => [0, 0, 1, 2, 0, 0, 2, 0])], { mode: text('edge') }),
  operator('Pad', [cube, list(() => [1, 2]), null, list(() => [-1])], {}, since18),
  operator(
    'Pad',
    [image, list(() => [0, 0, 1, 2, 0, 0, 2, 0])],
    { mode: text('wrap') },
    { opsets: [19, 21] },
  ),
  operator('Pad', [image, list(() => [0, 0, -1, 0, 0, 0, 0, -2])]),
]

const places = [
  operator('Gather', [cube, list(([, b]) => [b - 1, 0, -1])], { axis: int(1) }),
  operator('Gather', [cube, whole(0)], { axis: int(2) }),
  operator('Gather', [cube, () => stored([0, -1, 0, 0], [2, 2])]),
  operator(
    'GatherElements',
    [
      ([a]) => [a, 3],
      ([a]) =>
        stored(
          Array.from({ length: 2 * a }, (_, i) => (i % 3) - 1),
          [a, 2],
        ),
    ],
    { axis: int(1) },
  ),
  operator('GatherND', [cube, () => stored([0, 0, -1, -1], [2, 2])]),
  operator('ScatterND', [([, b]) => [3, b], () => stored([2, 0], [2, 1]), ([, b]) => [2, b]]),
  operator(
    'ScatterElements',
    [
      ([a]) => [a, 3],
      ([a]) =>
        stored(
          Array.from({ length: a }, () => -1),
          [a, 1],
        ),
      ([a]) => [a, 1],
    ],
    { axis: int(1) },
  ),
  operator(
    'Resize',
    [
      image,
      null,
      reals(
        () => [4],
        (i) => (i < 2 ? 1 : 2),
      ),
    ],
    { coordinate_transformation_mode: text('asymmetric'), nearest_mode: text('floor') },
  ),
  operator('Resize', [image, null, null, list(([a, b]) => [2, 4, 2 * a + 7, b + 3])], {
    mode: text('linear'),
  }),
  operator('Resize', [image, null, null, list(([a, b]) => [2, 4, 2 * a + 7, b + 8])], {
    mode: text('linear'),
    coordinate_transformation_mode: text('align_corners'),
  }),
  operator(
    'Upsample',
    [
      image,
      reals(
        () => [4],
        (i) => (i < 2 ? 1 : 3),
      ),
    ],
    {},
    { opsets: [9] },
  ),
]

export const operatorCases: readonly OperatorCase[] = [
  ...elementwise,
  ...parameters,
  ...pairs,
  ...reductions,
  ...products,
  ...convolutions,
  ...pools,
  ...norms,
  ...layouts,
  ...parts,
  ...places,
]
