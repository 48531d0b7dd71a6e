import type { Subject } from '../../subjects/subject.ts'
import { callRows, scalars } from '../calls.ts'
import { judge } from '../diagnosis.ts'
import type { Rows } from '../rows.ts'
import { mapCells } from '../violators.ts'
import { latentSize } from './calls.ts'
import { batchOf, type Draw, draws, randomOf, samples } from './cases.ts'
import { vaeLaw } from './define.ts'
import { lackingPart } from './elbo.ts'
import { encoded, evidenceOf, isLinear, whyNoEvidence } from './evidence.ts'
import { familyOf } from './family.ts'
import { isKlEstimated, tell } from './pipeline.ts'
import { integrate, noiseRule, quadraticRule } from './quadrature.ts'
import { networkRoundoff } from './roundoff.ts'
import { changed, misfed } from './violators.ts'

export const elboBelowEvidence = vaeLaw<Draw>({
  name: 'vae/elbo-below-evidence',
  nature: 'expectation',
  statement: 'the mean of elbo over eps, beta put to 1, falls short of log p(x) by KL(q(z|x) to p(z|x))',
  source: 'Kingma & Welling 2014, eq. 1; log p(x) of linear decoders: Tipping & Bishop 1999, eq. 4',
  needs: ['elbo', 'encode', 'decode'],
  exempts: async (subject) =>
    lackingPart(subject, betaOf(subject) === 1 ? ['elbo'] : ['elbo', 'kl']) ??
    (await whyNoEvidence(subject)) ??
    (await whyNoMean(subject)),
  cases: draws,
  runs: 3,
  async residual(subject, draw) {
    const x = samples(subject, randomOf(draw), (await isLinear(subject)) ? batchOf(subject) : 1)
    const evidences = await evidenceOf(subject, x)
    const posteriors = await encoded(subject, x)
    const means = await meanElbos(subject, x)
    const carries = await roundoffs(subject, x)
    return judge(
      await Promise.all(
        evidences.map(async ({ logEvidence, terms, uncertainty, gap }, n) => {
          const { nats, change: ofGap } = await gap(posteriors[n])
          const { mean, change: ofMean } = means[n]
          // Both means are by the rule that draws eps: what it is off by, it is off by in both.
          const tolerance = carries[n] + networkRoundoff(subject, terms) + Math.abs(ofGap + ofMean)
          const mistakes =
            mean > logEvidence + uncertainty + Math.abs(ofMean) + tolerance
              ? { 'it lies above log p(x): it is no bound': mean }
              : {}
          const at = { 'log p(x)': logEvidence, 'KL(q to posterior)': nats }
          return { claimed: mean, expected: logEvidence - nats, tolerance, mistakes, at }
        }),
      ),
    )
  },
  violators: {
    'eps is scaled by 0.01': { elbo: misfed('elbo', 'eps', (eps) => mapCells(eps, (draw) => draw / 100)) },
    'the reconstruction is a mean over the numbers of x': {
      elbo: ({ elbo, reconstruction, ...rest }, { x }) => {
        const lost = (r: number) => r * (1 - x.shape[0] / x.data.length)
        return { ...rest, reconstruction, elbo: mapCells(elbo, (e, n) => e - lost(reconstruction.data[n])) }
      },
    },
    'a constant is off by log 2 pi': { elbo: changed('elbo', (elbo) => elbo + Math.log(2 * Math.PI)) },
    'its kl is halved': {
      elbo: (parts) => ({ ...parts, elbo: mapCells(parts.elbo, (e, n) => e + parts.kl.data[n] / 2) }),
    },
  },
})

const betaOf = ({ conventions }: Subject): number => Number(conventions.beta ?? 1)

/** Whether elbo is quadratic in eps, so that a few nodes give its mean: but for a Laplace density at z. */
const isQuadratic = async (subject: Subject): Promise<boolean> =>
  (await isLinear(subject)) && !(isKlEstimated(subject) && familyOf(subject).noise === 'laplace')

async function whyNoMean(subject: Subject): Promise<string | undefined> {
  if (latentSize(subject) <= 2 || (await isQuadratic(subject))) return undefined
  return `the mean over ${latentSize(subject)} latents of a Laplace density's estimate takes more nodes than there are`
}

/** The mean over eps of each sample's elbo; where beta weighs the kl, with the rest of it put back. */
async function meanElbos(subject: Subject, x: Rows) {
  const latents = latentSize(subject)
  const rule = (await isQuadratic(subject)) ? quadraticRule(subject, latents) : noiseRule(subject, latents)
  const beta = betaOf(subject)
  const found = []
  for (const row of x) {
    const { elbo, kl } = await callRows(subject, 'elbo', { x: rule.nodes.map(() => row), eps: rule.nodes })
    const values = scalars(elbo).map((value, i) => (beta === 1 ? value : value + (beta - 1) * kl[i][0]))
    found.push(integrate(rule, values))
  }
  return found
}

/** What rounding may make of a sample's elbo: twice the most that is seen at a few eps. */
async function roundoffs(subject: Subject, x: Rows): Promise<number[]> {
  const { nodes } = quadraticRule(subject, latentSize(subject))
  const most = x.map(() => 0)
  for (const eps of nodes.slice(0, 4)) {
    const told = await tell(
      subject,
      x,
      x.map(() => eps),
    )
    told.forEach(({ tolerance }, n) => {
      most[n] = Math.max(most[n], 2 * (tolerance.reconstruction + tolerance.kl))
    })
  }
  return most
}
