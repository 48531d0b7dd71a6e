import { size } from '../../ops/shape.ts'
import { callRows, scalars } from '../calls.ts'
import { drawCount } from './calls.ts'
import { type Draw, draws, randomOf, samples } from './cases.ts'
import { vaeLaw } from './define.ts'
import { encoded, evidenceOf, whyNoEvidence } from './evidence.ts'
import { noises } from './family.ts'
import { networkRoundoff } from './roundoff.ts'
import { changed } from './violators.ts'

/** Draws of eps, and standard errors allowed: with so many a right subject is wronged once in some 10^8 cases. */
const count = 1024
const errors = 6

export const iwaeBelowEvidence = vaeLaw<Draw>({
  name: 'vae/iwae-below-evidence',
  nature: 'expectation',
  statement: `the mean of bound lies between that of one draw, log p(x) - KL(q(z|x) to p(z|x)), and log p(x), within ${errors} standard errors of ${count} draws`,
  source: 'Burda, Grosse & Salakhutdinov 2016, theorem 1',
  needs: ['iwae', 'encode', 'decode'],
  exempts: whyNoEvidence,
  cases: draws,
  runs: 2,
  async residual(subject, draw) {
    const random = randomOf(draw)
    const x = samples(subject, random, 1)
    const [{ logEvidence, terms, uncertainty, gap }] = await evidenceOf(subject, x)
    const { nats, change: ofGap } = await gap((await encoded(subject, x))[0])
    const eps = noises(subject, random, count, size(subject.functions.iwae.inputs.eps))
    const bounds = scalars((await callRows(subject, 'iwae', { x: eps.map(() => x[0]), eps })).bound)
    const mean = bounds.reduce((sum, bound) => sum + bound, 0) / count
    const variance = bounds.reduce((sum, bound) => sum + (bound - mean) ** 2, 0) / (count - 1)
    const spread = errors * Math.sqrt(variance / count) + networkRoundoff(subject, terms + Math.abs(mean))
    const isAbove = mean > logEvidence
    return {
      error: Math.max(0, mean - logEvidence, logEvidence - nats - mean) + 0 * mean,
      tolerance: spread + uncertainty + Math.abs(ofGap),
      at: { 'log p(x)': logEvidence, 'KL(q to posterior)': nats, 'mean bound': mean, x: Array.from(x[0]) },
      ...(isAbove ? { diagnosis: 'it lies above log p(x): it is no bound' } : {}),
    }
  },
  violators: {
    'log K is not subtracted': {
      iwae: (outputs, inputs, right) =>
        changed('bound', (bound) => bound + Math.log(drawCount(right)))(outputs, inputs, right),
    },
    'the log 2 pi terms have the other sign': {
      iwae: (outputs, inputs, right) =>
        changed(
          'bound',
          (bound) => bound + (inputs.x.data.length / inputs.x.shape[0]) * Math.log(2 * Math.PI),
        )(outputs, inputs, right),
    },
    'it has the sign of a loss': { iwae: changed('bound', (bound) => -bound) },
  },
})
