import type { Dataset } from '../../data/dataset.ts'
import type { Engine } from '../../engines/engine.ts'
import { value } from '../../engines/value.ts'
import { trace } from '../../graph/trace.ts'
import { fromRows, type Rows, toRows } from '../../laws/rows.ts'
import { type Trainable, trainedBy } from '../../models/model.ts'
import { conv } from '../../nn/conv.ts'
import { dense } from '../../nn/dense.ts'
import { nested, type Params, part, type Weights } from '../../nn/parameters.ts'
import { exp } from '../../ops/exp.ts'
import { logsumexp } from '../../ops/logsumexp.ts'
import { mean } from '../../ops/mean.ts'
import { mul } from '../../ops/mul.ts'
import { neg } from '../../ops/neg.ts'
import { relu } from '../../ops/relu.ts'
import { reshape } from '../../ops/reshape.ts'
import { sub } from '../../ops/sub.ts'
import { sum } from '../../ops/sum.ts'
import type { Tensor } from '../../ops/tensor.ts'
import { train } from '../../training/run.ts'

/** What images show, as someone sees it who has learnt that from real ones. */
export interface Classifier {
  /** p(class | image) of every image, [N][classes]. */
  readonly classify: (images: Rows) => Promise<Rows>
}

const settings = { batch: 64, learningRate: 4e-3 }

/**
 * Trains a classifier on images of one channel and their labels 0, 1, ..., and runs it on the same engine.
 * Throws a RangeError where the data have no labels, or the images are not squares with a side that 4 divides.
 */
export async function trainClassifier(
  { name, x, labels }: Dataset,
  engine: Engine,
  { seed, steps }: { seed: number; steps: number },
): Promise<Classifier> {
  if (!labels)
    throw new RangeError(`${name} has no labels to learn to tell classes by; choose labelled images`)
  const classes = Math.max(...labels) + 1
  const model = imageClassifier(x.shape[1], classes)
  const { weights } = await train(
    model,
    engine,
    { x, y: oneHot(labels, classes) },
    { seed, steps, ...settings },
  )
  return { classify: (images) => run(model, weights, engine, images) }
}

const oneHot = (labels: Uint8Array, classes: number) =>
  value(
    Float32Array.from({ length: labels.length * classes }, (_, i) =>
      labels[Math.floor(i / classes)] === i % classes ? 1 : 0,
    ),
    [labels.length, classes],
  )

interface ImageClassifier extends Trainable {
  /** x [N, dim] -> log p(class | x) [N, classes] */
  readonly logProbabilities: (params: Params, x: Tensor) => Tensor
}

/** Two convolutions that halve the side, and a dense layer of what is left; trained by cross entropy. */
function imageClassifier(dim: number, classes: number, channels = 16): ImageClassifier {
  const side = Math.sqrt(dim)
  if (!Number.isInteger(side / 4)) {
    throw new RangeError(`classifier: x must be square images with a side that 4 divides, got ${dim} pixels`)
  }
  const halve = { kernel: 4, stride: 2, padding: 1 }
  const first = conv(1, channels, halve)
  const second = conv(channels, 2 * channels, halve)
  const features = 2 * channels * (side / 4) ** 2
  const last = dense(features, classes)

  function logProbabilities(params: Params, x: Tensor): Tensor {
    const n = x.shape[0]
    const low = relu(first.apply(part(params, 'first'), reshape(x, [n, 1, side, side])))
    const high = relu(second.apply(part(params, 'second'), low))
    const logits = last.apply(part(params, 'last'), reshape(high, [n, features]))
    return sub(logits, logsumexp(logits, 1, { keep: true }))
  }

  return {
    name: 'image classifier',
    parameters: {
      ...nested('first', first.parameters),
      ...nested('second', second.parameters),
      ...nested('last', last.parameters),
    },
    logProbabilities,
    samples: { x: [dim], y: [classes] },
    phases: trainedBy((params, { x, y }) => neg(mean(sum(mul(y, logProbabilities(params, x)), 1)))),
  }
}

async function run(model: ImageClassifier, weights: Weights, engine: Engine, images: Rows): Promise<Rows> {
  const x = fromRows(images, model.samples.x)
  const shapes = Object.entries(model.parameters).map(([path, { shape }]) => [path, shape])
  const graph = trace({ ...Object.fromEntries(shapes), x: x.shape }, ({ x, ...params }) => ({
    p: exp(model.logProbabilities(params, x)),
  }))
  const executable = await engine.compile(graph)
  try {
    const { p } = await executable.run({ ...weights, x })
    return toRows(p)
  } finally {
    await executable.dispose()
  }
}
