import { imagePool } from '../nn/image-pool.ts'
import { patchDiscriminator, translator } from '../nn/image-translation.ts'
import { adam, lateLinearDecay } from '../nn/optimizers.ts'
import { nested, type Params, part } from '../nn/parameters.ts'
import { abs } from '../ops/abs.ts'
import { add } from '../ops/add.ts'
import { affine } from '../ops/affine.ts'
import { mean } from '../ops/mean.ts'
import { square } from '../ops/square.ts'
import { stopGradient } from '../ops/stop-gradient.ts'
import { sub } from '../ops/sub.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Model, Noise, Phase } from './model.ts'

const draw: Noise = { shape: [], distribution: 'uniform' }

/** A loss times its weight, and none where that is 0. */
const weighted = (weight: number, loss: () => Tensor): Tensor[] =>
  weight === 0 ? [] : [affine(loss(), weight, 0)]

const distance = (a: Tensor, b: Tensor): Tensor => mean(abs(sub(a, b)))
const asReal = (score: Tensor): Tensor => mean(square(affine(score, 1, -1)))
const asFake = (score: Tensor): Tensor => mean(square(score))

/**
 * CycleGAN (Zhu et al. 2017): two translators, G from domain A to B and F back, learned from images that are not paired.
 * Least-squares patch discriminators judge both; there and back again must be where one began, and an image of the domain
 * that one translates to must stay as it is:
 *
 *   cycle = E |F(G(a)) - a| + E |G(F(b)) - b|      identity = E |F(a) - a| + E |G(b) - b|      (means over pixels)
 *
 * in the translators' loss times `cycle` and `identity`. The discriminators see translations that are drawn from a pool of
 * old ones and new, one of `pool` images for each domain; where that is 0, what the translators make now.
 *
 * Shapes: a, b, x, y [N, dim] in [0, 1], square images of one channel with an even side.
 */
export function cycleGan({
  dim = 64,
  channels = 8,
  blocks = 2,
  pool = 50,
  cycle: cycleWeight = 10,
  identity: identityWeight = 5,
} = {}): Model {
  const side = Math.sqrt(dim)
  if (!Number.isInteger(side / 2)) {
    throw new RangeError(`cycleGan: images must be square with an even side, got ${dim} pixels`)
  }
  const generators = {
    a_to_b: translator(side, channels, blocks),
    b_to_a: translator(side, channels, blocks),
  }
  const judges = { a: patchDiscriminator(side, channels), b: patchDiscriminator(side, channels) }
  const history = imagePool(pool, dim)
  const translate = (params: Params, way: 'a_to_b' | 'b_to_a', x: Tensor) =>
    generators[way].apply(part(params, `generator.${way}`), x)
  const judge = (params: Params, domain: 'a' | 'b', x: Tensor) =>
    judges[domain].apply(part(params, `discriminator.${domain}`), x)
  const there = (params: Params, a: Tensor, b: Tensor) => ({
    inB: translate(params, 'a_to_b', a),
    inA: translate(params, 'b_to_a', b),
  })
  const cycle = (params: Params, a: Tensor, b: Tensor) => {
    const { inB, inA } = there(params, a, b)
    const back = [
      distance(translate(params, 'b_to_a', inB), a),
      distance(translate(params, 'a_to_b', inA), b),
    ]
    return add(back[0], back[1])
  }
  const identity = (params: Params, a: Tensor, b: Tensor) =>
    add(distance(translate(params, 'b_to_a', a), a), distance(translate(params, 'a_to_b', b), b))
  const optimizer: Phase['optimizer'] = (lr, schedule) => adam({ lr, beta1: 0.5 }, schedule)
  const decay = lateLinearDecay

  return {
    name: 'cyclegan',
    title: 'CycleGAN',
    kind: 'translator',
    source: 'Zhu et al. 2017',
    options: { dim, channels, blocks, pool, cycle: cycleWeight, identity: identityWeight },
    parameters: {
      ...nested('generator.a_to_b', generators.a_to_b.parameters),
      ...nested('generator.b_to_a', generators.b_to_a.parameters),
      ...nested('discriminator.a', judges.a.parameters),
      ...nested('discriminator.b', judges.b.parameters),
      ...nested('pool.a', history.parameters),
      ...nested('pool.b', history.parameters),
    },
    functions: {
      a_to_b: {
        inputs: { x: [dim] },
        outputs: ['y'],
        apply: (params, { x }) => ({ y: translate(params, 'a_to_b', x) }),
      },
      b_to_a: {
        inputs: { x: [dim] },
        outputs: ['y'],
        apply: (params, { x }) => ({ y: translate(params, 'b_to_a', x) }),
      },
      cycle_loss: {
        inputs: { a: [dim], b: [dim] },
        outputs: ['loss'],
        apply: (params, { a, b }) => ({ loss: cycle(params, a, b) }),
      },
      identity_loss: {
        inputs: { a: [dim], b: [dim] },
        outputs: ['loss'],
        apply: (params, { a, b }) => ({ loss: identity(params, a, b) }),
      },
    },
    conventions: { norm: 'l1', lambda: 1 },
    samples: { a: [dim], b: [dim] },
    unpaired: true,
    phases: [
      {
        name: 'generators',
        moves: 'generator',
        optimizer,
        decay,
        loss: (params, { a, b }) => {
          const { inB, inA } = there(params, a, b)
          const deceived = add(asReal(judge(params, 'b', inB)), asReal(judge(params, 'a', inA)))
          const kept = [
            ...weighted(cycleWeight, () => cycle(params, a, b)),
            ...weighted(identityWeight, () => identity(params, a, b)),
          ]
          return kept.reduce(add, deceived)
        },
      },
      {
        name: 'discriminators',
        moves: 'discriminator',
        optimizer,
        decay,
        noise: { coin_a: draw, slot_a: draw, coin_b: draw, slot_b: draw },
        loss: (params, { a, b, coin_a, slot_a, coin_b, slot_b }) => {
          const { inB, inA } = there(params, a, b)
          const fakeA = history.query(part(params, 'pool.a'), stopGradient(inA), coin_a, slot_a)
          const fakeB = history.query(part(params, 'pool.b'), stopGradient(inB), coin_b, slot_b)
          const inDomain = (domain: 'a' | 'b', real: Tensor, fake: Tensor) =>
            add(asReal(judge(params, domain, real)), asFake(judge(params, domain, fake)))
          return {
            loss: affine(add(inDomain('a', a, fakeA.value), inDomain('b', b, fakeB.value)), 0.5, 0),
            state: { ...nested('pool.a', fakeA.state), ...nested('pool.b', fakeB.state) },
          }
        },
      },
    ],
    recipe: {
      data: 'digits-bold',
      batch: 16,
      steps: 1000,
      lawSteps: 100,
      lawSizes: { channels: 4, blocks: 1 },
      learningRate: 2e-3,
      engine: 'onnx',
    },
  }
}
