import * as tf from '@tensorflow/tfjs-core'
import type { Value, Values } from '../../../src/engines/engine.ts'
import { cellsIn } from '../../../src/engines/value.ts'
import type { Optimizer } from '../../../src/nn/optimizers.ts'
import { movedParameters } from '../../../src/training/step.ts'
import type { BenchCase } from '../../cases/case.ts'
import type { OpCase } from '../../cases/ops.ts'
import type { SampleCase } from '../../cases/sample.ts'
import type { TrainCase } from '../../cases/train.ts'
import { checkedSteps, type Job, type Runner, Unsupported } from '../runner.ts'
import { loadTfjs, type TfjsBackend, useBackend } from './backend.ts'
import { tfjsLosses } from './losses.ts'
import { tfjsOp } from './ops.ts'
import { tfjsSampler } from './samplers.ts'

/** TensorFlow.js as its users have it: eager ops, its own gradients and its own Adam. */
export async function tfjsRunner(
  backend: TfjsBackend,
  versions: Readonly<Record<string, string>>,
): Promise<Runner> {
  await loadTfjs()
  return {
    name: `tfjs-${backend}`,
    versions,
    async prepare(benchCase) {
      await useBackend(backend)
      return jobOf(backend, benchCase)
    },
    dispose: async () => {},
  }
}

function jobOf(backend: TfjsBackend, benchCase: BenchCase): Job {
  switch (benchCase.suite) {
    case 'ops':
      return opJob(backend, benchCase)
    case 'train':
      return trainJob(backend, benchCase)
    case 'sample':
      return sampleJob(backend, benchCase)
  }
}

const tensorOf = (value: Value): tf.Tensor => tf.tensor(cellsIn('float32', value), value.shape)
const tensorsOf = (values: Values): Record<string, tf.Tensor> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, tensorOf(value)]))

function trainJob(backend: TfjsBackend, { model, optimizerOf, start, batches }: TrainCase): Job {
  const entries = Object.entries(start.weights)
  const weights = Object.fromEntries(entries.map(([path, value]) => [path, tf.variable(tensorOf(value))]))
  const losses = tfjsLosses(model)
  const phases = model.phases.map((phase) => {
    const moved = Object.keys(movedParameters(model.parameters, phase)).map((path) => weights[path])
    return { loss: losses[phase.name], moved, optimizer: tfjsOptimizer(optimizerOf(phase)) }
  })
  let step = 0
  function next(): number[] {
    const inputs = tensorsOf(batches[step++ % batches.length])
    const reached = phases.map(({ loss, moved, optimizer }) => {
      const cost = optimizer.minimize(() => loss(weights, inputs), true, moved) as tf.Scalar
      const [number] = cost.dataSync()
      cost.dispose()
      return number
    })
    tf.dispose(inputs)
    return reached
  }
  const check = () => Array.from({ length: checkedSteps }, next).flat()
  return readingJob(backend, next, check, () => {
    tf.dispose(weights)
    for (const { optimizer } of phases) optimizer.dispose()
  })
}

/** A job whose results are read back every time. */
function readingJob(
  backend: TfjsBackend,
  next: () => unknown,
  check: () => ArrayLike<number>,
  dispose: () => void,
): Job {
  return {
    steps: 1,
    check: async () => supported(check),
    begin: () => useBackend(backend),
    async once() {
      next()
      return undefined
    },
    async dispose() {
      await useBackend(backend)
      dispose()
    },
  }
}

function tfjsOptimizer({ name, settings: { lr, beta1, beta2, eps } }: Optimizer): tf.Optimizer {
  return name === 'sgd' ? tf.train.sgd(lr) : tf.train.adam(lr, beta1, beta2, eps)
}

/** What a backend lacks it says when an op is first called, of a gradient only then, too. */
function supported<T>(compute: () => T): T {
  try {
    return compute()
  } catch (cause) {
    const missing = /Kernel '(\w+)' not registered/.exec(String(cause))
    if (!missing) throw cause
    throw new Unsupported(`no kernel ${missing[1]}`, { cause })
  }
}

/** The operands are on the backend before, and the result stays there: only the op is timed. */
function opJob(backend: TfjsBackend, { op, repeats, feeds }: OpCase): Job {
  const { place = (inputs) => inputs, apply, restore = (y) => y } = tfjsOp(op)
  const fed = tensorsOf(feeds)
  const inputs = tf.tidy(() => place(fed))
  const run = () =>
    tf.tidy(() => {
      let y = inputs.x
      for (let i = 0; i < repeats; i++) y = apply(y, inputs, i)
      return y
    })
  return {
    steps: 1,
    async check() {
      const y = tf.tidy(() => restore(run()))
      const numbers = y.dataSync()
      y.dispose()
      return numbers
    },
    begin: () => useBackend(backend),
    async once() {
      run().dispose()
      return undefined
    },
    async dispose() {
      await useBackend(backend)
      tf.dispose([fed, inputs])
    },
  }
}

/** Latents are fed and samples read every time, as those of our engines are. */
function sampleJob(backend: TfjsBackend, { model, weights: own, z }: SampleCase): Job {
  const weights = tensorsOf(own)
  const generate = tfjsSampler(model)
  const next = () => {
    const samples = tf.tidy(() => generate(weights, tensorOf(z)))
    const numbers = samples.dataSync()
    samples.dispose()
    return numbers
  }
  return readingJob(backend, next, next, () => tf.dispose(weights))
}
