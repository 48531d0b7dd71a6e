import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { type Rows, subtract } from '../rows.ts'
import { cleanShape, corrupt, noiseShape } from './calls.ts'
import { constantNoise } from './cases.ts'

export type Corruption = 'gaussian' | 'masking' | 'unstated'

export const declaredCorruption = ({ conventions }: Subject): Corruption =>
  (conventions.corruption ?? 'unstated') as Corruption

/** Why a law about a kind of corruption does not apply; undefined where it does. */
export const exemptUnless =
  (...kinds: readonly Corruption[]) =>
  (subject: Subject): string | undefined => {
    if (!kinds.includes(declaredCorruption(subject)))
      return `its convention \`corruption\` is not ${kinds.join(' or ')}`
    return noiseShape(subject) ? undefined : 'its corruption takes no noise'
  }

const zeros = (subject: Subject, rows: Rows): Rows =>
  rows.map(() => new Float64Array(size(cleanShape(subject))))

/** sigma, how far a unit of Gaussian noise carries a feature: as declared, or as corrupt makes it of a black image. */
export async function sigmaOf(subject: Subject): Promise<number> {
  if (typeof subject.conventions.sigma === 'number') return subject.conventions.sigma
  const [none, unit] = [constantNoise(subject, 0), constantNoise(subject, 1)]
  const x = zeros(subject, none)
  const [before] = await corrupt(subject, { x, noise: none })
  const [after] = await corrupt(subject, { x, noise: unit })
  return subtract(after, before).reduce((sum, cell) => sum + cell / after.length, 0)
}
