import type { Law, Residual } from '../law.ts'
import { inconclusive, worst } from '../measure.ts'
import { amplification, roundoff, sizes } from './amplification.ts'
import { type Points, pointsOn } from './cases.ts'
import { flowLaw } from './flow-law.ts'
import { type Row, toLatent } from './maps.ts'
import { changed } from './mistakes.ts'

/**
 * Says whether a subject is worth the other laws' while. At the identity, where training starts, most mistakes do not
 * show: such a subject is inconclusive, unless its convention `affine` says that it is meant so. One that takes two
 * samples to the same z is wrong.
 */
export const notDegenerate: Law = flowLaw<Points>({
  name: 'flow/not-degenerate',
  nature: 'dependence',
  statement:
    'different x have different z, and the map is not merely affine, unless it is said to be: z bends, or log_det varies',
  source: 'zero-initialised last layers (Kingma & Dhariwal 2018, section 3.3) hide mistakes',
  uses: { to_latent: ['z'] },
  cases: pointsOn('data'),
  runs: 3,
  async residual(subject, { points }) {
    const pairs = points.slice(1).map((b, n) => [points[n], b] as const)
    const apart = pairs.filter(([a, b]) => a.join() !== b.join())
    if (apart.length === 0) return inconclusive('all samples of the case are the same')
    const middles = apart.map(([a, b]) => a.map((cell, j) => (cell + b[j]) / 2))
    const ends = [apart.map(([a]) => a), middles, apart.map(([, b]) => b)]
    const [before, middle, after] = await Promise.all(ends.map((rows) => toLatent(subject, rows)))
    const around = await amplification(subject, toLatent, 'data', middles, sizes(middles))
    const collapsed = apart.map(([a, b], n): Residual => {
      const isSame = distance(before.value[n], after.value[n]) === 0
      return { error: isSame ? 1 : 0, tolerance: 0, at: { x: [a, b] } }
    })
    const found = worst(collapsed)
    if (found.error > 0) return { ...found, diagnosis: 'different x have the same z' }
    const bends = apart.some((_, n) => {
      const bend = middle.value[n].map((cell, i) => before.value[n][i] - 2 * cell + after.value[n][i])
      const noise = middle.value[n].map(
        (cell, i) => 4 * roundoff(subject, around.value[n][i] + Math.abs(cell) + 1),
      )
      return bend.some((cell, i) => !(Math.abs(cell) <= noise[i]))
    })
    const dets = [...before.logDet, ...after.logDet]
    const varies =
      dets.length > 0 && Math.max(...dets) - Math.min(...dets) > roundoff(subject, 1 + Math.abs(dets[0]))
    return bends || varies || subject.conventions.affine === true
      ? { error: 0, tolerance: 0 }
      : inconclusive('the map is affine and log_det constant, as before training: give it generic weights')
  },
  violators: {
    'z is the same for every x': { to_latent: changed('z', () => 0) },
    'z knows the sign of x only': { to_latent: changed('z', (cell) => Math.sign(cell)) },
  },
})

const distance = (a: Row, b: Row): number => Math.max(...a.map((cell, i) => Math.abs(cell - b[i])))
