import type { Engine, Values } from '../../../src/engines/engine.ts'
import { cells } from '../../../src/engines/value.ts'
import type { Graph } from '../../../src/graph/graph.ts'
import type { Phase } from '../../../src/models/model.ts'
import { lossShapes } from '../../../src/training/step.ts'
import { createTrainer } from '../../../src/training/trainer.ts'
import { phasesOf, spells, turnsAfter } from '../../../src/training/turns.ts'
import type { BenchCase } from '../../cases/case.ts'
import type { TrainCase } from '../../cases/train.ts'
import { checkedSteps, type Job, type Runner } from '../runner.ts'
import { opGraph, samplingGraph } from './graphs.ts'

/** One of our engines. Every run checks and feeds its inputs and reads its outputs back, and that is timed, too. */
export const engineRunner = (engine: Engine, versions: Readonly<Record<string, string>>): Runner => ({
  name: engine.name,
  versions,
  prepare: (benchCase) => jobOf(engine, benchCase),
  dispose: () => engine.dispose(),
})

async function jobOf(engine: Engine, benchCase: BenchCase): Promise<Job> {
  switch (benchCase.suite) {
    case 'ops':
      return graphJob(engine, opGraph(benchCase, benchCase.repeats), benchCase.feeds)
    case 'train':
      return trainJob(engine, benchCase)
    case 'sample':
      return graphJob(engine, samplingGraph(benchCase), { z: benchCase.z })
  }
}

async function trainJob(engine: Engine, trainCase: TrainCase): Promise<Job> {
  const { model, optimizerOf, batch, start, batches } = trainCase
  const trainer = await createTrainer(model, optimizerOf, engine, batch, start)
  const { stride } = trainer
  let done = 0
  async function next(rounds: number): Promise<number[]> {
    const losses: number[] = []
    const turns = turnsAfter(model.phases, done, done + rounds)
    done += rounds
    for (const spell of spells(turns, stride, () => false)) {
      const inputs = spell.map(({ phase, round }) =>
        inputsOf(trainCase, phase, batches[(round - 1) % batches.length]),
      )
      losses.push(...(await trainer.steps(inputs, phasesOf(spell))))
    }
    return losses
  }
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

/** What a phase's loss takes, of a batch that has the noise of all phases. */
function inputsOf({ model, batch }: TrainCase, phase: Phase, inputs: Values): Values {
  const names = Object.keys(lossShapes(model, phase, batch))
  return Object.fromEntries(names.map((name) => [name, inputs[name]]))
}

/** A graph that is run on the same feeds every time; its output is y. */
async function graphJob(engine: Engine, graph: Graph, feeds: Values): Promise<Job> {
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
