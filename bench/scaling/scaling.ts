import type { Measured } from '../measuring/rounds.ts'

/** How time or memory has been found to grow with a size. */
export interface Scaling {
  /** 'matmul' */
  readonly of: string
  /** 'side' */
  readonly against: string
  readonly quantity: Quantity
  readonly runner: string
  /** The exponent that the arithmetic has, and where it comes from. */
  readonly theory: number
  readonly reason: string
  /** Of the lines by least squares through the rounds' medians, log against log. */
  readonly exponent: Measured
  /** The line through the medians: factor * size^exponent. */
  readonly factor: number
  /** The most that a median departs from it, as a share. */
  readonly departure: number
  readonly unit: 'ms' | 'MiB'
  readonly points: readonly { readonly size: number; readonly value: Measured }[]
}

export type Quantity = 'time' | 'memory'

/** How close to its theory an exponent has to come. */
export const allowance = 0.15

export const isAsExpected = ({ theory, exponent }: Scaling): boolean =>
  Math.abs(exponent.median - theory) <= allowance
