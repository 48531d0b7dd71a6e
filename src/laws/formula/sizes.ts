import type { Axes, Formula, Settings } from '../../formulas/index.ts'
import type { Shape } from '../../ops/shape.ts'
import type { OpenShape, Subject } from '../../subjects/subject.ts'

/** Lengths of axes by name. */
export type Sizes = Readonly<Record<string, number>>

/** Lengths that all differ, so that no axis can be taken for another: even and odd D, by turns. */
const generic: readonly Sizes[] = [
  { N: 5, D: 7, K: 3, C: 3, H: 4, W: 2, I: 2, O: 4, k: 3, l: 3, L: 4, '...0': 3, '...1': 2, '...2': 4 },
  { N: 4, D: 6, K: 5, C: 2, H: 3, W: 5, I: 4, O: 2, k: 3, l: 3, L: 5, '...0': 2, '...1': 5, '...2': 3 },
]

/** An input's axes by name with the ellipsis written out: '...0', '...1', as many as the subject takes, or two. */
function named(axes: Axes, open: OpenShape | null | undefined): string[] {
  const further = open ? open.length - axes.filter((axis) => axis !== '...').length : 2
  return axes.flatMap((axis) =>
    axis === '...' ? Array.from({ length: Math.max(further, 0) }, (_, i) => `...${i}`) : [axis],
  )
}

/** The lengths of axes where the subject fixes them, and generic ones otherwise. Throws where it fixes two for one. */
export function sizesOf(formula: Formula, settings: Settings, subject: Subject, turn: number): Sizes {
  return {
    ...generic[turn % generic.length],
    ...formula.sizes?.(settings),
    ...fixedSizes(formula, subject),
  }
}

function fixedSizes({ name, inputs }: Formula, subject: Subject): Sizes {
  const fixed: Record<string, number> = {}
  const shapes = subject.functions.value.axes ?? {}
  for (const [input, { axes }] of Object.entries(inputs)) {
    const names = named(axes, shapes[input])
    shapes[input]?.forEach((length, i) => {
      if (length === null) return
      const [symbol, known] = solved(names[i], length, fixed)
      if (fixed[symbol] !== undefined && fixed[symbol] !== known) {
        throw new RangeError(
          `${name}: the subject fixes the axis ${symbol} to ${fixed[symbol]}, and to ${known} in ${input}; ` +
            'export it with one length',
        )
      }
      fixed[symbol] = known
    })
  }
  return fixed
}

/** What an axis's length says of the axis it is named after: '2H' of length 6 says that H is 3. */
function solved(axis: string, length: number, fixed: Sizes): [string, number] {
  if (axis.startsWith('2')) return [axis.slice(1), length / 2]
  if (axis !== 'D-d') return [axis, length]
  const fits = fixed.D !== undefined && fixed.D - Math.floor(fixed.D / 2) === length
  return ['D', fits ? fixed.D : 2 * length]
}

function lengthOf(axis: string, sizes: Sizes): number {
  if (axis.startsWith('2')) return 2 * sizes[axis.slice(1)]
  return axis === 'D-d' ? sizes.D - Math.floor(sizes.D / 2) : sizes[axis]
}

/** The whole shape of every input. */
export function shapesOf({ inputs }: Formula, sizes: Sizes, subject: Subject): Record<string, Shape> {
  const shapes = subject.functions.value.axes ?? {}
  return Object.fromEntries(
    Object.entries(inputs).map(([input, { axes }]) => [
      input,
      named(axes, shapes[input]).map((axis) => lengthOf(axis, sizes)),
    ]),
  )
}

/** Why a subject's fixed shapes can't tell a right formula from a wrong one; undefined where they can. */
export function whyDegenerate(formula: Formula, subject: Subject): string | undefined {
  const fixed = fixedSizes(formula, subject)
  const reduced = formula.reduces.flatMap((axis) =>
    axis === '...' ? Object.keys(fixed).filter((name) => name.startsWith('...')) : [axis],
  )
  const isOne = (axis: string) => (axis === 'D-d' ? fixed.D === 2 : fixed[axis] === 1)
  if (reduced.length === 0 || !reduced.every(isOne)) return undefined
  return `the axes ${reduced.join(', ')} that the formula reduces have length 1: export it for longer ones`
}
