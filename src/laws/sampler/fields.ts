import fc from 'fast-check'
import { type Random, seededRandom } from '../../data/random.ts'
import { actionOf, neighbours } from '../../lattice/field.ts'
import type { Phi4 } from '../../lattice/phi4.ts'
import type { Shape } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Rows } from '../rows.ts'
import { sumRoundoff } from '../vae/roundoff.ts'

/** Names a batch of fields: what it is made of is drawn from the seed, so that it can be replayed. */
export interface Draw {
  readonly seed: number
}

export const draws = (): fc.Arbitrary<Draw> => fc.record({ seed: fc.noShrink(fc.nat(2 ** 31 - 1)) })

export const randomOf = ({ seed }: Draw): Random => seededRandom(seed)

/** How many fields a law tries at once: what the subject takes, or six. */
export const batchOf = (subject: Subject): number => subject.batch ?? 6

/** The shape of one field, from whichever function takes one. */
export function fieldShape({ functions }: Subject): Shape {
  const { action, log_density, propose } = functions
  return action?.inputs.phi ?? log_density?.inputs.x ?? propose?.inputs.z ?? []
}

/** The side of a square lattice; undefined where a field is no such thing. */
export function sideOf(subject: Subject): number | undefined {
  const lengths = fieldShape(subject).filter((length) => length !== 1)
  return lengths.length === 2 && lengths[0] === lengths[1] ? lengths[0] : undefined
}

/** Why there is no square lattice; undefined where there is one. */
export const whyNoLattice = (subject: Subject): string | undefined =>
  sideOf(subject) === undefined ? `a field of shape [${fieldShape(subject)}] is no square lattice` : undefined

/** Fields of normal sites, in numbers that float32 holds exactly: small enough for phi^4 to leave the others their digits. */
export const fieldsOf = (subject: Subject, random: Random, scale = 1): Rows =>
  Array.from({ length: batchOf(subject) }, () =>
    random.normal(fieldShape(subject).reduce((a, b) => a * b, 1)).map((x) => Math.fround(scale * x)),
  )

/** The theory that a subject declares. */
export function theoryOf({ conventions }: Subject): Phi4 | undefined {
  const { mass_squared, coupling } = conventions
  return typeof mass_squared === 'number' && typeof coupling === 'number'
    ? { massSquared: mass_squared, coupling }
    : undefined
}

/** S(phi) by its definition in float64. */
export const trueAction = (phi: Float64Array, side: number, theory: Phi4): number =>
  actionOf(phi, neighbours(side), theory).action

/** What rounding may make of an action: its terms are those of |phi|, with every sign a plus. */
export function actionRoundoff(subject: Subject, phi: Float64Array): number {
  const { massSquared, coupling } = theoryOf(subject) ?? { massSquared: 4, coupling: 16 }
  const terms = phi.reduce(
    (sum, x) => sum + (16 + Math.abs(massSquared)) * x * x + Math.abs(coupling) * x ** 4,
    0,
  )
  return sumRoundoff(subject, 4 * phi.length, terms)
}
