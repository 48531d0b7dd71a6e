import type { Rule } from './compare.ts'
import type { Contender } from './contenders/contender.ts'
import { loadDoubts, recordingDoubts, shiftDoubts } from './doubts.ts'
import { type GateReport, gateCounters, gateTimes, type MeasurePair } from './gate.ts'
import { type MeasureOptions, measure } from './measure.ts'
import { checkCommon, type Recording } from './recording.ts'

export interface ComparisonOptions extends Pick<MeasureOptions, 'rounds' | 'only' | 'signal'> {
  readonly rule: Omit<Rule, 'paired'>
  readonly accept: readonly string[]
  /** Told before every trial how many rounds it takes, and after each round. */
  readonly onTrial?: (rounds: number) => void
  readonly onRound?: () => void
}

/** Compares two contenders that run side by side: what the machine does meanwhile meets both alike. */
export async function compareSideBySide(
  base: Contender,
  head: Contender,
  options: ComparisonOptions,
): Promise<GateReport> {
  const { only, signal } = options
  const doubts = [...(base.doubts ?? []), ...(head.doubts ?? []), ...loadDoubts()]
  const measurePair: MeasurePair = async (trial) => {
    options.onTrial?.(trial.rounds)
    const [ofBase, ofHead] = await measure([base, head], { ...options, ...trial })
    checkCommon(ofBase, ofHead, base.label)
    return [ofBase, ofHead]
  }
  const times = await gateTimes(measurePair, { ...options, rule: { ...options.rule, paired: true } })
  const counters = only ? none : gateCounters(await base.counters(signal), await head.counters(signal))
  return joined(times, counters, options, doubts)
}

/** Compares a contender with what was recorded at another time, which only a machine that has not changed allows. */
export async function compareWithRecording(
  recording: Recording,
  head: Contender,
  now: Omit<Recording, 'times' | 'counters'>,
  path: string,
  options: ComparisonOptions,
): Promise<GateReport> {
  const { only, rule, signal } = options
  const doubts = [...recordingDoubts(recording, now), ...loadDoubts()]
  const chosen = Object.entries(recording.times).filter(([name]) => !only || only.includes(name))
  const recorded = Object.fromEntries(chosen)
  const measurePair: MeasurePair = async (trial) => {
    options.onTrial?.(trial.rounds)
    const [times] = await measure([head], { ...options, ...trial })
    checkCommon(recorded, times, path)
    return [recorded, times]
  }
  const times = await gateTimes(measurePair, { ...options, rule: { ...rule, paired: false } })
  const counters = only ? none : gateCounters(recording.counters, await head.counters(signal))
  return joined(times, counters, options, [...doubts, ...shiftDoubts(times.times, rule.threshold)])
}

const none = { counters: [], gone: [], added: [] }

const joined = (
  times: Awaited<ReturnType<typeof gateTimes>>,
  counters: ReturnType<typeof gateCounters>,
  { accept }: ComparisonOptions,
  warnings: readonly string[],
): GateReport => ({
  times: times.times,
  counters: counters.counters,
  gone: [...times.gone, ...counters.gone],
  added: [...times.added, ...counters.added],
  accept,
  warnings,
})
