import { seededRandom } from '../data/random.ts'
import type { Engine, Values } from '../engines/engine.ts'
import { value } from '../engines/value.ts'
import type { Phase, Trainable } from '../models/model.ts'
import { adam, cosineDecay } from '../nn/optimizers.ts'
import { initialWeights } from '../nn/parameters.ts'
import { batches } from './batches.ts'
import { drawNoise } from './noise.ts'
import { paceOf } from './pace.ts'
import { createTrainer, type TrainingState } from './trainer.ts'
import { phasesOf, spells, stepsTaken, turnsAfter } from './turns.ts'

/** What decides a run: the same settings give the same bits on one engine. */
export interface RunSettings {
  readonly seed: number
  readonly steps: number
  readonly batch: number
  readonly learningRate: number
}

/** The losses before the steps of a round, by phase; the last where a phase takes several. */
export type Losses = Readonly<Record<string, number>>

export interface TrainOptions {
  /** Where to go on from; a fresh start unless given. */
  readonly start?: TrainingState
  /** Called after every round with its number, from 1. */
  readonly onStep?: (step: number, losses: Losses) => void
  /** Called with the state every so many rounds. */
  readonly checkpoint?: { readonly every: number; readonly save: (state: TrainingState) => Promise<void> }
  /** Stops when it is aborted, after the rounds that are under way: a few, on an engine that takes several in one go. */
  readonly signal?: AbortSignal
}

/** A model's state before its first step. */
export const freshState = (model: Trainable, seed: number): TrainingState => ({
  step: 0,
  weights: initialWeights(model.parameters, seededRandom(seed).split('weights')),
  slots: {},
})

/**
 * Trains a model on its data, each [M, ...sample] by name, and gives the state where it ended: after `steps` rounds, or
 * where the signal stopped it. A round is one step, but of a model whose phases take turns.
 * Throws where the data do not fit the model, or a loss is not finite any more.
 */
export async function train(
  model: Trainable,
  engine: Engine,
  data: Values,
  settings: RunSettings,
  { start = freshState(model, settings.seed), onStep, checkpoint, signal }: TrainOptions = {},
): Promise<TrainingState> {
  const { steps, batch, learningRate } = settings
  const whole = stepsTaken(model.phases, steps)
  const optimizerOf = ({ optimizer, moves, decay = cosineDecay }: Phase) => {
    const schedule = decay(whole.get(moves) ?? steps) // a critic takes more steps than there are rounds
    return optimizer?.(learningRate, schedule) ?? adam({ lr: learningRate }, schedule)
  }
  const inputsOf = inputsOfSteps(model, data, settings)
  const trainer = await createTrainer(model, optimizerOf, engine, batch, start)
  const isSaved = (round: number) => checkpoint !== undefined && round % checkpoint.every === 0
  const now = (step: number): TrainingState => ({ step, ...trainer.state() })
  const pace = paceOf(trainer.stride)
  const all = spells(turnsAfter(model.phases, start.step, steps), trainer.stride, isSaved, pace.longest)
  let taken = [...stepsTaken(model.phases, start.step).values()].reduce((sum, steps) => sum + steps)
  const drawNext = () => {
    const { done, value: spell } = all.next()
    return done
      ? undefined
      : { spell, inputs: spell.map(({ phase, round }) => inputsOf(phase, taken++, round)) }
  }
  let step = start.step
  let losses: Record<string, number> = {}
  try {
    for (let drawn = drawNext(); drawn; ) {
      const { spell, inputs } = drawn
      const began = performance.now()
      const reaching = trainer.steps(inputs, phasesOf(spell))
      const drawing = eventLoop().then(drawNext) // while an engine computes that has a thread of its own
      const [reached, next] = await Promise.all([reaching, drawing])
      pace.note(spell.length / phasesOf(spell).length, performance.now() - began)
      for (const [i, { phase, round, isLast }] of spell.entries()) {
        losses[phase.name] = reached[i]
        if (!isLast) continue
        onStep?.(round, losses)
        losses = {}
        step = round
      }
      if (spell.at(-1)?.isLast && isSaved(step)) await checkpoint?.save(now(step))
      await eventLoop() // in which a signal is heard; other engines compute without letting go of the thread
      if (signal?.aborted && spell.at(-1)?.isLast) break
      drawn = next
    }
    return now(step)
  } finally {
    await trainer.dispose()
  }
}

/** A turn of the event loop. */
const eventLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** What a phase's loss takes at step 0, 1, ... of all phases: it depends on the seed and the step alone. */
function inputsOfSteps(model: Trainable, data: Values, { seed, batch, steps }: RunSettings) {
  const batchOf = batches(data, batch, seededRandom(seed).split('batches'), model)
  const random = seededRandom(seed).split('noise')
  return ({ noise = {} }: Phase, taken: number, round: number): Values => {
    const scalars = Object.entries(model.schedule?.(round, steps) ?? {})
    return {
      ...batchOf(taken),
      ...drawNoise(noise, batch, random.split(`step ${taken}`)),
      ...Object.fromEntries(scalars.map(([name, number]) => [name, value([number], [])])),
    }
  }
}
