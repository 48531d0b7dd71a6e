import { cells } from '../../../src/engines/value.ts'
import type { Graph } from '../../../src/graph/graph.ts'
import { trace } from '../../../src/graph/trace.ts'
import { constant } from '../../../src/ops/tensor.ts'
import { trainingStep } from '../../../src/training/step.ts'
import type { BenchCase } from '../../cases/case.ts'
import type { OpCase } from '../../cases/ops.ts'
import type { SampleCase } from '../../cases/sample.ts'
import type { TrainCase } from '../../cases/train.ts'
import { addWork, timesWork, type Work, workOf } from '../../measuring/work.ts'
import { engineOp } from './ops.ts'

/** The op, applied to its own results as often as told: inputs are the feeds, the output is y. */
export function opGraph({ op, feeds }: OpCase, repeats: number): Graph {
  const shapes = Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, feed.shape]))
  return trace(shapes, (inputs) => {
    let y = inputs.x
    for (let i = 0; i < repeats; i++) y = engineOp(op, y, inputs, i)
    return { y }
  })
}

/** Latents z to samples y, the weights being part of the graph. */
export function samplingGraph({ model, through, output, weights, z }: SampleCase): Graph {
  const params = Object.fromEntries(
    Object.entries(weights).map(([path, weight]) => [path, constant(cells(weight), weight.shape)]),
  )
  return trace({ z: z.shape }, (inputs) => ({ y: model.functions[through].apply(params, inputs)[output] }))
}

const stepGraphs = ({ model, optimizerOf, batch }: TrainCase): Graph[] =>
  model.phases.map((phase) => trainingStep(model, [phase], optimizerOf, batch).graph)

/** What a case takes whoever does it, counted in our graphs. An op is done as often as the case says, each time in full. */
export function workOfCase(benchCase: BenchCase): Work {
  switch (benchCase.suite) {
    case 'ops':
      return timesWork(workOf(opGraph(benchCase, 1)), benchCase.repeats)
    case 'train':
      return addWork(stepGraphs(benchCase).map(workOf))
    case 'sample':
      return workOf(samplingGraph(benchCase))
  }
}
