/** One machine's part of a run that several share. */
export interface Share {
  /** Which part, from 0. */
  readonly index: number
  readonly of: number
}

/**
 * The numbers of the cases that fall to a share. Cases are dealt out one by one, and each law begins where the one before
 * it did not, so that laws of a single case are dealt out, too.
 */
export const casesOf = ({ index, of }: Share, turn: number, cases: number): Set<number> =>
  new Set(
    Array.from({ length: cases }, (_, number) => number).filter((number) => (turn + number) % of === index),
  )

/** Why a law says nothing in a share without a case of it. */
export const elsewhere = 'all of its cases are in other shards'
