import type { Engine, Value, Values } from '../engines/engine.ts'
import { vjp } from '../graph/grad.ts'
import { trace } from '../graph/trace.ts'
import type { Shape, Tensor } from '../ops/index.ts'
import * as ops from '../ops/index.ts'
import type { Example, GoldenCase } from './case.ts'
import { boundOf, type Departure, departure } from './departure.ts'

type Operands = Readonly<Record<string, Tensor>>
// biome-ignore lint/suspicious/noExplicitAny: attributes come from JSON, one type for each op
type FromJson = any
type Build = (operands: Operands, attributes: Readonly<Record<string, FromJson>>) => Tensor

const unary =
  (op: (x: Tensor) => Tensor): Build =>
  ({ x }) =>
    op(x)
const binary =
  (op: (a: Tensor, b: Tensor) => Tensor): Build =>
  ({ a, b }) =>
    op(a, b)
const reduction =
  (op: typeof ops.sum): Build =>
  ({ x }, { axes, keep }) =>
    op(x, axes, { keep })

/** Our ops under the goldens' names. */
const builders: Readonly<Record<string, Build>> = {
  abs: unary(ops.abs),
  add: binary(ops.add),
  average_pool: ({ x }, { size }) => ops.averagePool(x, size),
  broadcast: ({ x }, { shape }) => ops.broadcast(x, shape),
  clamp: ({ x }, { lo, hi }) => ops.clamp(x, lo, hi),
  concat: (operands, { axis }) => ops.concat(Object.values(operands), axis),
  conv2d: ({ x, weight }, geometry) => ops.conv2d(x, weight, geometry),
  conv_transpose2d: ({ x, weight }, { output_padding, ...geometry }) =>
    ops.convTranspose2d(x, weight, { ...geometry, outputPadding: output_padding }),
  div: binary(ops.div),
  equal: binary(ops.equal),
  exp: unary(ops.exp),
  gather: ({ x, indices }, { axis }) => ops.gather(x, indices, axis),
  greater: binary(ops.greater),
  leaky_relu: ({ x }, { slope }) => ops.leakyRelu(x, slope),
  less: binary(ops.less),
  log: unary(ops.log),
  log1p: unary(ops.log1p),
  logsumexp: reduction(ops.logsumexp),
  matmul: ({ a, b }, { transpose_a, transpose_b }) =>
    ops.matmul(a, b, { transposeA: transpose_a, transposeB: transpose_b }),
  max: reduction(ops.max),
  maximum: binary(ops.maximum),
  mean: reduction(ops.mean),
  minimum: binary(ops.minimum),
  mul: binary(ops.mul),
  neg: unary(ops.neg),
  pad: ({ x }, { before, after, mode }) => ops.pad(x, before, after, mode),
  relu: unary(ops.relu),
  reshape: ({ x }, { shape }) => ops.reshape(x, shape),
  sigmoid: unary(ops.sigmoid),
  slice: ({ x }, { axis, start, end }) => ops.slice(x, axis, start, end),
  softplus: unary(ops.softplus),
  sqrt: unary(ops.sqrt),
  square: unary(ops.square),
  stop_gradient: unary(ops.stopGradient),
  sub: binary(ops.sub),
  sum: reduction(ops.sum),
  tanh: unary(ops.tanh),
  transpose: ({ x }, { axes }) => ops.transpose(x, axes),
  upsample: ({ x }, { factor }) => ops.upsample(x, factor),
  where: ({ condition, a, b }) => ops.where(condition, a, b),
}

/**
 * One example of an op on an engine against its golden: the output, the vector-Jacobian product with the given cotangent,
 * and the derivatives of that along the given directions (which proves that a gradient can be differentiated again).
 */
export async function exampleDepartures(
  golden: GoldenCase,
  example: Example,
  engine: Engine,
): Promise<Departure[]> {
  const feeds = own(golden.inputs, example.name)
  const shapes = Object.fromEntries(Object.entries(feeds).map(([name, { shape }]) => [name, shape as Shape]))
  const executable = await engine.compile(trace(shapes, (tensors) => exampleOutputs(example, tensors)))
  const results = await executable.run(feeds)
  await executable.dispose()
  return Object.entries(own(golden.expected, example.name)).map(([name, expected]) => {
    const tensor = `${example.name}/${name}`
    const got = results[name]
    if (!got) throw new Error(`${tensor} is expected, and nothing computes it`)
    const measure = name === 'output' ? (example.output_measure ?? 'tensor') : 'tensor'
    return departure(
      tensor,
      got,
      expected,
      boundOf(golden.description, { precision: engine.precision }, tensor),
      measure,
    )
  })
}

function own(tensors: Values, example: string): Record<string, Value> {
  const prefix = `${example}/`
  return Object.fromEntries(
    Object.entries(tensors).flatMap(([name, tensor]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), tensor]] : [],
    ),
  )
}

function exampleOutputs({ op, attributes, inputs, differentiable, second }: Example, tensors: Operands) {
  const operands = Object.fromEntries(inputs.map((name) => [name, tensors[name]]))
  const output = builders[op](operands, attributes)
  const outputs: Record<string, Tensor> = { output }
  if (differentiable.length === 0) return outputs
  const gradients = vjp(
    output,
    tensors.cotangent,
    differentiable.map((name) => operands[name]),
  )
  differentiable.forEach((name, i) => {
    outputs[`gradient.${name}`] = gradients[i]
  })
  if (!second) return outputs
  const along = gradients
    .map((gradient, i) => ops.sum(ops.mul(gradient, tensors[`direction.${differentiable[i]}`])))
    .reduce((a, b) => ops.add(a, b))
  const wrt = ['cotangent', ...differentiable]
  vjp(
    along,
    ops.constant(1),
    wrt.map((name) => tensors[name]),
  ).forEach((derivative, i) => {
    outputs[`second.${wrt[i]}`] = derivative
  })
  return outputs
}
