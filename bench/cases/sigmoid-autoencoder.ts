import { type Trainable, trainedBy } from '../../src/models/model.ts'
import { dense } from '../../src/nn/dense.ts'
import { nested, part } from '../../src/nn/parameters.ts'
import { affine, mean, sigmoid, square, sub, sum } from '../../src/ops/index.ts'

/** What is trained, and the sizes that it has. */
export type Trained = Trainable & { readonly options: Readonly<Record<string, number>> }

/**
 * x -> sigmoid(W2 sigmoid(W1 x + b1) + b2), trained by half the squared error of a sample: the only kind of network, and
 * the only loss, that brain.js knows.
 */
export function sigmoidAutoencoder({ dim, latent }: { dim: number; latent: number }): Trained {
  const [encoder, decoder] = [dense(dim, latent), dense(latent, dim)]
  return {
    name: 'sigmoid-autoencoder',
    options: { dim, latent },
    parameters: { ...nested('encoder', encoder.parameters), ...nested('decoder', decoder.parameters) },
    samples: { x: [dim] },
    phases: trainedBy((params, { x }) => {
      const code = sigmoid(encoder.apply(part(params, 'encoder'), x))
      const decoded = sigmoid(decoder.apply(part(params, 'decoder'), code))
      return affine(mean(sum(square(sub(decoded, x)), 1)), 0.5, 0)
    }),
  }
}
