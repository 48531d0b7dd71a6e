import * as tf from '@tensorflow/tfjs-core'
import type { Model } from '../../../src/models/model.ts'
import type { Loss, Weights } from './layers.ts'

/** Images have their channels last, the only ones that the kernels on a CPU know. */
type Images = tf.Tensor4D

/** s and t of what a coupling keeps. */
type Network = (weights: Weights, name: string, x: Images) => readonly [raw: tf.Tensor, shift: tf.Tensor]

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI)

/** Cells of [side, side, channels], 1 where the coupling keeps them. */
function mask(
  side: number,
  channels: number,
  keeps: (row: number, column: number, channel: number) => boolean,
) {
  const cells = Array.from({ length: side * side * channels }, (_, i) => {
    const site = Math.floor(i / channels)
    return keeps(Math.floor(site / side), site % side, i % channels) ? 1 : 0
  })
  return tf.tensor(cells, [side, side, channels])
}

const checkerboard = (side: number, channels: number, parity: number) =>
  mask(side, channels, (row, column) => (row + column) % 2 === parity)

function convolved(weights: Weights, name: string, x: Images, padding: number): Images {
  const kernel = tf.transpose(weights[`${name}.weight`], [2, 3, 1, 0]) as tf.Tensor4D
  return tf.add(tf.conv2d(x, kernel, 1, padding), weights[`${name}.bias`])
}

/** s and t where the mask is 0, as a network makes them of what it keeps. */
function scaleAndShift(weights: Weights, name: string, x: Images, kept: tf.Tensor, network: Network) {
  const [raw, shift] = network(weights, `${name}.net`, tf.mul(x, kept))
  const moved = tf.sub(1, kept)
  return {
    s: tf.mul(tf.mul(tf.tanh(raw), scaleOf(weights[`${name}.scale`], x)), moved),
    t: tf.mul(shift, moved),
  }
}

/** One scale for all, or one a number: those lie channel by channel. */
function scaleOf(scale: tf.Tensor, { shape: [, height, width, channels] }: Images): tf.Tensor {
  return scale.rank === 0 ? scale : tf.transpose(tf.reshape(scale, [channels, height, width]), [1, 2, 0])
}

const imageNetwork: Network = (weights, name, x) => {
  const first = tf.relu(convolved(weights, `${name}.0`, x, 1))
  const second = tf.relu(convolved(weights, `${name}.1`, first, 0))
  const [raw, shift] = tf.split(convolved(weights, `${name}.2`, second, 1), 2, 3)
  return [raw, shift]
}

function scales(
  weights: Weights,
  name: string,
  image: Images,
  count: number,
): { squares: tf.Tensor; logDet: tf.Tensor } {
  let x = image
  let logDet: tf.Tensor = tf.scalar(0)
  const through = (part: string, kept: tf.Tensor) => {
    const { s, t } = scaleAndShift(weights, `${name}.${part}`, x, kept, imageNetwork)
    x = tf.add(tf.mul(x, tf.exp(s)), t)
    logDet = tf.add(logDet, tf.sum(s, [1, 2, 3]))
  }
  const [, side, , channels] = image.shape
  for (let i = 0; i < (count > 1 ? 3 : 4); i++) through(String(i), checkerboard(side, channels, i % 2))
  if (count === 1) return { squares: tf.sum(tf.square(x), [1, 2, 3]), logDet }
  x = squeezed(x)
  for (let i = 0; i < 3; i++) {
    through(
      String(4 + i),
      mask(side / 2, 4 * channels, (_, __, channel) => channel < 2 * channels === (i % 2 === 0)),
    )
  }
  const [kept, factored] = tf.split(x, 2, 3)
  const rest = scales(weights, `${name}.next`, kept as Images, count - 1)
  return {
    squares: tf.add(rest.squares, tf.sum(tf.square(factored), [1, 2, 3])),
    logDet: tf.add(logDet, rest.logDet),
  }
}

/** Channel c becomes 4c to 4c + 3, the corners of a block; tf.depthToSpace has no inverse that is differentiable. */
function squeezed(x: Images): Images {
  const [batch, side, , channels] = x.shape
  const blocks = tf.reshape(x, [batch * (side / 2), 2, side / 2, 2 * channels])
  const rows = tf.reshape(tf.transpose(blocks, [0, 2, 1, 3]), [batch * (side / 2) ** 2, 4, channels])
  return tf.reshape(tf.transpose(rows, [0, 2, 1]), [batch, side / 2, side / 2, 4 * channels])
}

export function realNvpImageLoss({ dim, levels, scales: count }: Model['options']): Loss {
  const side = Math.sqrt(dim)
  return (weights, { x, u }) => {
    const y = tf.add(tf.mul(tf.add(tf.mul(x, levels - 1), u), 0.9 / levels), 0.05)
    const [log, logRest] = [tf.log(y), tf.log1p(tf.neg(y))]
    const logits = tf.reshape(tf.sub(log, logRest), [-1, side, side, 1]) as Images
    const { squares, logDet } = scales(weights, 'layers', logits, count)
    const all = tf.sub(logDet, tf.sum(tf.add(log, logRest), 1))
    return tf.add(tf.mean(tf.sub(tf.mul(0.5, squares), all)), dim * halfLogTwoPi)
  }
}

/** Both ends of an axis continued from the other side. */
function wrapped(x: Images, axis: number): Images {
  const parts = tf.split(x, [1, x.shape[axis] - 2, 1], axis)
  return tf.concat([parts[2], ...parts, parts[0]], axis) as Images
}

const latticeNetwork: Network = (weights, name, x) => {
  let h = x
  for (let i = 0; i < 3; i++) {
    h = convolved(weights, `${name}.${i}`, wrapped(wrapped(i === 0 ? h : tf.leakyRelu(h, 0.01), 1), 2), 0)
  }
  const [raw, shift] = tf.split(h, 2, 3)
  return [raw, shift]
}

function phi4Action(x: tf.Tensor, { mass_squared, coupling }: Model['options']): tf.Tensor {
  const steps = [1, 2].map((axis) => {
    const [most, last] = tf.split(x, [x.shape[axis] - 1, 1], axis)
    return tf.square(tf.sub(x, tf.concat([last, most], axis)))
  })
  const squares = tf.square(x)
  const potential = tf.mul(squares, tf.add(mass_squared, tf.mul(coupling, squares)))
  return tf.sum(tf.add(tf.add(steps[0], steps[1]), potential), [1, 2, 3])
}

export function phi4FlowLoss(options: Model['options']): Loss {
  const { side, layers } = options
  return (weights, { z }) => {
    let x = tf.reshape(z, [-1, side, side, 1]) as Images
    let logQ = tf.sub(tf.mul(-0.5, tf.sum(tf.square(x), [1, 2, 3])), side ** 2 * halfLogTwoPi)
    for (let i = layers - 1; i >= 0; i--) {
      const kept = checkerboard(side, 1, i % 2)
      const { s, t } = scaleAndShift(weights, `layers.${i}`, x, kept, latticeNetwork)
      x = tf.mul(tf.sub(x, t), tf.exp(tf.neg(s)))
      logQ = tf.add(logQ, tf.sum(s, [1, 2, 3]))
    }
    return tf.mean(tf.add(logQ, phi4Action(x, options)))
  }
}
