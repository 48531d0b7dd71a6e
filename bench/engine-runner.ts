import type { Engine } from '../src/engines/engine.ts'
import { cells } from '../src/engines/value.ts'
import { trace } from '../src/graph/trace.ts'
import { adam } from '../src/nn/optimizers.ts'
import { createTrainer } from '../src/training/trainer.ts'
import { engineOp } from './engine-ops.ts'
import type { OpCase } from './op-cases.ts'
import { checkedSteps, type Job, type Runner } from './runner.ts'
import type { TrainCase } from './train-cases.ts'

/** One of our engines. Every run checks and feeds its inputs and reads its outputs back, and that is timed, too. */
export const engineRunner = (engine: Engine, versions: Readonly<Record<string, string>>): Runner => ({
  name: engine.name,
  versions,
  prepare: (benchCase) =>
    benchCase.suite === 'train' ? trainJob(engine, benchCase) : opJob(engine, benchCase),
  dispose: () => engine.dispose(),
})

async function trainJob(
  engine: Engine,
  { model, learningRate, batch, start, batches }: TrainCase,
): Promise<Job> {
  const optimizer = adam({ lr: learningRate })
  const trainer = await createTrainer(model, () => optimizer, engine, batch, start)
  const { stride } = trainer
  let step = 0
  const next = (count: number) =>
    trainer.steps(Array.from({ length: count }, () => batches[step++ % batches.length]))
  return {
    steps: stride,
    check: () => next(checkedSteps),
    begin: async () => {},
    async once() {
      await next(stride)
      return undefined
    },
    dispose: () => trainer.dispose(),
  }
}

async function opJob(engine: Engine, { op, repeats, feeds }: OpCase): Promise<Job> {
  const shapes = Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, feed.shape]))
  const graph = trace(shapes, (inputs) => {
    let y = inputs.x
    for (let i = 0; i < repeats; i++) y = engineOp(op, y, inputs, i)
    return { y }
  })
  const executable = await engine.compile(graph)
  return {
    steps: 1,
    check: async () => cells((await executable.run(feeds)).y),
    begin: async () => {},
    async once() {
      await executable.run(feeds)
      return undefined
    },
    dispose: () => executable.dispose(),
  }
}
