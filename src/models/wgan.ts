import { vjp } from '../graph/grad.ts'
import { criticLoss } from '../losses/adversarial.ts'
import { adam, rmsprop } from '../nn/optimizers.ts'
import { nested, type Params, part } from '../nn/parameters.ts'
import { add } from '../ops/add.ts'
import { affine } from '../ops/affine.ts'
import { broadcast } from '../ops/broadcast.ts'
import { clamp } from '../ops/clamp.ts'
import { maximum } from '../ops/maximum.ts'
import { mean } from '../ops/mean.ts'
import { mul } from '../ops/mul.ts'
import { neg } from '../ops/neg.ts'
import { reshape } from '../ops/reshape.ts'
import { sqrt } from '../ops/sqrt.ts'
import { square } from '../ops/square.ts'
import { stopGradient } from '../ops/stop-gradient.ts'
import { sum } from '../ops/sum.ts'
import { constant, type Tensor } from '../ops/tensor.ts'
import { players } from './gan.ts'
import type { Model, ModelFunction, Phase } from './model.ts'

/** What the two ways to a Lipschitz critic have in common. */
function wassersteinGame({ dim, latent, width }: { dim: number; latent: number; width: number }) {
  const { generator, judge } = players(dim, latent, width)
  const generate = (params: Params, z: Tensor) => generator.apply(part(params, 'generator'), z)
  const criticise = (params: Params, x: Tensor) => judge.apply(part(params, 'critic'), x)
  const noise = (name: string) => ({ [name]: { shape: [latent], distribution: 'normal' as const } })
  const functions: Record<string, ModelFunction> = {
    generate: {
      inputs: { z: [latent] },
      outputs: ['x'],
      apply: (params, { z }) => ({ x: generate(params, z) }),
    },
    critic: {
      inputs: { x: [dim] },
      outputs: ['score'],
      apply: (params, { x }) => ({ score: criticise(params, x) }),
    },
    critic_loss: {
      inputs: { real: [], fake: [] },
      outputs: ['loss'],
      apply: (_, { real, fake }) => ({ loss: criticLoss(real, fake) }),
    },
    generator_loss: {
      inputs: { fake: [] },
      outputs: ['loss'],
      apply: (_, { fake }) => ({ loss: neg(mean(fake)) }),
    },
  }
  const generatorPhase = (optimizer: Phase['optimizer']): Phase => ({
    name: 'generator',
    moves: 'generator',
    noise: noise('z_generator'),
    ...(optimizer ? { optimizer } : {}),
    loss: (params, { z_generator }) => neg(mean(criticise(params, generate(params, z_generator)))),
  })
  return {
    parameters: { ...nested('generator', generator.parameters), ...nested('critic', judge.parameters) },
    generate,
    criticise,
    noise,
    functions,
    generatorPhase,
  }
}

/** 100 critic steps for the first 25 generator steps, and again every 500th, counted from 0 (the official code). */
const published = (steps: number) => (round: number) => (round <= 25 || round % 500 === 1 ? 100 : steps)

/**
 * The Wasserstein GAN (Arjovsky et al. 2017, algorithm 1): a critic f, kept Lipschitz by clipping its weights to
 * [-clip, clip] after every step, estimates the earth mover's distance, E f(x) - E f(G(z)), up to a factor; the generator
 * lowers it. RMSprop for both; `critic_steps` critic steps to one of the generator.
 *
 * Shapes: x [N, dim], z [N, latent]; score, real, fake [N]. `warm_up` 1 follows the paper's code, with 100 critic steps
 * while the generator is new; 0 leaves them out. Its settings are for a small budget: the paper's are a clip of 0.01, a
 * rate of 5e-5 and batches of 64.
 */
