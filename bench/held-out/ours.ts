import { seededRandom } from '../../src/data/random.ts'
import type { Engine, Executable, Value } from '../../src/engines/engine.ts'
import { cells, value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'
import type { Model } from '../../src/models/model.ts'
import type { Weights } from '../../src/nn/parameters.ts'
import { drawNoise } from '../../src/training/noise.ts'
import { train } from '../../src/training/run.ts'
import { lossShapes, partsOf } from '../../src/training/step.ts'
import type { Figure } from './figures.ts'
import type { Split } from './split.ts'

/** Trains the figure's model on an engine and gives its loss on the held-out rows, a mean over rows and draws. */
export async function heldOutLoss(
  engine: Engine,
  model: Model,
  { settings, draws }: Figure,
  data: Split,
  seed: number,
): Promise<number> {
  const { weights } = await train(model, engine, { x: data.train }, { ...settings, seed })
  const executable = await engine.compile(lossGraph(model, data.held.shape[0]))
  try {
    let total = 0
    for (let draw = 0; draw < draws; draw++)
      total += await lossOf(executable, model, weights, data.held, draw)
    return total / draws
  } finally {
    await executable.dispose()
  }
}

/** The loss that trains the model, of one batch. Inputs: the parameters, and what the loss takes. */
function lossGraph(model: Model, batch: number) {
  const [phase] = model.phases
  const parameters = Object.entries(model.parameters).map(([path, { shape }]) => [path, shape] as const)
  const shapes = { ...Object.fromEntries(parameters), ...lossShapes(model, phase, batch) }
  return trace(shapes, (inputs) => {
    const params = Object.fromEntries(parameters.map(([path]) => [path, inputs[path]]))
    return { loss: partsOf(phase.loss(params, inputs)).loss }
  })
}

async function lossOf(
  executable: Executable,
  { phases: [{ noise = {} }] }: Model,
  weights: Weights,
  held: Value,
  draw: number,
): Promise<number> {
  const noises = drawNoise(noise, held.shape[0], seededRandom(draw).split('held out'))
  const { loss } = await executable.run({ ...weights, x: value(cells(held), held.shape), ...noises })
  return cells(loss)[0]
}
