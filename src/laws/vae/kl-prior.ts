import type { Subject } from '../../subjects/subject.ts'
import type { Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { latentSize } from './calls.ts'
import { batchOf, type Draw, draws, randomOf } from './cases.ts'
import { vaeLaw } from './define.ts'
import { leastKl } from './family.ts'
import { klRoundoff, klRows } from './kl.ts'
import { logVariances, writeSpread } from './spread.ts'
import { changed, klFrom } from './violators.ts'

/** The step of the differences. Their truncation, h^2 / 12 in the gradient and h^2 / 24 in the Hessian, is taken off. */
const h = 0.25

export const klZeroAtPrior = vaeLaw<Draw>({
  name: 'vae/kl-zero-at-prior',
  nature: 'identity',
  statement:
    'kl is 0 at (0, 1) for a Gaussian posterior, and more beside it; its gradient there is 0, its Hessian 1 by a mean, 1/2 by a log variance',
  source: 'KL is a divergence, whose second order is the Fisher information (Kullback 1959, section 2.6)',
  needs: ['kl'],
  cases: draws,
  runs: 6,
  async residual(subject, draw) {
    const random = randomOf(draw)
    const width = latentSize(subject)
    const found: Residual[] = []
    for (let n = 0; n < batchOf(subject); n++) {
      const [i, j] = random.integers(2, width)
      const angle = n < 2 ? (n * Math.PI) / 2 : 2 * Math.PI * random.uniform(1)[0]
      found.push(await along(subject, { i, j, cos: Math.cos(angle), sin: Math.sin(angle) }))
    }
    return worst(found)
  },
  violators: {
    'the - 1 is missing': klFrom((m, l) => (m * m + Math.exp(l) - l) / 2),
    'the log variance is halved': klFrom((m, l) => (m * m + Math.exp(l) - 1 - l / 2) / 2),
    'the mean over latents is taken': {
      kl: (outputs, inputs, right) => changed('kl', (kl) => kl / latentSize(right))(outputs, inputs, right),
    },
    'the mean is not squared': klFrom((m, l) => (Math.abs(m) + Math.exp(l) - 1 - l) / 2),
    'the variance is forgotten': klFrom((m) => (m * m) / 2),
  },
})

/** From the prior along cos by the i-th mean and sin by the j-th log variance. */
interface Direction {
  readonly i: number
  readonly j: number
  readonly cos: number
  readonly sin: number
}

async function along(subject: Subject, { i, j, cos, sin }: Direction): Promise<Residual> {
  const points = [0, h, -h].map((t) => {
    const mean = new Float64Array(latentSize(subject))
    const logs = new Float64Array(mean.length)
    mean[i] = Math.fround(t * cos)
    logs[j] = t * sin
    const spread = writeSpread(subject, logs)
    return { mean, spread, logs: logVariances(subject, spread) }
  })
  const posterior = { mean: points.map(({ mean }) => mean), spread: points.map(({ spread }) => spread) }
  const [zero, ahead, behind] = await klRows(subject, posterior)
  const carry = Math.max(...points.map(({ mean, logs }) => klRoundoff(subject, mean, logs)))
  // Spreads are rounded to float32 as they are written: 2^-23 of them beside the prior.
  const written = 2 ** -23
  const t = h * sin
  const least = latentSize(subject) * leastKl(subject)
  const told = (what: string, error: number, tolerance: number): Residual => ({
    error,
    tolerance,
    at: { what, 'by mean': { i, cos }, 'by log variance': { j, sin } },
  })
  return worst([
    told('kl at the prior', Math.abs(zero - least), carry),
    told('gradient', Math.abs(ahead - behind - Math.sinh(t) + t) / (2 * h), (carry + written) / h),
    told(
      'Hessian',
      Math.abs(ahead + behind - 2 * zero - (h * cos) ** 2 - Math.cosh(t) + 1) / h ** 2,
      (4 * carry + 2 * written) / h ** 2,
    ),
    told('more beside it', Math.max(0, (h * h) / 8 - Math.min(ahead, behind) + least), carry),
  ])
}