export function wgan({
  dim = 2,
  latent = 2,
  width = 64,
  clip = 0.1,
  critic_steps = 5,
  warm_up = 0,
} = {}): Model {
  const { parameters, generate, criticise, noise, functions, generatorPhase } = wassersteinGame({
    dim,
    latent,
    width,
  })
  const optimizer: Phase['optimizer'] = (lr, schedule) => rmsprop({ lr }, schedule)
  return {
    name: 'wgan',
    title: 'Wasserstein GAN, clipped weights',
    kind: 'wgan',
    source: 'Arjovsky et al. 2017',
    options: { dim, latent, width, clip, critic_steps, warm_up },
    parameters,
    functions,
    conventions: { lipschitz: 'clip', clip, critic_sign: 'real_high' },
    samples: { x: [dim] },
    phases: [
      {
        name: 'critic',
        moves: 'critic',
        noise: noise('z_critic'),
        repeats: warm_up ? published(critic_steps) : () => critic_steps,
        optimizer,
        loss: (params, { x, z_critic }) =>
          criticLoss(criticise(params, x), criticise(params, stopGradient(generate(params, z_critic)))),
        after: (params) =>
          Object.fromEntries(
            Object.entries(params).flatMap(([path, weight]) =>
              path.startsWith('critic.') ? [[path, clamp(weight, -clip, clip)]] : [],
            ),
          ),
      },
      generatorPhase(optimizer),
    ],
    recipe: { data: 'eight-gaussians', batch: 128, steps: 600, learningRate: 3e-3, engine: 'onnx' },
  }
}

/**
 * The Wasserstein GAN with a gradient penalty (Gulrajani et al. 2017, algorithm 1): the critic's loss grows by
 *
 *   lambda mean (|grad f(x^)| - 1)^2      x^ = alpha x + (1 - alpha) G(z), alpha uniform, one a sample
 *
 * so that the loss holds a gradient, and its own gradient is one of second order. No batch normalisation in the critic:
 * the penalty is of each sample by itself. Adam with betas 0 and 0.9. The paper's lambda of 10 is for images; points of the
 * plane are learned sooner with less.
 */
export function wganGp({ dim = 2, latent = 2, width = 64, lambda = 1, critic_steps = 5 } = {}): Model {
  const { parameters, generate, criticise, noise, functions, generatorPhase } = wassersteinGame({
    dim,
    latent,
    width,
  })
  const optimizer: Phase['optimizer'] = (lr, schedule) => adam({ lr, beta1: 0, beta2: 0.9 }, schedule)
  const penalty = (params: Params, real: Tensor, fake: Tensor, alpha: Tensor) =>
    gradientPenalty((x) => criticise(params, x), real, fake, alpha)
  return {
    name: 'wgan-gp',
    title: 'Wasserstein GAN, gradient penalty',
    kind: 'wgan',
    source: 'Gulrajani et al. 2017',
    options: { dim, latent, width, lambda, critic_steps },
    parameters,
    functions: {
      ...functions,
      gradient_penalty: {
        inputs: { real: [dim], fake: [dim], alpha: [] },
        outputs: ['penalty'],
        apply: (params, { real, fake, alpha }) => ({ penalty: penalty(params, real, fake, alpha) }),
      },
    },
    conventions: { lipschitz: 'penalty', lambda: 1, critic_sign: 'real_high' },
    samples: { x: [dim] },
    phases: [
      {
        name: 'critic',
        moves: 'critic',
        noise: { ...noise('z_critic'), alpha: { shape: [], distribution: 'uniform' } },
        repeats: () => critic_steps,
        optimizer,
        loss: (params, { x, z_critic, alpha }) => {
          const fake = stopGradient(generate(params, z_critic))
          const distance = criticLoss(criticise(params, x), criticise(params, fake))
          return add(distance, affine(penalty(params, x, fake, alpha), lambda, 0))
        },
      },
      generatorPhase(optimizer),
    ],
    recipe: {
      data: 'eight-gaussians',
      batch: 128,
      steps: 600,
      lawSteps: 300,
      learningRate: 4e-3,
      engine: 'onnx',
    },
  }
}

/** mean (|grad critic(x^)|_2 - 1)^2 with x^ on the segments between real and fake, [N, dim]; alpha [N]. */
export function gradientPenalty(
  critic: (x: Tensor) => Tensor,
  real: Tensor,
  fake: Tensor,
  alpha: Tensor,
): Tensor {
  const weight = reshape(alpha, [alpha.shape[0], 1])
  const between = add(mul(real, weight), mul(fake, affine(weight, -1, 1)))
  const scores = critic(between)
  const [gradient] = vjp(scores, broadcast(constant(1), scores.shape), [between])
  const squares = maximum(sum(square(gradient), 1), 1e-24) // where the gradient is 0 its norm has no derivative: take 0
  return mean(square(affine(sqrt(squares), 1, -1)))
}
