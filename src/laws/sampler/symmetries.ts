import type { Random } from '../../data/random.ts'

export interface Symmetry {
  readonly name: string
  readonly image: (phi: Float64Array) => Float64Array
}

/** phi at a site that is worked out from the site's row and column, on a torus. */
export function moved(
  phi: Float64Array,
  side: number,
  from: (row: number, column: number) => readonly [number, number],
): Float64Array {
  const wrap = (place: number) => ((place % side) + side) % side
  return phi.map((_, i) => {
    const [row, column] = from(Math.floor(i / side), i % side)
    return phi[wrap(row) * side + wrap(column)]
  })
}

/** Each of the theory's exact symmetries: the translation is drawn, by something other than nothing. */
export function symmetries(side: number, random: Random): Symmetry[] {
  const [down] = random.integers(1, side)
  const across = 1 + random.integers(1, Math.max(1, side - 1))[0]
  const by = (name: string, from: Parameters<typeof moved>[2]): Symmetry => ({
    name,
    image: (phi) => moved(phi, side, from),
  })
  return [
    by(`translated by ${down} and ${across}`, (row, column) => [row + down, column + across]),
    by('reflected', (row, column) => [row, -column]),
    by('transposed', (row, column) => [column, row]),
    { name: 'negated', image: (phi) => phi.map((x) => -x) },
  ]
}
