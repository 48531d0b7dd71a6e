import type { Subject } from '../../subjects/subject.ts'

/** How a spread is written: what its log variance is, what writes a log variance, and whether it is positive. */
interface Notation {
  readonly logVariance: (spread: number) => number
  readonly write: (logVariance: number) => number
  readonly isPositive: boolean
}

const notations: Readonly<Record<string, Notation>> = {
  log_variance: { logVariance: (s) => s, write: (l) => l, isPositive: false },
  log_std: { logVariance: (s) => 2 * s, write: (l) => l / 2, isPositive: false },
  variance: { logVariance: Math.log, write: Math.exp, isPositive: true },
  std: { logVariance: (s) => 2 * Math.log(s), write: (l) => Math.exp(l / 2), isPositive: true },
}

const declared = ({ conventions }: Subject): string => String(conventions.spread ?? 'log_variance')

/** Reads and writes spreads as the subject declares them. Throws for a convention that the contract lacks. */
export function notationOf(subject: Subject): Notation {
  const name = declared(subject)
  if (Object.hasOwn(notations, name)) return notations[name]
  throw new RangeError(`convention spread: '${name}' is none of ${Object.keys(notations).join(', ')}`)
}

/** Log variances of a row of spreads; a single spread stands for all `width`. */
export function logVariances(subject: Subject, spread: Float64Array, width = spread.length): Float64Array {
  const { logVariance } = notationOf(subject)
  return Float64Array.from({ length: width }, (_, i) => logVariance(spread[i % spread.length]))
}

/** Log variances written down as the subject declares, in numbers that float32 holds exactly. */
export const writeSpread = (subject: Subject, logs: Float64Array): Float64Array =>
  logs.map((log) => Math.fround(notationOf(subject).write(log)))

/** What it is taken for, where it is read by another convention than its own: log variances, by the mistake's name. */
export function misreadings(subject: Subject, spread: Float64Array): Readonly<Record<string, Float64Array>> {
  const own = declared(subject)
  const others = Object.entries(notations).filter(
    ([name, { isPositive }]) => name !== own && !(isPositive && spread.some((cell) => cell <= 0)),
  )
  return Object.fromEntries(
    others.map(([name, { logVariance }]) => [
      `the spread, declared as ${own}, is read as ${name}`,
      spread.map(logVariance),
    ]),
  )
}
