import { createRequire } from 'node:module'
import { cells } from '../../../src/engines/value.ts'
import type { Weights } from '../../../src/nn/parameters.ts'
import type { BenchCase } from '../../cases/case.ts'
import type { TrainCase } from '../../cases/train.ts'
import { checkedSteps, type Job, type Runner, Unsupported } from '../runner.ts'

/** As much of brain.js's network as is used here; the package declares no types. */
interface Network {
  readonly weights: (readonly number[])[][]
  readonly biases: number[][]
  readonly trainOpts: { momentum: number; learningRate: number }
  sizes: readonly number[]
  initialize(): void
  setActivation(): void
  /** Gives the mean of the squared errors before the step. */
  trainPattern(pattern: { input: ArrayLike<number>; output: ArrayLike<number> }, wantsError: true): number
}

/** brain.js, which trains sigmoid networks of its own, a sample at a time, by gradient descent. */
export function brainRunner(versions: Readonly<Record<string, string>>): Runner {
  const { NeuralNetwork } = createRequire(import.meta.url)('brain.js')
  return {
    name: 'brain.js',
    versions,
    async prepare(benchCase) {
      if (!isItsOwn(benchCase)) throw new Unsupported('sigmoid nets, a sample a step')
      return trainJob(new NeuralNetwork({ activation: 'sigmoid' }), benchCase)
    },
    dispose: async () => {},
  }
}

const isItsOwn = (benchCase: BenchCase): benchCase is TrainCase =>
  benchCase.suite === 'train' && benchCase.model.name === 'sigmoid-autoencoder'

function trainJob(network: Network, { model, optimizerOf, start, batches }: TrainCase): Job {
  const { dim, latent } = model.options
  network.sizes = [dim, latent, dim]
  network.initialize()
  network.setActivation()
  Object.assign(network.trainOpts, { momentum: 0, learningRate: optimizerOf(model.phases[0]).settings.lr })
  for (const [i, name] of ['encoder', 'decoder'].entries()) setLayer(network, i + 1, name, start.weights)
  let step = 0
  function next(): number {
    const sample = Array.from(cells(batches[step++ % batches.length].x))
    return 0.5 * dim * network.trainPattern({ input: sample, output: sample }, true)
  }
  return {
    steps: 1,
    check: async () => Array.from({ length: checkedSteps }, next),
    begin: async () => {},
    async once() {
      next()
      return undefined
    },
    dispose: async () => {},
  }
}

function setLayer({ weights, biases }: Network, layer: number, name: string, start: Weights): void {
  const [weight, bias] = [start[`${name}.weight`], start[`${name}.bias`]]
  const all = cells(weight)
  const [rows, columns] = weight.shape
  weights[layer] = Array.from({ length: rows }, (_, i) =>
    Array.from(all.subarray(i * columns, (i + 1) * columns)),
  )
  biases[layer] = Array.from(cells(bias))
}
