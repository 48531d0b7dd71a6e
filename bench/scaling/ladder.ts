import type { Quantity } from './scaling.ts'

/** Something to do at a size, made ready. */
export interface Task {
  run(): Promise<unknown>
  dispose(): Promise<void>
}

/** The same at sizes a factor of ten apart from the first to the last, and what theory says of it. */
export interface Ladder {
  readonly of: string
  readonly against: string
  readonly quantity: Quantity
  readonly theory: number
  readonly reason: string
  /** By runner: those at which what is asked about outweighs what is not. */
  readonly sizes: Readonly<Record<string, readonly number[]>>
  readonly prepare: (runner: string, size: number) => Promise<Task>
}

export const nameOf = ({ of, against, quantity }: Ladder): string => `${of}-${against}-${quantity}`
