import { batchIndependent, centredOnBatch, firstForAll, reversed } from '../adversarial/batch.ts'
import { lossesAreMeans } from '../adversarial/means.ts'
import { shapesAndFinite, unreduced, withAxis, withNaN } from '../adversarial/shapes.ts'
import { lossTo } from '../adversarial/violators.ts'
import { translatorFamily } from './define.ts'
import { ofFirstSamples } from './violators.ts'

export const translatorShapes = shapesAndFinite(
  translatorFamily,
  'a_to_b gives what b_to_a takes, b_to_a what a_to_b takes, the losses one number each; all are finite',
  {
    'a translation comes with an axis too many': { a_to_b: withAxis('y') },
    'a translation is not a number somewhere': { b_to_a: withNaN('y') },
    'the cycle loss is not reduced over the batch': { cycle_loss: unreduced('loss') },
  },
)

export const translatorBatchIndependent = batchIndependent(
  translatorFamily,
  'Zhu et al. 2017, section 7.1: instance normalisation is of each sample by itself',
  {
    'a_to_b normalises by its batch': { a_to_b: centredOnBatch('y') },
    'b_to_a gives the batch in reverse': { b_to_a: reversed('y') },
    'b_to_a gives the first sample for all': { b_to_a: firstForAll('y') },
  },
)

export const translatorLossesAreMeans = lossesAreMeans(
  translatorFamily,
  'Zhu et al. 2017, eq. 2: expectations over each domain',
  {
    'the cycle loss is a sum over the batch': { cycle_loss: lossTo((loss, samples) => loss * samples) },
    'the identity loss is a sum over the batch': {
      identity_loss: lossTo((loss, samples) => loss * samples),
    },
    'the loss is a root': { cycle_loss: lossTo(Math.sqrt) },
    'the loss is of the first pair alone': { cycle_loss: ofFirstSamples('cycle_loss') },
  },
)
