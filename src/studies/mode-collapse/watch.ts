import type { Random } from '../../data/random.ts'
import type { Engine, Values } from '../../engines/engine.ts'
import { cells, value } from '../../engines/value.ts'
import { grad } from '../../graph/grad.ts'
import { trace } from '../../graph/trace.ts'
import type { Model } from '../../models/model.ts'
import type { Moment } from '../../report/plots/adversarial-field.ts'
import type { Point } from '../../report/plots/plot.ts'
import { toPoints } from '../../report/plots/points.ts'
import type { TrainedModel } from '../trainings.ts'

const [samplesShown, cellsAcross] = [140, 32]

/** The function of a kind that judges points. */
const judges: Readonly<Record<string, string>> = { gan: 'discriminate', wgan: 'critic' }

/**
 * The game of a model of points over its training: the judge's field on [-reach, reach]^2, what the generator makes of
 * some noise, the same all along, and the way down the generator's loss for each of these samples.
 */
export async function watchGame(
  { model, history }: TrainedModel,
  engine: Engine,
  reach: number,
  random: Random,
): Promise<Moment[]> {
  const executable = await engine.compile(momentGraph(model))
  const [latent] = model.functions.generate.inputs.z
  const z = value(random.normal(samplesShown * latent), [samplesShown, latent])
  const plane = gridOver(reach)
  const seen: Values[] = []
  for (const { weights } of history) seen.push(await executable.run({ ...weights, z, plane }))
  await executable.dispose()
  const longest = typicalLength(seen.flatMap(({ slopes }) => toPoints(slopes)))
  return history.map(({ step }, i) => ({
    label: `round ${step}`,
    field: fieldOf(model, cells(seen[i].scores)),
    samples: toPoints(seen[i].samples),
    pushes: toPoints(seen[i].slopes).map((slope) => push(slope, longest, reach)),
  }))
}

/** Scores of the plane, samples, and the gradient of the generator's loss with respect to each sample. */
function momentGraph(model: Model) {
  const { generate, generator_loss } = model.functions
  const judge = model.functions[judges[model.kind]]
  const parameters = Object.fromEntries(
    Object.entries(model.parameters).map(([path, { shape }]) => [path, shape]),
  )
  const shapes = { z: [samplesShown, ...generate.inputs.z], plane: [cellsAcross ** 2, 2] }
  return trace({ ...parameters, ...shapes }, ({ z, plane, ...params }) => {
    const samples = generate.apply(params, { z }).x
    const { loss } = generator_loss.apply(params, { fake: judge.apply(params, { x: samples }).score })
    const [slopes] = grad(loss, [samples])
    return { scores: judge.apply(params, { x: plane }).score, samples, slopes }
  })
}

function gridOver(reach: number) {
  const centre = (i: number) => reach * ((2 * (i + 0.5)) / cellsAcross - 1)
  const points = Array.from({ length: cellsAcross ** 2 }, (_, i) => [
    centre(i % cellsAcross),
    centre(Math.floor(i / cellsAcross)),
  ])
  return value(points.flat(), [cellsAcross ** 2, 2])
}

/** A discriminator's scores are the logits of its probability; of a critic's only differences mean something. */
function fieldOf({ kind }: Model, scores: ArrayLike<number>): number[] {
  const all = Array.from(scores)
  if (kind === 'gan') return all.map((score) => 1 / (1 + Math.exp(-score)))
  const [low, high] = [Math.min(...all), Math.max(...all)]
  return all.map((score) => (high > low ? (score - low) / (high - low) : 0.5))
}

const lengthOf = ([x, y]: Point): number => Math.hypot(x, y)

/** Nine in ten are at most as long. */
function typicalLength(vectors: readonly Point[]): number {
  const lengths = vectors.map(lengthOf).sort((a, b) => a - b)
  return lengths[Math.floor(0.9 * (lengths.length - 1))]
}

/** Down the slope, as long as it is steep up to the longest, which is drawn as an eighth of the reach. */
function push([x, y]: Point, longest: number, reach: number): Point {
  const steepness = Math.hypot(x, y)
  if (steepness === 0 || longest === 0) return [0, 0]
  const scale = (-reach / 8) * (Math.min(steepness, longest) / longest / steepness)
  return [scale * x, scale * y]
}
