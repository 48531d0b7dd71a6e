import * as ops from '../../../ops/index.ts'
import type { Tensor } from '../../../ops/tensor.ts'
import { expression, unary } from '../elementwise.ts'
import { axisOf, flag, number, type Readers, type Site } from '../site.ts'
import { unreadable } from '../unreadable.ts'

/** (x - mean) / sqrt(variance + eps) over some axes; the variance is divided by N. */
function standardised(x: Tensor, axes: readonly number[], eps: number): Tensor {
  const centred = ops.sub(x, ops.mean(x, axes, { keep: true }))
  const variance = ops.mean(ops.square(centred), axes, { keep: true })
  return ops.div(centred, ops.sqrt(ops.add(variance, eps)))
}

/** One number a channel, beside x [N, C, ...]. */
const perChannel = (of: Tensor, x: Tensor): Tensor =>
  ops.reshape(of, [of.shape[0], ...x.shape.slice(2).map(() => 1)])

const epsilon = (site: Site): number => number(site, 'epsilon', 1e-5)

const axesFrom = (x: Tensor, first: number): number[] =>
  x.shape.map((_, axis) => axis).filter((axis) => axis >= first)

/** With the moments that training has left. */
function batchNormalization([x, scale, bias, mean, variance]: readonly Tensor[], site: Site): Tensor {
  if (flag(site, 'training_mode'))
    unreadable(site.op, "it normalises by the batch's own moments, as in training")
  const slope = ops.div(scale, ops.sqrt(ops.add(variance, epsilon(site))))
  return ops.add(ops.mul(ops.sub(x, perChannel(mean, x)), perChannel(slope, x)), perChannel(bias, x))
}

const instanceNormalization = ([x, scale, bias]: readonly Tensor[], site: Site): Tensor =>
  ops.add(ops.mul(standardised(x, axesFrom(x, 2), epsilon(site)), perChannel(scale, x)), perChannel(bias, x))

function layerNormalization([x, scale, bias]: readonly Tensor[], site: Site): Tensor {
  if (site.results > 1) unreadable(site.op, 'it gives its moments, too')
  const axis = axisOf(site, number(site, 'axis', -1), x.shape.length)
  const scaled = ops.mul(standardised(x, axesFrom(x, axis), epsilon(site)), scale)
  return bias ? ops.add(scaled, bias) : scaled
}

/** Scale and bias are one number a group until opset 20, one a channel since. */
function groupNormalization([x, scale, bias]: readonly Tensor[], site: Site): Tensor {
  const [samples, channels] = x.shape
  const groups = number(site, 'num_groups', 1)
  const grouped = ops.reshape(x, [samples, groups, channels / groups, ...x.shape.slice(2)])
  const normal = ops.reshape(standardised(grouped, axesFrom(grouped, 2), epsilon(site)), x.shape)
  const spread = (of: Tensor) => {
    const each = channels / of.shape[0]
    const repeated = ops.broadcast(ops.reshape(of, [of.shape[0], 1]), [of.shape[0], each])
    return perChannel(ops.reshape(repeated, [channels]), x)
  }
  return ops.add(ops.mul(normal, spread(scale)), spread(bias))
}

function lpNormalization(x: Tensor, site: Site): Tensor {
  const axis = axisOf(site, number(site, 'axis', -1), x.shape.length)
  const isAbsolute = number(site, 'p', 2) === 1
  const sums = ops.sum(isAbsolute ? ops.abs(x) : ops.square(x), axis, { keep: true })
  return ops.div(x, isAbsolute ? sums : ops.sqrt(sums))
}

const meanVariance = (x: Tensor): Tensor => standardised(x, [0, 2, 3], 0)

export const normalisation: Readers = {
  BatchNormalization: expression(batchNormalization),
  GroupNormalization: expression(groupNormalization),
  InstanceNormalization: expression(instanceNormalization),
  LayerNormalization: expression(layerNormalization),
  LpNormalization: unary(lpNormalization),
  MeanVarianceNormalization: unary(meanVariance),
}
