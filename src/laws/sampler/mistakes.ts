import { type Alteration, mapCells, rowsOf } from '../violators.ts'
import { moved } from './symmetries.ts'

/** The action of a lattice that is not closed: neighbours beyond the last row count as 0. */
export const openBoundary: Alteration = ({ action }, { phi }) => {
  const rows = rowsOf(phi)
  const side = Math.sqrt(rows[0].length)
  const seam = (field: readonly number[]) =>
    field.slice(0, side).reduce((sum, x, i) => sum + x * field[(side - 1) * side + i], 0)
  return { action: mapCells(action, (s, n) => s + 2 * seam(rows[n])) }
}

/** A roll whose rows wrap into the next row: a flat field moved by one. */
export const wrapsWrongly: Alteration = ({ action }, { phi }) => {
  const rows = rowsOf(phi)
  const side = Math.sqrt(rows[0].length)
  const corrections = rows.map((field) => {
    const roll = moved(Float64Array.from(field), side, (row, column) => [row, column + 1])
    return field.reduce((sum, x, i) => sum + 2 * x * (roll[i] - field[(i + 1) % field.length]), 0)
  })
  return { action: mapCells(action, (s, n) => s + corrections[n]) }
}

/** A term of the field added to the action; it is told the declared mass. */
export function termAdded(term: (cells: readonly number[], mass: number) => number): Alteration {
  return (outputs, { phi }, right) => {
    const rows = rowsOf(phi)
    const mass = Number(right.conventions.mass_squared ?? 0)
    return { action: mapCells(outputs.action, (s, n) => s + term(rows[n], mass)) }
  }
}
