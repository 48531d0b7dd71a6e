import { describe, expect, it } from 'vitest'
import { maskedAutoregressive } from '../../src/bijectors/autoregressive.ts'
import { batchNorm } from '../../src/bijectors/batch-norm.ts'
import type { Bijector } from '../../src/bijectors/bijector.ts'
import { chain } from '../../src/bijectors/chain.ts'
import { affineCoupling } from '../../src/bijectors/coupling.ts'
import { reversal } from '../../src/bijectors/permutation.ts'
import { elementwiseSpline } from '../../src/bijectors/spline-coupling.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { value } from '../../src/engines/value.ts'
import { readCase } from '../../src/goldens/case.ts'
import { goldenModel } from '../../src/goldens/models.ts'
import { cachedInverse, changed, likelihood, normal, sumEverywhere } from '../../src/laws/flow/mistakes.ts'
import { flowLaws } from '../../src/laws/flow.ts'
import { runLaw } from '../../src/laws/run.ts'
import { type Alteration, altered } from '../../src/laws/violators.ts'
import { flow } from '../../src/models/flow.ts'
import { mean } from '../../src/ops/mean.ts'
import { square } from '../../src/ops/square.ts'
import { sub } from '../../src/ops/sub.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { genericWeights } from '../support/weights.ts'
import { type Toy, toySubject } from './toy-flows.ts'

/** The right flow of a golden case. */
function right(name: string): Subject {
  const { description, weights } = readCase(name)
  return graphSubject(goldenModel(description), weights, float64Engine())
}

const mutant = (name: string, alterations: Readonly<Record<string, Alteration>>) =>
  altered(right(name), alterations)

/** A flow made of a bijector that is wrong. */
function made(bijector: Bijector, weightSize = 1): Subject {
  const model = {
    name: 'mutant',
    title: 'Mutant',
    source: '',
    options: {},
    ...flow({ bijector }),
  }
  const weights = Object.fromEntries(
    Object.entries(genericWeights(model, 4)).map(([path, { data, shape }]) => [
      path,
      value(
        Float64Array.from(data, (w) => weightSize * w),
        shape,
      ),
    ]),
  )
  return graphSubject(model, weights, float64Engine())
}

/** Couplings undone in the order in which they were done. */
function inverseInTheWrongOrder(): Bijector {
  const parts = [affineCoupling(4, 8), reversal(4), affineCoupling(4, 8)]
  const names = ['first', 'reversal', 'second']
  const forward = chain(parts, names)
  return { ...forward, toData: chain(parts.toReversed(), names.toReversed()).toData }
}

/** Batch normalisation that takes the batch's own statistics on the way to the latent, and the running ones back. */
function batchNormOfTheBatch(): Bijector {
  const bijector = batchNorm(3)
  return {
    ...bijector,
    toLatent: (params, x) => {
      const centre = mean(x, 0)
      return bijector.toLatent({ ...params, mean: centre, variance: mean(square(sub(x, centre)), 0) }, x)
    },
  }
}

const sum = (row: readonly number[]): number => row.reduce((total, cell) => total + cell, 0)

/** A planar flow whose u^ is divided by |w| where it should be by its square: w.u^ = -2.6 here, and the map folds. */
function foldedPlanar(): Toy {
  const [w, u] = [
    [0.3, 0.2, 0.1],
    [-8, -8, -8],
  ]
  const dot = (a: readonly number[], b: readonly number[]) => sum(a.map((cell, i) => cell * b[i]))
  const along = dot(w, u)
  const push = (Math.log1p(Math.exp(along)) - 1 - along) / Math.sqrt(dot(w, w))
  const uHat = u.map((cell, i) => cell + push * w[i])
  const slope = dot(w, uHat)
  const root = (target: number) => {
    let [low, high] = [target - Math.abs(slope), target + Math.abs(slope)]
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2
      if (middle + slope * Math.tanh(middle) > target) high = middle
      else low = middle
    }
    return (low + high) / 2
  }
  return {
    dim: 3,
    conventions: {},
    toLatent: (x) => x.map((cell, i) => cell + uHat[i] * Math.tanh(dot(w, x))),
    toData: (z) => z.map((cell, i) => cell - uHat[i] * Math.tanh(root(dot(w, z)))),
    logDet: (x) => Math.log(Math.abs(1 + slope * (1 - Math.tanh(dot(w, x)) ** 2))),
    logPrior: (z) => sum(z.map(normal)),
  }
}

/**
 * A rotation exp(A) of three coordinates, A x = w cross x, by Cayley and Hamilton: I + sin(t) / t A + (1 - cos t) / t^2 A^2
 * with t^2 = -tr(A^2) / 2. Without the half it is none: the matrix leaves the group, and its determinant is not 1.
 */
