import { seededRandom } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Law } from '../law.ts'
import { inconclusive } from '../measure.ts'
import { amplification, roundoff, sizes } from './amplification.ts'
import { caseSize, seeds } from './cases.ts'
import { flowLaw } from './flow-law.ts'
import { dimension, type Rows, toLatent } from './maps.ts'
import { outputFrom } from './mistakes.ts'
import { charts, spaceOf } from './spaces.ts'

/** The most coordinates that are tried, one after the other, in a case. */
const mostColumns = 64
/** How many other values each coordinate is given. */
const others = 3

/**
 * The coordinate x_j of every sample is replaced by that of another; z_i has changed where it has by more than rounding.
 * 'all': every z_i changes with every x_j, for some sample. 'autoregressive': z_i changes with x_j for every j <= i, and
 * never for j > i.
 */
export const dependence: Law = flowLaw<number>({
  name: 'flow/dependence',
  nature: 'dependence',
  statement: 'z_i depends on the x_j that the convention `dependence` declares, and on no other',
  source: 'Papamakarios et al. 2021, section 3.1; a conditioner that ignores its input passes all else',
  uses: { to_latent: ['z'] },
  exempts: ({ conventions: { dependence = 'unstated' } }) =>
    dependence === 'all' || dependence === 'autoregressive' ? undefined : `the dependence is ${dependence}`,
  cases: () => seeds,
  runs: 3,
  async residual(subject, seed) {
    const x = drawData(subject, seed)
    const changes = await changesOf(subject, x, seed)
    if (!changes) return inconclusive('rounding drowns what a coordinate changes')
    const isOrdered = subject.conventions.dependence === 'autoregressive'
    const wrong = [...changes].flatMap(([j, changed]) =>
      changed.flatMap((has, i) => (has === (!isOrdered || j <= i) ? [] : [{ z: i, x: j, changes: has }])),
    )
    return { error: wrong.length, tolerance: 0, ...(wrong.length > 0 ? { at: wrong.slice(0, 8) } : {}) }
  },
  violators: {
    'the first latent coordinate ignores the last of the data': {
      to_latent: firstFrom((row) => row.with(-1, 0.5)),
    },
    'the first latent coordinate ignores the first of the data': {
      to_latent: firstFrom((row) => row.with(0, 0.5)),
    },
    'the conditioner ignores its input': {
      to_latent: outputFrom('to_latent', 'z', 'x', (row) => row.map((cell, j) => (j === 0 ? 0.5 : cell))),
    },
  },
})

/** z of the right subject, but its first coordinate as it is for changed data. */
function firstFrom(change: (row: readonly number[]) => number[]) {
  return outputFrom('to_latent', 'z', 'x', change)
}

function drawData(subject: Subject, seed: number): Rows {
  const random = seededRandom(seed)
  const { to } = charts[spaceOf(subject, 'data')]
  return Array.from({ length: caseSize }, () =>
    Array.from(random.uniform(dimension(subject)), (u) => Math.fround(to(4 * u - 2))),
  )
}

/** For each coordinate j that was tried, which z_i changed; undefined where rounding is as large as z itself. */
async function changesOf(
  subject: Subject,
  x: Rows,
  seed: number,
): Promise<Map<number, boolean[]> | undefined> {
  const dim = dimension(subject)
  const { value: z } = await toLatent(subject, x)
  const { value: amplified } = await amplification(subject, toLatent, 'data', x, sizes(x))
  const noise = amplified.map((row, n) =>
    row.map((cell, i) => 2 * roundoff(subject, cell + Math.abs(z[n][i]) + 1)),
  )
  if (noise.flat().every((cell) => cell > 0.1)) return undefined
  const changes = new Map<number, boolean[]>()
  for (const j of [...seededRandom(seed).split('columns').permutation(dim)].slice(0, mostColumns)) {
    const changed = Array.from({ length: dim }, () => false)
    for (let turn = 1; turn <= others; turn++) {
      const replaced = x.map((row, n) => row.with(j, other(x, n, j, turn)))
      const { value: there } = await toLatent(subject, replaced)
      there.forEach((row, n) => {
        row.forEach((cell, i) => {
          if (!(Math.abs(cell - z[n][i]) <= noise[n][i])) changed[i] = true
        })
      })
    }
    changes.set(j, changed)
  }
  return changes
}

/** Another sample's coordinate; of a batch of one, a neighbouring coordinate moved. */
const other = (x: Rows, n: number, j: number, turn: number): number =>
  x.length > turn ? x[(n + turn) % x.length][j] : x[n][j] * (1 - turn / 8)
