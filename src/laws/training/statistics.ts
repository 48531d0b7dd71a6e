import type { Values } from '../../engines/engine.ts'
import { cells } from '../../engines/value.ts'
import type { Model } from '../../models/model.ts'
import { sgd } from '../../nn/optimizers.ts'
import { partsOf } from '../../training/step.ts'
import { createTrainer } from '../../training/trainer.ts'
import { differ, generating, type TrainingLaw, withPhase } from './define.ts'

const isStatistic = (model: Model) => (path: string) => model.parameters[path].trained === false

const whyNoStatistics = (model: Model): string | undefined =>
  Object.keys(model.parameters).some(isStatistic(model)) && model.learning
    ? undefined
    : 'it learns as it is used: no statistics are kept'

/** Running statistics that stay as they were at the start. */
const neverRenewed = (right: Model): Model =>
  withPhase(right, generating(right).name, ({ loss }) => ({
    loss: (params, inputs) => partsOf(loss(params, inputs)).loss,
  }))

export const statisticsAreRenewed: TrainingLaw = {
  name: 'training/statistics-are-renewed',
  nature: 'definition',
  statement: 'every running statistic is renewed by the steps of a phase',
  source: 'Ioffe & Szegedy 2015, algorithm 2',
  exempts: whyNoStatistics,
  async residual({ model, spells }) {
    const stale = Object.keys(model.parameters)
      .filter(isStatistic(model))
      .filter((path) => !spells.some(({ weights }) => differ(weights[0][path], weights[3][path])))
    return { error: stale.length, tolerance: 0, at: { stale } }
  },
  violators: { 'running statistics are never renewed': neverRenewed },
}

/** Rounds in which statistics of a momentum of 0.1 forget all but three millionths of where they were. */
const rounds = 120

export const evaluationNearsTraining: TrainingLaw = {
  name: 'training/evaluation-nears-training',
  nature: 'identity',
  statement:
    'where the same noise is given again and again, and nothing is learned, what is generated in use comes within a tenth of the way to what is generated in training',
  source: 'Ioffe & Szegedy 2015, algorithm 2: running statistics stand for those of the batches',
  exempts: whyNoStatistics,
  async residual({ model, engine, spells, call }) {
    const [spell] = spells.filter(({ phase }) => phase.name === generating(model).name)
    const batch = Object.values(spell.inputs)[0].shape[0]
    const [noise] = Object.keys(spell.phase.noise ?? {})
    const z = { z: spell.inputs[noise] }
    const start = { step: 0, weights: spell.weights[0], slots: {} }
    const trainer = await createTrainer(model, () => sgd({ lr: 0 }), engine, batch, start)
    await trainer.steps(new Array<Values>(rounds).fill(spell.inputs), [spell.phase])
    const { weights } = trainer.state()
    await trainer.dispose()
    const learned = await call('generate', start.weights, z, 'training')
    const [before, after] = [await call('generate', start.weights, z), await call('generate', weights, z)]
    return { error: distance(after, learned), tolerance: distance(before, learned) / 10 }
  },
  violators: { 'running statistics are never renewed': neverRenewed },
}

const distance = (a: Values, b: Values): number => {
  const [x, y] = [cells(a.x), cells(b.x)]
  return Math.hypot(...Array.from(x, (cell, i) => cell - y[i]))
}