function rotationOfTheWrongTrace(): Toy {
  const w = [0.7, -0.4, 0.5]
  const angle = Math.sqrt(2 * sum(w.map((cell) => cell ** 2)))
  const cross = (x: readonly number[], sign: number) =>
    [0, 1, 2].map((i) => sign * (w[(i + 1) % 3] * x[(i + 2) % 3] - w[(i + 2) % 3] * x[(i + 1) % 3]))
  const rotated = (x: readonly number[], sign: number) => {
    const [once, twice] = [cross(x, sign), cross(cross(x, sign), sign)]
    const [first, second] = [Math.sin(angle) / angle, (1 - Math.cos(angle)) / angle ** 2]
    return x.map((cell, i) => cell + first * once[i] + second * twice[i])
  }
  return {
    dim: 3,
    conventions: {},
    toLatent: (x) => rotated(x, 1),
    toData: (z) => rotated(z, -1),
    logDet: () => 0,
    logPrior: (z) => sum(z.map(normal)),
  }
}

const flipped = changed('log_det', (cell) => -cell)
const halved = changed('log_det', (cell) => cell / 2)

interface Entry {
  readonly bug: string
  readonly subject: () => Subject
  /** Laws of different kinds that reject it. */
  readonly rejectedBy: readonly [string, string, ...string[]]
}

/** Mistakes that published implementations of flows shipped, with the thread in which each was reported. */
const catalogue: readonly Entry[] = [
  {
    bug: 'forward log-det sign wrong (VincentStimper/normalizing-flows#27)',
    subject: () => mutant('maf', { to_latent: flipped, log_prob: likelihood(normal, -1) }),
    rejectedBy: ['flow/log-det-is-jacobian', 'flow/log-dets-cancel', 'flow/density-of-samples'],
  },
  {
    bug: 'spline inverse log-det sign, hidden by a cache (facebookincubator/flowtorch PR#100)',
    subject: () => mutant('bijector-spline-coupling', cachedInverse(flipped)),
    rejectedBy: ['flow/data-log-det-is-jacobian', 'flow/log-dets-cancel'],
  },
  {
    bug: 'planar flow: u-hat divided by the norm, not its square (pyro-ppl/pyro PR#2192)',
    subject: () => toySubject(foldedPlanar()),
    rejectedBy: ['flow/inverse', 'flow/log-dets-cancel'],
  },
  {
    bug: '1x1 convolution log-det without its H W factor (jaywalnut310/glow-tts#17)',
    subject: () =>
      mutant('bijector-invertible-conv', {
        to_latent: halved,
        to_data: halved,
        log_prob: likelihood(normal, 0.5),
      }),
    rejectedBy: ['flow/log-det-is-jacobian', 'flow/density-of-samples'],
  },
  {
    bug: 'log-det summed over the batch (wohlert/semi-supervised-pytorch#21)',
    subject: () => mutant('maf', { to_latent: sumEverywhere('log_det') }),
    rejectedBy: ['flow/batch-independent', 'flow/log-det-is-jacobian'],
  },
  {
    bug: 'inverse composed in the wrong order (pyro PR#2243, PR#1932)',
    subject: () => made(inverseInTheWrongOrder()),
    rejectedBy: ['flow/inverse', 'flow/density-of-samples'],
  },
  {
    bug: 'spline code hard-codes its boundary (TuringLang/NormalizingFlows.jl PR#63)',
    subject: () => {
      const [declared, built] = [3, 5].map((bound) => elementwiseSpline(3, { bins: 5, bound }))
      return made({ ...declared, toLatent: built.toLatent })
    },
    rejectedBy: ['flow/inverse', 'flow/density-of-samples'],
  },
  {
    bug: 'scale unbounded, exp overflows (VincentStimper/normalizing-flows#47)',
    subject: () => made(maskedAutoregressive(3, 8, 1e9), 3),
    rejectedBy: ['flow/extremes', 'flow/extreme-latents'],
  },
  {
    bug: 'batch-norm flow: inverse uses other statistics than forward (ikostrikov/pytorch-flows#8)',
    subject: () => made(batchNormOfTheBatch()),
    rejectedBy: ['flow/batch-independent', 'flow/inverse'],
  },
  {
    bug: 'dequantisation constant left out: 0.9 of the cube is kept (phlippe/uvadlc_notebooks#57)',
    subject: () =>
      mutant('bijector-logit', { log_prob: changed('log_prob', (cell) => cell + 3 * Math.log(0.9)) }),
    rejectedBy: ['flow/normalised-by-importance', 'flow/log-prob', 'flow/density-of-samples'],
  },
  {
    bug: 'matrix exponential uses the wrong trace: it leaves the group (LatticeQCD/SIMULATeQCD#170)',
    subject: () => toySubject(rotationOfTheWrongTrace()),
    rejectedBy: ['flow/log-det-is-jacobian', 'flow/inverse', 'flow/density-of-samples'],
  },
  {
    bug: 'prior evaluated at z0, not zK (casperkaae/parmesan PR#21)',
    subject: () => mutant('maf', { log_prob: likelihood(normal, 1, 'x') }),
    rejectedBy: ['flow/log-prob', 'flow/density-of-samples'],
  },
]

describe('mistakes that flows were shipped with', () => {
  it.each(catalogue)('$bug', async ({ subject, rejectedBy }) => {
    const wrong = subject()
    const rejecting: string[] = []
    for (const law of flowLaws) {
      const { verdict } = await runLaw(law, wrong, { seed: 3, shrinkTime: 0 })
      if (verdict === 'fail') rejecting.push(law.name)
    }
    expect(rejecting).toEqual(expect.arrayContaining([...rejectedBy]))
    await wrong.dispose()
  })
})
