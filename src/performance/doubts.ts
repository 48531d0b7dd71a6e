import { cpus, loadavg } from 'node:os'
import { median } from '../statistics/median.ts'
import type { TimeComparison } from './compare.ts'
import type { Recording } from './recording.ts'
import { showChange } from './report/lines.ts'

/** What makes a comparison with a recording doubtful: another subject, or another machine. */
export function recordingDoubts(recorded: Recording, now: Omit<Recording, 'times' | 'counters'>): string[] {
  const differences = (['cpu', 'cores', 'node'] as const)
    .filter((what) => recorded.machine[what] !== now.machine[what])
    .map((what) => `${what} ${recorded.machine[what]} then, ${now.machine[what]} now`)
  return [
    ...(recorded.subject === now.subject
      ? []
      : [`the recording is of ${recorded.subject}, and this is ${now.subject}`]),
    ...(differences.length === 0
      ? []
      : [`the machine is another (${differences.join('; ')}): its times say little of the code; use --ab`]),
  ]
}

/** What is slower all over is the machine more likely than the code; of fewer benchmarks nothing can be said. */
export function shiftDoubts(times: readonly TimeComparison[], threshold: number): string[] {
  if (times.length < fewest) return []
  const shift = median(times.map(({ ratio }) => ratio))
  if (Math.abs(Math.log(shift)) <= Math.log1p(threshold)) return []
  return [`half of all benchmarks changed by ${showChange(shift)} or more: that may be the machine; use --ab`]
}

const fewest = 5

/** Other work on the machine hides small changes. */
export function loadDoubts(load = loadavg()[0], cores = cpus().length): string[] {
  if (load <= cores) return []
  return [
    `other work keeps the machine busy (load ${load.toFixed(1)} on ${cores} cores): small changes are missed`,
  ]
}
