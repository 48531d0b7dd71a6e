import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import type { Engine, Values } from '../../src/engines/engine.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { onnxEngine } from '../../src/engines/onnx.ts'
import { cells } from '../../src/engines/value.ts'
import { dcgan } from '../../src/models/dcgan.ts'
import type { Phase } from '../../src/models/model.ts'
import { adam } from '../../src/nn/optimizers.ts'
import { drawNoise } from '../../src/training/noise.ts'
import { freshState } from '../../src/training/run.ts'
import { createTrainer } from '../../src/training/trainer.ts'

const model = dcgan({ dim: 64, latent: 3, channels: 2 })
const [discriminator, generator] = model.phases
const batch = 3
const rounds = 3

const drawn = ({ name, noise = {} }: Phase, round: number): Values => {
  const pixels = { x: { shape: [64], distribution: 'uniform' } } as const
  return drawNoise({ ...pixels, ...noise }, batch, seededRandom(2).split(`${name} ${round}`))
}
const turns = Array.from({ length: rounds }, (_, round) =>
  model.phases.map((phase) => ({ phase, inputs: drawn(phase, round) })),
).flat()

const optimizerOf = ({ optimizer }: Phase) => optimizer?.(1e-2, () => 1) ?? adam()
const trainerOn = (engine: Engine) => createTrainer(model, optimizerOf, engine, batch, freshState(model, 1))
const bits = (values: Values) =>
  Object.fromEntries(Object.entries(values).map(([name, of]) => [name, [...cells(of)]]))

/** The losses, and all that is remembered, after steps that are taken as `take` does. */
async function trained(
  engine: Engine,
  take: (trainer: Awaited<ReturnType<typeof trainerOn>>) => Promise<number[]>,
) {
  const trainer = await trainerOn(engine)
  const losses = await take(trainer)
  const { weights, slots } = trainer.state()
  await engine.dispose()
  return { losses, weights: bits(weights), slots: bits(slots) }
}

describe.each([
  ['float64', () => float64Engine()],
  ['onnx', () => onnxEngine()],
  ['onnx in float64', () => onnxEngine({ precision: 'float64' })],
])('rounds in one go on %s', (_, engine) => {
  test('give the bits that their steps give one by one', async () => {
    const whole = await trained(engine(), (trainer) =>
      trainer.steps(
        turns.map(({ inputs }) => inputs),
        model.phases,
      ),
    )
    const single = await trained(engine(), async (trainer) => {
      const losses: number[] = []
      for (const { phase, inputs } of turns) losses.push(...(await trainer.steps([inputs], [phase])))
      return losses
    })
    expect(whole).toEqual(single)
  })
})

test('what is no whole round, or no phase of the model, is refused', async () => {
  const engine = float64Engine()
  const trainer = await trainerOn(engine)
  const three = turns.slice(0, 3).map(({ inputs }) => inputs)
  await expect(trainer.steps(three, [discriminator, generator])).rejects.toThrow(
    /3 batches are no whole rounds of discriminator, generator; give each its own/,
  )
  await expect(trainer.steps(three, [{ ...generator, name: 'stranger' }])).rejects.toThrow(
    /no phase 'stranger' of this kind; it has discriminator, generator/,
  )
  await engine.dispose()
})
