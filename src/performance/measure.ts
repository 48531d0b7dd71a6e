import { quantile } from '../statistics/median.ts'
import type { Contender, Session } from './contenders/contender.ts'
import { orAbort } from './or-abort.ts'

/** Milliseconds by benchmark: one number for each fresh start, in the order of the rounds. */
export type Times = Readonly<Record<string, readonly number[]>>

export interface MeasureOptions {
  /** Fresh starts of each contender. */
  readonly rounds: number
  /** Only these benchmarks; all unless told. */
  readonly only?: readonly string[]
  readonly signal?: AbortSignal
  /** Called after every round. */
  readonly onRound?: () => void
}

/**
 * What a start's samples say of its speed: other work on the machine only ever adds time, so the fast ones tell most
 * (Chen and Revels 2016), and the fastest alone would be luck.
 */
const tellingShare = 0.1

/**
 * Times contenders side by side. In every round each starts afresh, and they go through the benchmarks twice, taking turns
 * at each: A B and then B A, in the next round B A and then A B. Whatever else the machine does meets all of them alike.
 * Throws where a run fails or a time is no time.
 */
export async function measure(contenders: readonly Contender[], options: MeasureOptions): Promise<Times[]> {
  const { rounds, signal, onRound } = options
  const times = contenders.map(() => new Map<string, number[]>())
  for (let round = 0; round < rounds; round++) {
    const order = contenders.map((_, i) => i)
    if (round % 2 === 1) order.reverse()
    const found = await measureRound(contenders, order, options)
    found.forEach((samples, i) => {
      for (const [name, ms] of samples) {
        times[i].set(name, [...(times[i].get(name) ?? []), quantile(ms, tellingShare)])
      }
    })
    signal?.throwIfAborted()
    onRound?.()
  }
  return times.map((all) => Object.fromEntries(all))
}

type Samples = Map<string, number[]>

async function measureRound(
  contenders: readonly Contender[],
  order: readonly number[],
  { only, signal }: MeasureOptions,
): Promise<readonly Samples[]> {
  const sessions = new Map<number, Session>()
  const samples = contenders.map((): Samples => new Map())
  async function sample(i: number, name: string): Promise<void> {
    const session = sessions.get(i)
    if (!session?.benchmarks.includes(name)) return
    signal?.throwIfAborted()
    const burst = await orAbort(session.sample(name), signal)
    checkTimes(contenders[i].label, name, burst)
    samples[i].set(name, [...(samples[i].get(name) ?? []), ...burst])
  }
  try {
    for (const i of order) sessions.set(i, await contenders[i].start(signal))
    const offered = [...new Set([...sessions.values()].flatMap(({ benchmarks }) => benchmarks))]
    checkNames(only, offered)
    for (const turns of [order, order.toReversed()]) {
      for (const name of only ?? offered) {
        for (const i of turns) await sample(i, name)
      }
    }
    return samples
  } finally {
    for (const session of sessions.values()) await session.end()
  }
}

function checkNames(only: readonly string[] = [], offered: readonly string[]): void {
  const unknown = only.find((name) => !offered.includes(name))
  if (unknown === undefined) return
  throw new RangeError(`no benchmark is called '${unknown}'; the benchmarks are ${offered.join(', ')}`)
}

function checkTimes(label: string, name: string, burst: readonly number[]): void {
  const bad = burst.find((ms) => !(ms > 0 && ms < Number.POSITIVE_INFINITY))
  if (burst.length > 0 && bad === undefined) return
  throw new RangeError(
    `${label}: ${name}: expected milliseconds above 0, got ${burst.length === 0 ? 'none' : bad}; look at what it prints`,
  )
}
