import { seededRandom } from '../../data/random.ts'
import type { Values } from '../../engines/engine.ts'
import { gan2d } from '../../models/gan.ts'
import type { Model, Phase } from '../../models/model.ts'
import { realNvp } from '../../models/realnvp.ts'
import { vae } from '../../models/vae.ts'
import { adam } from '../../nn/optimizers.ts'
import { drawNoise } from '../../training/noise.ts'
import { freshState } from '../../training/run.ts'
import { trainingStep } from '../../training/step.ts'
import { createTrainer } from '../../training/trainer.ts'
import type { Workload } from '../workload.ts'

/** Whole training steps: a batch fed, forward, backward, Adam, the loss read. */
export const trainingWorkloads: readonly Workload[] = [
  trainingWorkload('realnvp-2d', realNvp({ dim: 2, couplings: 3, width: 16 }), 64),
  trainingWorkload('vae', vae({ dim: 64, latent: 4, width: 32 }), 32),
  trainingWorkload('gan-2d', gan2d({ width: 16 }), 64),
]

/** Small, so that weights stay where the arithmetic is ordinary, however often the batches come round. */
const optimizer = () => adam({ lr: 1e-5 })

function trainingWorkload(name: string, model: Model, batch: number): Workload {
  return {
    name: `train ${name}`,
    graphs: () => model.phases.map((phase) => trainingStep(model, [phase], optimizer, batch).graph),
    async prepare(engine) {
      const trainer = await createTrainer(model, optimizer, engine, batch, freshState(model, 1))
      const turns = Math.min(trainer.stride, 4)
      const batches = new Map(model.phases.map((phase) => [phase, drawBatches(model, phase, batch, turns)]))
      return {
        async once() {
          for (const [phase, own] of batches) await trainer.steps(own, [phase])
        },
        dispose: () => trainer.dispose(),
      }
    },
  }
}

/** Batches of pixels or points in [0, 1), and the noise of a phase. */
function drawBatches(
  { samples }: Model,
  { name, noise = {} }: Phase,
  batch: number,
  count: number,
): Values[] {
  const data = Object.entries(samples).map(
    ([sample, shape]) => [sample, { shape, distribution: 'uniform' }] as const,
  )
  const drawn = { ...Object.fromEntries(data), ...noise }
  return Array.from({ length: count }, (_, i) =>
    drawNoise(drawn, batch, seededRandom(1).split(`${name} ${i}`)),
  )
}
