import fc from 'fast-check'
import { seededRandom } from '../../data/random.ts'
import type { Values } from '../../engines/engine.ts'
import { value } from '../../engines/value.ts'
import { type Formula, formulaNamed, type Settings } from '../../formulas/index.ts'
import type { Subject } from '../../subjects/subject.ts'
import { shapesOf, sizesOf } from './sizes.ts'

/** Names a set of inputs: what they are is drawn from the seed, so that it can be replayed. */
export interface Draw {
  readonly seed: number
}

/** Seeds do not become simpler by being smaller. */
export const draws = (): fc.Arbitrary<Draw> => fc.noShrink(fc.record({ seed: fc.nat(2 ** 31 - 1) }))

/** The formula that a subject says it computes, with its settings. */
export interface Claimed {
  readonly formula: Formula
  readonly settings: Settings
}

export function claimedBy(subject: Subject): Claimed {
  const formula = formulaNamed(subject.formula ?? '')
  const names = [...Object.keys(formula.parameters), ...Object.keys(formula.conventions)]
  const settings = Object.fromEntries(names.map((name) => [name, subject.conventions[name]]))
  return { formula, settings }
}

/** Ordinary inputs, smaller ones where a small constant shows, or one of the domains' extremes. */
export type Regime = 'generic' | 'small' | number

export const ordinary = (formula: Formula): Regime[] => (formula.small ? ['generic', 'small'] : ['generic'])

export const extremesOf = ({ inputs }: Formula): Regime[] => {
  const most = Math.max(...Object.values(inputs).map(({ domain }) => domain.extremes?.length ?? 0))
  return Array.from({ length: most }, (_, i) => i)
}

/** Inputs of a formula in the subject's shapes, in numbers that float32 holds exactly. */
export function inputsFor(
  subject: Subject,
  { formula, settings }: Claimed,
  draw: Draw,
  regime: Regime,
): Values {
  const shapes = shapesOf(formula, sizesOf(formula, settings, subject, draw.seed), subject)
  const random = seededRandom(draw.seed).split(`${formula.name} ${regime}`)
  return Object.fromEntries(
    Object.entries(formula.inputs).map(([name, { domain }]) => {
      const scale = regime === 'small' ? (formula.small?.[name] ?? 1) : 1
      const extremes = domain.extremes ?? []
      const drawn =
        typeof regime === 'number' && extremes.length > 0 ? extremes[regime % extremes.length] : domain.draw
      const cells = drawn(random.split(name), shapes[name])
      return [
        name,
        value(
          cells.map((cell) => Math.fround(scale * cell)),
          shapes[name],
        ),
      ]
    }),
  )
}
