import type { Bijector } from '../bijectors/bijector.ts'
import { chain } from '../bijectors/chain.ts'
import { maskedCoupling } from '../bijectors/masked-coupling.ts'
import { standardNormalLogDensity } from '../distributions/normal.ts'
import { type Phi4, phi4Action } from '../lattice/phi4.ts'
import { circularConv } from '../nn/circular.ts'
import type { Layer } from '../nn/dense.ts'
import type { Params } from '../nn/parameters.ts'
import { sequence } from '../nn/sequence.ts'
import { add } from '../ops/add.ts'
import { exp } from '../ops/exp.ts'
import { leakyRelu } from '../ops/leaky-relu.ts'
import { mean } from '../ops/mean.ts'
import { neg } from '../ops/neg.ts'
import { relu } from '../ops/relu.ts'
import { reshape } from '../ops/reshape.ts'
import { sub } from '../ops/sub.ts'
import type { Tensor } from '../ops/tensor.ts'
import { type Model, trainedBy } from './model.ts'

/**
 * A flow that samples lattice field theory (Albergo et al. 2019; the tutorial of 2021): RealNVP with checkerboard masks,
 * whose networks are convolutions on the torus, takes normal noise z to fields phi, and trains itself, without any data,
 * by the reverse Kullback-Leibler divergence
 *
 *   KL(q to p) = E_q [log q(phi) + S(phi)] + log Z
 *
 * Its draws are proposals of an independence Metropolis chain, which makes them exact. The theory is phi^4, p = e^-S / Z.
 *
 * Shapes: phi, x, z [N, side, side]; log_density, log_q, action, probability [N], in nats. Parameters: layers.*
 * Throws a RangeError for an odd side, on which a checkerboard does not close.
 */
export function phi4Flow({ side = 4, mass_squared = -4, coupling = 8, layers = 16, width = 8 } = {}): Model {
  if (side < 2 || side % 2 !== 0) {
    throw new RangeError(`phi4Flow: the side must be even, for the checkerboard to close, got ${side}`)
  }
  const theory: Phi4 = { massSquared: mass_squared, coupling }
  const couplings = Array.from({ length: layers }, (_, i) => coupled(side, width, i % 2))
  const bijector = chain(
    couplings,
    couplings.map((_, i) => `layers.${i}`),
  )
  const field = [side, side]

  function propose(params: Params, z: Tensor) {
    const flat = reshape(z, [z.shape[0], side * side])
    const { value, logDet } = bijector.toData(params, flat)
    return { x: reshape(value, z.shape), log_q: sub(standardNormalLogDensity(flat), logDet) }
  }

  return {
    name: 'phi4-flow',
    title: 'Flow for lattice field theory',
    kind: 'sampler',
    source: 'Albergo et al. 2019',
    options: { side, mass_squared, coupling, layers, width },
    parameters: bijector.parameters,
    functions: {
      log_density: {
        inputs: { x: field },
        outputs: ['log_density'],
        apply: (_, { x }) => ({ log_density: neg(phi4Action(x, theory)) }),
      },
      propose: {
        inputs: { z: field },
        outputs: ['x', 'log_q'],
        apply: (params, { z }) => propose(params, z),
      },
      action: {
        inputs: { phi: field },
        outputs: ['action'],
        apply: (_, { phi }) => ({ action: phi4Action(phi, theory) }),
      },
      accept: {
        inputs: { log_p_old: [], log_q_old: [], log_p_new: [], log_q_new: [] },
        outputs: ['probability'],
        apply: (_, { log_p_old, log_q_old, log_p_new, log_q_new }) => {
          const logRatio = sub(sub(log_p_new, log_q_new), sub(log_p_old, log_q_old))
          return { probability: exp(neg(relu(neg(logRatio)))) } // min(1, ratio), and no overflow
        },
      },
    },
    conventions: { mass_squared, coupling, lattice: side },
    samples: {},
    phases: trainedBy(
      (params, { z }) => {
        const { x, log_q } = propose(params, z)
        return mean(add(log_q, phi4Action(x, theory)))
      },
      { z: { shape: field, distribution: 'normal' } },
    ),
    recipe: { data: 'none', batch: 64, steps: 400, lawSteps: 100, learningRate: 3e-3, engine: 'onnx' },
  }
}

/** A coupling that keeps one colour of the checkerboard. One scale for all sites: no site of a torus is special. */
function coupled(side: number, width: number, parity: number): Bijector {
  const colours = Array.from({ length: side * side }, (_, i) =>
    (Math.floor(i / side) + (i % side)) % 2 === parity ? 1 : 0,
  )
  const net = sequence([circularConv(1, width), circularConv(width, width), circularConv(width, 2)], (x) =>
    leakyRelu(x, 0.01),
  )
  return maskedCoupling(colours, onLattice(net, side), { oneScale: true })
}

/** A layer of fields with channels, between rows of numbers. */
const onLattice = ({ parameters, apply }: Layer, side: number): Layer => ({
  parameters,
  apply: (params, x) => {
    const y = apply(params, reshape(x, [x.shape[0], 1, side, side]))
    return reshape(y, [y.shape[0], y.shape[1] * side * side])
  },
})
