import { maskedAutoregressive } from '../../src/bijectors/autoregressive.ts'
import type { Bijector } from '../../src/bijectors/bijector.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { value } from '../../src/engines/value.ts'
import { readCase } from '../../src/goldens/case.ts'
import { goldenModel } from '../../src/goldens/models.ts'
import { cachedInverse, changed, likelihood, normal, sumEverywhere } from '../../src/laws/flow/mistakes.ts'
import { flowLaws } from '../../src/laws/flow.ts'
import { flow } from '../../src/models/flow.ts'
import { realNvp } from '../../src/models/realnvp.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { logisticLine, positive, toySubject, unitSquare } from '../laws/toy-flows.ts'
import { genericWeights } from '../support/weights.ts'
import type { Family, Mutant } from './specimen.ts'
import { altering, heldTo, type Make, type Shipped } from './subjects.ts'
import {
  batchNormOfTheBatch,
  foldedPlanar,
  inverseInTheWrongOrder,
  rotationOfTheWrongTrace,
  splineOfAnotherBound,
} from './wrong-flows.ts'

const { facts, shipped, specimen, violators } = heldTo(flowLaws)

const plane = realNvp({ dim: 2, couplings: 2, width: 8 })
// Not weights of seed 2: they make a log_det that hardly varies, so that to leave it out is hardly wrong.
const onPlane = (seed: number): Subject =>
  graphSubject(plane, genericWeights(plane, seed + 2), float64Engine())

/** The right flow of a golden case. */
const golden =
  (name: string): Make =>
  () => {
    const { description, weights } = readCase(name)
    return graphSubject(goldenModel(description), weights, float64Engine())
  }

/** A flow made of a bijector that is wrong. */
function made(bijector: Bijector, weightSize = 1): Subject {
  const model = { name: 'mutant', title: 'Mutant', source: '', options: {}, ...flow({ bijector }) }
  const weights = Object.entries(genericWeights(model, 4)).map(([path, { data, shape }]) => [
    path,
    value(
      Float64Array.from(data, (w) => weightSize * w),
      shape,
    ),
  ])
  return graphSubject(model, Object.fromEntries(weights), float64Engine())
}

const flipped = changed('log_det', (cell) => -cell)
const halved = changed('log_det', (cell) => cell / 2)

/** Mistakes that published implementations of flows shipped. */
const mistakes: readonly Shipped[] = [
  {
    bug: 1,
    name: 'forward log-det sign wrong',
    make: altering(golden('maf'), { to_latent: flipped, log_prob: likelihood(normal, -1) }),
    laws: ['log-det-is-jacobian', 'log-dets-cancel', 'density-of-samples'],
  },
  {
    bug: 3,
    name: 'inverse log-det sign wrong, hidden by a cache',
    make: altering(golden('bijector-spline-coupling'), cachedInverse(flipped)),
    laws: ['data-log-det-is-jacobian', 'log-dets-cancel'],
  },
  {
    bug: 5,
    name: 'planar flow: u-hat divided by the norm, not its square',
    make: () => toySubject(foldedPlanar()),
    laws: ['inverse', 'log-dets-cancel'],
  },
  {
    bug: 7,
    name: '1x1 convolution log-det without its H W factor',
    make: altering(golden('bijector-invertible-conv'), {
      to_latent: halved,
      to_data: halved,
      log_prob: likelihood(normal, 0.5),
    }),
    laws: ['log-det-is-jacobian', 'density-of-samples'],
  },
  {
    bug: 9,
    name: 'log-det summed over the batch',
    make: altering(golden('maf'), { to_latent: sumEverywhere('log_det') }),
    laws: ['batch-independent', 'log-det-is-jacobian'],
  },
  {
    bug: 11,
    name: 'inverse composed in the wrong order',
    make: () => made(inverseInTheWrongOrder()),
    laws: ['inverse', 'density-of-samples'],
  },
  {
    bug: 13,
    name: 'spline code hard-codes its boundary',
    make: () => made(splineOfAnotherBound()),
    laws: ['inverse', 'density-of-samples'],
  },
  {
    bug: 15,
    name: 'scale unbounded, exp overflows',
    make: () => made(maskedAutoregressive(3, 8, 1e9), 3),
    laws: ['extremes', 'extreme-latents'],
  },
  {
    bug: 17,
    name: 'batch-norm flow: inverse uses other statistics than forward',
    make: () => made(batchNormOfTheBatch()),
    laws: ['batch-independent', 'inverse'],
  },
  {
    bug: 19,
    name: 'dequantisation constant left out: 0.9 of the cube is kept',
    make: altering(golden('bijector-logit'), {
      log_prob: changed('log_prob', (cell) => cell + 3 * Math.log(0.9)),
    }),
    laws: ['normalised-by-importance', 'log-prob', 'density-of-samples'],
  },
  {
    bug: 25,
    name: 'matrix exponential uses the wrong trace: it leaves the group',
    make: () => toySubject(rotationOfTheWrongTrace()),
    laws: ['log-det-is-jacobian', 'inverse', 'density-of-samples'],
  },
  {
    bug: 21,
    name: 'prior evaluated at z0, not zK',
    make: altering(golden('maf'), { log_prob: likelihood(normal, 1, 'x') }),
    laws: ['log-prob', 'density-of-samples'],
  },
]

export const shippedFlows: readonly Mutant[] = mistakes.map(shipped)

/** Flows with conventions that RealNVP has not. */
export const rightToys = [
  { name: 'a logistic prior', toy: logisticLine },
  { name: 'a uniform prior on the unit square, log_det of to_data', toy: unitSquare },
  { name: 'a positive domain, log_det of to_latent', toy: positive },
] as const

const goldens = ['realnvp', 'nice', 'maf', 'spline-flow', 'bijector-logit', 'bijector-invertible-conv']

export const flows: Family = {
  name: 'flow',
  laws: facts,
  rights: [
    specimen('RealNVP on the plane', onPlane),
    ...goldens.map((name) => specimen(name, golden(name))),
    ...rightToys.flatMap(({ name, toy }) => [
      specimen(name, () => toySubject(toy)),
      specimen(`${name}, in float32, in batches of four`, () => toySubject(toy, 'float32', 4)),
    ]),
  ],
  mutants: [...shippedFlows, ...violators((_, seed) => onPlane(seed))],
}
