import type { Outcome } from '../laws/law.ts'
import { toPlain } from './plain.ts'

/** One character for each outcome, told apart without colour. */
export const marks: Readonly<Record<Outcome, string>> = {
  pass: '✓',
  fail: '✗',
  'not applicable': '–',
  inconclusive: '?',
  error: '!',
}

/** A number in a few characters: 3.1e-7, 0.25, 0, NaN, ∞. */
export function showNumber(x: number, digits = 2): string {
  if (x === 0 || Number.isNaN(x)) return String(x === 0 ? 0 : x)
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '-∞'
  const rounded = Number(x.toPrecision(digits))
  const size = Math.abs(rounded)
  return size >= 0.01 && size < 10_000 ? String(rounded) : rounded.toExponential()
}

/** Data as compact JSON, cut where it grows too long to print. */
export function showData(data: unknown, limit = 400): string {
  const text = JSON.stringify(toPlain(data)) ?? String(data)
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`
}

/**
 * Text on one line that is safe on a terminal: a foreign model's messages may hold line ends, escape sequences, or
 * marks that turn the direction of writing.
 */
export const showText = (text: string): string =>
  text.replace(/\s+/gu, ' ').replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, '\ufffd')
