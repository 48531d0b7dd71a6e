import type { Random } from '../../data/random.ts'
import type { Engine, Values } from '../../engines/engine.ts'
import { value } from '../../engines/value.ts'
import type { Model, Phase } from '../../models/model.ts'
import { adam } from '../../nn/optimizers.ts'
import type { Weights } from '../../nn/parameters.ts'
import { size } from '../../ops/shape.ts'
import { drawNoise } from '../../training/noise.ts'
import { lossShapes } from '../../training/step.ts'
import { createTrainer } from '../../training/trainer.ts'
import { functionsOf, type Spell, type Training } from './define.ts'

/** Enough that a clip is at work before the step that is looked at, and small enough that first order tells. */
const [stepsEach, learningRate] = [3, 1e-4]

/** What every phase's loss takes: samples that are uniform on (0, 1), and the noise that it asks for. */
export function drawInputs({ samples, phases }: Model, batch: number, random: Random): Values {
  const rows = Object.entries(samples).map(([name, shape]) => {
    const cells = Float32Array.from(random.split(name).uniform(batch * size(shape)))
    return [name, value(cells, [batch, ...shape])]
  })
  const noise = phases.map(({ noise = {}, name }) => drawNoise(noise, batch, random.split(name)))
  return Object.assign(Object.fromEntries(rows), ...noise)
}

/** Takes a spell of each phase, from the weights given. Whoever starts one disposes of it. */
export async function startTraining(
  model: Model,
  engine: Engine,
  weights: Weights,
  inputs: Values,
): Promise<Training & { dispose(): Promise<void> }> {
  const batch = Object.values(inputs)[0].shape[0]
  const optimizerOf = ({ optimizer }: Phase) =>
    optimizer?.(learningRate, () => 1) ?? adam({ lr: learningRate })
  const trainer = await createTrainer(model, optimizerOf, engine, batch, { step: 0, weights, slots: {} })
  const spells: Spell[] = []
  for (const phase of model.phases) {
    const names = Object.keys(lossShapes(model, phase, batch))
    const own = Object.fromEntries(names.map((name) => [name, inputs[name]]))
    const [states, losses] = [[trainer.state().weights], [] as number[]]
    for (let step = 0; step < stepsEach; step++) {
      losses.push(...(await trainer.steps([own], [phase])))
      states.push(trainer.state().weights)
    }
    spells.push({ phase, inputs: own, weights: states, losses })
  }
  await trainer.dispose()
  return { model, engine, spells, ...functionsOf(model, engine) }
}
