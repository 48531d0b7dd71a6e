import { batchIndependent, centredOnBatch, firstForAll, reversed, timesCount } from '../adversarial/batch.ts'
import { batchStatistics } from '../adversarial/batch-statistics.ts'
import { lossesAreMeans } from '../adversarial/means.ts'
import { shapesAndFinite, unreduced, withAxis, withNaN } from '../adversarial/shapes.ts'
import { lossTo } from '../adversarial/violators.ts'
import { ganFamily } from './define.ts'
import { lossOfTerms, ofFirst } from './violators.ts'

export const ganShapes = shapesAndFinite(
  ganFamily,
  'generate gives what discriminate takes, score is [N], the losses are one number each; all are finite',
  {
    'a score comes with an axis too many': { discriminate: withAxis('score') },
    'generate gives NaN for a pixel': { generate: withNaN('x') },
    'the loss is not reduced over the batch': { discriminator_loss: unreduced('loss') },
  },
)

export const ganBatchIndependent = batchIndependent(
  ganFamily,
  'both networks are maps of one sample; batch normalisation must use its running statistics',
  {
    'discriminate subtracts the mean of its batch': { discriminate: centredOnBatch('score') },
    'generate normalises by its batch': { generate: centredOnBatch('x') },
    'generate gives the batch in reverse': { generate: reversed('x') },
    'generate gives the first sample for all': { generate: firstForAll('x') },
  },
)

export const ganBatchStatistics = batchStatistics(
  ganFamily,
  'Ioffe & Szegedy 2015, algorithm 1: in training a batch counts by its means alone',
  {
    'generate gives the batch in reverse': { generate: reversed('x') },
    'discriminate gives the first sample for all': { discriminate: firstForAll('score') },
    'scores grow with the number of samples': { discriminate: timesCount('score') },
  },
)

export const ganLossesAreMeans = lossesAreMeans(
  ganFamily,
  'Goodfellow et al. 2014, algorithm 1: each step follows the mean over a minibatch',
  {
    'the discriminator loss is a sum over the batch': {
      discriminator_loss: lossTo((loss, samples) => loss * samples),
    },
    'the generator loss is a sum over the batch': {
      generator_loss: lossTo((loss, samples) => loss * samples),
    },
    'the loss is of the first sample alone': { discriminator_loss: ofFirst('discriminator_loss') },
    'the scores are averaged before the loss': {
      discriminator_loss: lossOfTerms(({ real, fake }, average) => [average(real), average(fake)]),
    },
  },
)
