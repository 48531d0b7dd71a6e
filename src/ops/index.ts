import { abs } from './abs.ts'
import { addPrimitive } from './add.ts'
import { affinePrimitive } from './affine.ts'
import { broadcastPrimitive } from './broadcast.ts'
import { clampPrimitive } from './clamp.ts'
import { concatPrimitive } from './concat.ts'
import { convTranspose2dPrimitive } from './conv-transpose2d.ts'
import { conv2dPrimitive } from './conv2d.ts'
import { correlate } from './correlate.ts'
import { divPrimitive } from './div.ts'
import { equalPrimitive } from './equal.ts'
import { exp } from './exp.ts'
import { gatherPrimitive } from './gather.ts'
import { greaterPrimitive } from './greater.ts'
import { leakyReluPrimitive } from './leaky-relu.ts'
import { lessPrimitive } from './less.ts'
import { log } from './log.ts'
import { log1p } from './log1p.ts'
import { matmulPrimitive } from './matmul.ts'
import { maxPrimitive } from './max.ts'
import { maximumPrimitive } from './maximum.ts'
import { mulPrimitive } from './mul.ts'
import { padPrimitive } from './pad.ts'
import type { KernelRule, Rule } from './primitive.ts'
import { relu } from './relu.ts'
import { reshapePrimitive } from './reshape.ts'
import { sigmoid } from './sigmoid.ts'
import { sign } from './sign.ts'
import { slicePrimitive } from './slice.ts'
import { softplus } from './softplus.ts'
import { sqrt } from './sqrt.ts'
import { square } from './square.ts'
import { stopGradient } from './stop-gradient.ts'
import { subPrimitive } from './sub.ts'
import { sumPrimitive } from './sum.ts'
import { tanh } from './tanh.ts'
import { transposePrimitive } from './transpose.ts'
import { wherePrimitive } from './where.ts'

export { abs } from './abs.ts'
export { add } from './add.ts'
export { affine } from './affine.ts'
export { averagePool } from './average-pool.ts'
export { broadcast } from './broadcast.ts'
export type { Operand } from './broadcasting.ts'
export { clamp } from './clamp.ts'
export { concat } from './concat.ts'
export { convTranspose2d } from './conv-transpose2d.ts'
export { conv2d } from './conv2d.ts'
export { div } from './div.ts'
export { equal } from './equal.ts'
export { exp } from './exp.ts'
export { gather } from './gather.ts'
export { greater } from './greater.ts'
export { leakyRelu } from './leaky-relu.ts'
export { less } from './less.ts'
export { log } from './log.ts'
export { log1p } from './log1p.ts'
export { logsumexp } from './logsumexp.ts'
export { matmul } from './matmul.ts'
export { max } from './max.ts'
export { maximum } from './maximum.ts'
export { mean } from './mean.ts'
export { minimum } from './minimum.ts'
export { mul } from './mul.ts'
export { neg } from './neg.ts'
export { type PadMode, pad } from './pad.ts'
export type { Rule, Thread } from './primitive.ts'
export { relu } from './relu.ts'
export { reshape } from './reshape.ts'
export { type Shape, showShape, size } from './shape.ts'
export { sigmoid } from './sigmoid.ts'
export { sign } from './sign.ts'
export { slice, split } from './slice.ts'
export { softplus } from './softplus.ts'
export { sqrt } from './sqrt.ts'
export { square } from './square.ts'
export { stopGradient } from './stop-gradient.ts'
export { sub } from './sub.ts'
export { sum } from './sum.ts'
export { tanh } from './tanh.ts'
export { type Attributes, constant, input, type Tensor } from './tensor.ts'
export { transpose } from './transpose.ts'
export { upsample } from './upsample.ts'
export { where } from './where.ts'

const all = [
  abs,
  addPrimitive,
  affinePrimitive,
  broadcastPrimitive,
  clampPrimitive,
  concatPrimitive,
  conv2dPrimitive,
  convTranspose2dPrimitive,
  divPrimitive,
  equalPrimitive,
  exp,
  gatherPrimitive,
  greaterPrimitive,
  leakyReluPrimitive,
  lessPrimitive,
  log,
  log1p,
  matmulPrimitive,
  maxPrimitive,
  maximumPrimitive,
  mulPrimitive,
  padPrimitive,
  relu,
  reshapePrimitive,
  sigmoid,
  sign,
  slicePrimitive,
  softplus,
  sqrt,
  square,
  stopGradient,
  subPrimitive,
  sumPrimitive,
  tanh,
  transposePrimitive,
  wherePrimitive,
]

const table = new Map(all.map(({ rule }) => [rule.name, rule]))

/** The table: every primitive's rule, by name. */
export const rules: ReadonlyMap<string, Rule> = table

/** Those that only engines that run kernels meet, where other ops are composed of them. */
const inner = new Map([[correlate.rule.name, correlate.rule]])

/** What a kernel needs of a primitive, or of one that others are composed of. Throws where the name is in no table. */
export const kernelRuleOf = (name: string): KernelRule => inner.get(name) ?? ruleOf(name)

/** The rule of a primitive. Throws where the name is not in the table. */
export function ruleOf(name: string): Rule {
  const rule = rules.get(name)
  if (!rule) throw new RangeError(`no primitive is called '${name}'; src/ops/index.ts is the table`)
  return rule
}

/**
 * Puts a wrong fact in an op's place, and gives what takes it back. This is how the suite is tested: a wrong kernel,
 * product or lowering must be found, by its name.
 */
export function mutateRule(name: string, wrong: Partial<Rule>): () => void {
  const right = ruleOf(name)
  table.set(name, { ...right, ...wrong })
  return () => table.set(name, right)
}
