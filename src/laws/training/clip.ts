import { seededRandom } from '../../data/random.ts'
import { cells, value } from '../../engines/value.ts'
import type { Model } from '../../models/model.ts'
import type { Params } from '../../nn/parameters.ts'
import { clamp } from '../../ops/clamp.ts'
import { size } from '../../ops/shape.ts'
import { movedParameters } from '../../training/step.ts'
import { unitRoundoff } from '../tolerances.ts'
import { judging, type Training, type TrainingLaw, withPhase } from './define.ts'

const clipOf = ({ conventions }: Model): number => Number(conventions.clip)

const whyUnclipped = ({ conventions }: Model): string | undefined =>
  conventions.lipschitz === 'clip' ? undefined : 'no weights of it are clipped'

const neverClipped = (right: Model): Model =>
  withPhase(right, judging(right).name, () => ({ after: (params) => params }))

/** The weights that the loss sees are clipped, those that the step then makes of them are not. */
const clippedBefore = (right: Model): Model =>
  withPhase(right, judging(right).name, ({ loss }) => ({
    loss: (params, inputs) => loss({ ...params, ...clipped(right, params) }, inputs),
    after: (params) => params,
  }))

const clipped = (model: Model, params: Params): Params =>
  Object.fromEntries(
    Object.keys(criticParameters(model)).map((path) => [
      path,
      clamp(params[path], -clipOf(model), clipOf(model)),
    ]),
  )

const criticParameters = (model: Model) => movedParameters(model.parameters, judging(model))

const violators: TrainingLaw['violators'] = {
  'weights are never clipped': neverClipped,
  'weights are clipped before the step': clippedBefore,
}

export const clipHolds: TrainingLaw = {
  name: 'training/clip-holds',
  nature: 'definition',
  statement: 'after every step of the critic none of its weights is larger than the clip',
  source: 'Arjovsky et al. 2017, algorithm 1, line 7',
  exempts: whyUnclipped,
  async residual({ model, engine, spells }) {
    const paths = Object.keys(criticParameters(model))
    const [spell] = spells.filter(({ phase }) => phase.name === judging(model).name)
    const largest = spell.weights
      .slice(1)
      .flatMap((weights) => paths.flatMap((path) => Array.from(cells(weights[path]), Math.abs)))
    const clip = clipOf(model)
    return {
      error: Math.max(0, Math.max(...largest) - clip),
      tolerance: unitRoundoff[engine.precision] * clip,
    }
  },
  violators,
}

/**
 * With all weights up to c a layer of m inputs and n outputs stretches by no more than its Frobenius norm, c sqrt(m n), and
 * ramps stretch nothing: the critic's slopes are below the product, which is what clipping is for.
 */
export const clippedCriticIsLipschitz: TrainingLaw = {
  name: 'training/clipped-critic-is-lipschitz',
  nature: 'identity',
  statement: 'after its steps the critic is nowhere steeper than the product of c sqrt(m n) over its layers',
  source:
    'Arjovsky et al. 2017, section 3: functions whose weights lie in a compact set are Lipschitz together',
  exempts: whyUnclipped,
  async residual(training) {
    const { model } = training
    const stretches = Object.values(criticParameters(model)).flatMap(({ shape }) =>
      shape.length > 1 ? [clipOf(model) * Math.sqrt(size(shape))] : [],
    )
    const bound = stretches.reduce((product, stretch) => product * stretch, 1)
    return { error: await steepest(training), tolerance: bound }
  },
  violators: { 'weights are never clipped': neverClipped },
}

/** The greatest difference of scores over the distance of their samples, of many pairs. */
async function steepest({ model, engine, spells, call }: Training): Promise<number> {
  const [dim] = model.samples.x
  const [spell] = spells.filter(({ phase }) => phase.name === judging(model).name)
  const random = seededRandom(1)
  const pairs = 64
  const from = random.split('from').normal(pairs * dim)
  const to = random.split('to').normal(pairs * dim)
  const scoresAt = async (x: Float64Array) =>
    cells((await call('critic', spell.weights[3], { x: value(Float32Array.from(x), [pairs, dim]) })).score)
  const [a, b] = [await scoresAt(from), await scoresAt(to)]
  const rounding = 64 * unitRoundoff[engine.precision]
  return Math.max(
    ...Array.from({ length: pairs }, (_, n) => {
      const apart = Array.from({ length: dim }, (_, i) => from[n * dim + i] - to[n * dim + i])
      return (Math.abs(a[n] - b[n]) - rounding * Math.abs(a[n])) / Math.hypot(...apart)
    }),
  )
}
