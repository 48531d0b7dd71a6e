import { quantile } from '../statistics/median.ts'
import type { Contender, Session } from './contenders/contender.ts'

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
 * Times contenders side by side. In every round each starts afresh, and they take turns benchmark by benchmark, A B B A
 * and in the next round B A A B: whatever else the machine does meets all of them alike.
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

async function measureRound(
  contenders: readonly Contender[],
  order: readonly number[],
  { only, signal }: MeasureOptions,
): Promise<ReadonlyMap<string, number[]>[]> {
  const sessions = new Map<number, Session>()
  const samples = contenders.map(() => new Map<string, number[]>())
  try {
    for (const i of order) sessions.set(i, await contenders[i].start())
    const offered = [...new Set([...sessions.values()].flatMap(({ benchmarks }) => benchmarks))]
    checkNames(only, offered)
    for (const name of only ?? offered) {
      const able = order.filter((i) => sessions.get(i)?.benchmarks.includes(name))
      for (const i of [...able, ...able.toReversed()]) {
        signal?.throwIfAborted()
        const burst = await (sessions.get(i) as Session).sample(name)
        checkTimes(contenders[i].label, name, burst)
        samples[i].set(name, [...(samples[i].get(name) ?? []), ...burst])
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
