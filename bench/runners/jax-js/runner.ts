import { defaultDevice, init, jit, numpy as np, tree, valueAndGrad } from '@jax-js/jax'
import type { Value, Values } from '../../../src/engines/engine.ts'
import { cellsIn } from '../../../src/engines/value.ts'
import type { Parameters } from '../../../src/nn/parameters.ts'
import { type Shape, size } from '../../../src/ops/shape.ts'
import { movedParameters } from '../../../src/training/step.ts'
import type { TrainCase } from '../../cases/train.ts'
import { checkedSteps, type Job, type Runner, Unsupported } from '../runner.ts'
import { jaxLosses, type Loss } from './losses.ts'
import { type Arrays, jaxUpdate } from './optimizers.ts'

/** jax-js on WebAssembly: a whole step, gradient and optimiser, is one compiled function. */
export async function jaxRunner(versions: Readonly<Record<string, string>>): Promise<Runner> {
  await init('wasm')
  defaultDevice('wasm')
  return {
    name: 'jax-js',
    versions,
    async prepare(benchCase) {
      if (benchCase.suite !== 'train') throw new Unsupported('not written')
      return trainJob(benchCase)
    },
    dispose: async () => {},
  }
}

const arrayOf = (value: Value): np.Array =>
  np.array(Float32Array.from(cellsIn('float32', value)), { shape: [...value.shape] })

const arraysOf = (values: Values): Arrays =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, arrayOf(value)]))

function trainJob({ model, optimizerOf, start, batches }: TrainCase): Job {
  const losses = jaxLosses(model)
  let weights = arraysOf(start.weights)
  const phases = model.phases.map((phase) =>
    phaseOf(movedParameters(model.parameters, phase), optimizerOf(phase), losses[phase.name]),
  )
  let done = 0
  function next(): number[] {
    const batch = batches[done++ % batches.length]
    return phases.map((phase) => {
      const stepped = phase.step(weights, arraysOf(batch), done)
      weights = stepped.weights
      return stepped.loss
    })
  }
  return {
    steps: 1,
    check: async () => Array.from({ length: checkedSteps }, next).flat(),
    begin: async () => {},
    async once() {
      next()
      return undefined
    },
    async dispose() {
      tree.dispose(weights)
      for (const phase of phases) phase.dispose()
    },
  }
}

function phaseOf(parameters: Parameters, optimizer: ReturnType<TrainCase['optimizerOf']>, loss: Loss) {
  const update = jaxUpdate(optimizer)
  const isMoved = (path: string) => path in parameters
  const step = jit(
    (moved: Arrays, others: Arrays, slots: Record<string, Arrays>, inputs: Arrays, scalars: Arrays) => {
      const cost = (own: Arrays) => loss({ ...own, ...others }, inputs)
      const [reached, gradient] = valueAndGrad(cost)(tree.ref(moved))
      const after = Object.entries(moved).map(
        ([path, weight]) => [path, update(weight, gradient[path], slots[path], scalars)] as const,
      )
      return {
        reached,
        moved: Object.fromEntries(after.map(([path, [weight]]) => [path, weight])),
        slots: Object.fromEntries(after.map(([path, [, own]]) => [path, own])),
      }
    },
  )
  let slots: Record<string, Arrays> = Object.fromEntries(
    Object.entries(parameters).map(([path, { shape }]) => [path, zeros(optimizer.slots, shape)]),
  )
  return {
    step(weights: Arrays, inputs: Arrays, turn: number) {
      const [moved, others] = divided(weights, isMoved)
      const scalars = Object.fromEntries(
        Object.entries(optimizer.scalars(turn)).map(([name, number]) => [
          name,
          np.array([number], { shape: [] }),
        ]),
      )
      const after = step(moved, tree.ref(others), slots, inputs, scalars)
      slots = after.slots
      return { weights: { ...others, ...after.moved }, loss: after.reached.dataSync()[0] }
    },
    dispose() {
      tree.dispose(slots)
      step.dispose()
    },
  }
}

const zeros = (names: readonly string[], shape: Shape): Arrays =>
  Object.fromEntries(
    names.map((name) => [name, np.array(new Float32Array(size(shape)), { shape: [...shape] })]),
  )

function divided(arrays: Arrays, isMoved: (path: string) => boolean): [Arrays, Arrays] {
  const entries = Object.entries(arrays)
  const those = (wanted: boolean) => Object.fromEntries(entries.filter(([path]) => isMoved(path) === wanted))
  return [those(true), those(false)]
}
