import { fileURLToPath } from 'node:url'
import { processContender } from '../../src/performance/contenders/suite.ts'
import { measure, type Times } from '../../src/performance/measure.ts'
import { machine } from '../machine.ts'

/** Slowdowns that are injected: shares of a run's own time. */
export const slowdowns = [0.05, 0.1] as const

/** Times of the same rounds, by contender: the i-th numbers of all were measured side by side. */
export interface Recorded {
  /** The same code twice. */
  readonly same: readonly [Times, Times]
  /** The same code, slowed, in the order of `slowdowns`. */
  readonly slowed: readonly Times[]
  /** Of the machine, over a minute, after every other round: other work shows in it. */
  readonly loads: readonly number[]
}

const slowedPart = fileURLToPath(new URL('./slowed-part.mjs', import.meta.url))

/** All of them are started alike: only the share differs. */
const slowedBy = (share: number, label = `slowed by ${share}`) =>
  processContender(label, slowedPart, [String(share)])

/** Times the suite against itself and against itself slowed, for about so many seconds, and at least two rounds. */
export async function record(
  seconds: number,
  onRound: (rounds: number, load: number) => void,
): Promise<Recorded> {
  const contenders = [
    slowedBy(0, 'the suite'),
    slowedBy(0, 'the suite again'),
    ...slowdowns.map((share) => slowedBy(share)),
  ]
  const loads: number[] = []
  const end = performance.now() + 1000 * seconds
  let all: Times[] = contenders.map(() => ({}))
  for (let rounds = 0; rounds < 2 || performance.now() < end; rounds += 2) {
    const times = await measure(contenders, { rounds: 2 })
    all = all.map((known, i) => joined(known, times[i]))
    const { load } = machine()
    loads.push(load)
    onRound(rounds + 2, load)
  }
  const [first, second, ...slowed] = all
  return { same: [first, second], slowed, loads }
}

/** Rounds of one recording, and then those of another. */
export const together = (a: Recorded, b: Recorded): Recorded => ({
  same: [joined(a.same[0], b.same[0]), joined(a.same[1], b.same[1])],
  slowed: a.slowed.map((times, i) => joined(times, b.slowed[i])),
  loads: [...a.loads, ...b.loads],
})

const joined = (known: Times, times: Times): Times =>
  Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, [...(known[name] ?? []), ...ms]]))
