import { batchIndependent, centredOnBatch, firstForAll, reversed } from '../adversarial/batch.ts'
import { meanOf } from '../adversarial/calls.ts'
import { lossesAreMeans } from '../adversarial/means.ts'
import { shapesAndFinite, unreduced, withAxis, withNaN } from '../adversarial/shapes.ts'
import { lossFrom, lossTo } from '../adversarial/violators.ts'
import { wganFamily } from './define.ts'
import { criticOfBatch, oneAlpha } from './violators.ts'

export const wganShapes = shapesAndFinite(
  wganFamily,
  'generate gives what critic takes, score is [N], the losses and the penalty one number each, alpha one a sample; all are finite',
  {
    'a score comes with an axis too many': { critic: withAxis('score') },
    'generate gives NaN for a pixel': { generate: withNaN('x') },
    'the penalty is not reduced over the batch': { gradient_penalty: unreduced('penalty') },
    'the penalty is not a number': { gradient_penalty: withNaN('penalty') },
  },
)

export const wganBatchIndependent = batchIndependent(
  wganFamily,
  'Gulrajani et al. 2017, section 4: the penalty is of each sample by itself, so that no batch normalisation may couple them',
  {
    'critic normalises by its batch': { critic: centredOnBatch('score') },
    'critic gives the batch in reverse': { critic: reversed('score') },
    'generate subtracts the mean of its batch': { generate: centredOnBatch('x') },
    'generate gives the first sample for all': { generate: firstForAll('x') },
  },
)

export const wganLossesAreMeans = lossesAreMeans(
  wganFamily,
  'Arjovsky et al. 2017, algorithm 1; Gulrajani et al. 2017, algorithm 1: means over a minibatch',
  {
    'the critic loss is a sum over the batch': { critic_loss: lossTo((loss, samples) => loss * samples) },
    'the generator loss is a sum over the batch': {
      generator_loss: lossTo((loss, samples) => loss * samples),
    },
    'the generator loss is squared': { generator_loss: lossFrom(({ fake }) => meanOf(fake) ** 2) },
    'the penalty is a sum over the batch': {
      gradient_penalty: lossTo((loss, samples) => loss * samples, 'penalty'),
    },
    'one alpha serves the whole batch': { gradient_penalty: oneAlpha },
    'the critic normalises by its batch': criticOfBatch,
  },
)
