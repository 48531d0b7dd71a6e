import { versionsOf } from '../machine.ts'
import { growthOf } from '../scaling/growth.ts'
import { type Ladder, nameOf } from '../scaling/ladder.ts'
import { ladders } from '../scaling/ladders.ts'
import { memoryOf } from '../scaling/memory.ts'
import type { Scaling } from '../scaling/scaling.ts'
import { timesOf } from '../scaling/time.ts'
import type { Settings, Suite, Watch } from './suite.ts'

/** How do time and memory grow with the sizes of what is computed? */
export const scaling: Suite = {
  cases: ladders.map(nameOf),
  runners: ['onnx', 'gpu:webasm', 'float64'],
  rounds: 6,
  note:
    'One thread each. A line through the medians, log against log, over sizes a factor of ten apart; where memory grows ' +
    'with the square of a size, over a factor of sixteen in memory. Time is of runs with the graph compiled and the ' +
    'weights in place; memory is what a fresh process takes beyond what it held, to compile the graph and run it once.',
  async measure({ cases, runners, rounds, sampling }, watch) {
    const steps = ladders
      .filter((ladder) => cases.includes(nameOf(ladder)) && canMeasure(ladder))
      .flatMap((ladder) =>
        runners.filter((runner) => runner in ladder.sizes).map((runner) => ({ ladder, runner })),
      )
    watch.onStart(
      steps.reduce((turns, { ladder, runner }) => turns + rounds * ladder.sizes[runner].length, 0),
    )
    const scalings: Scaling[] = []
    for (const { ladder, runner } of steps) {
      scalings.push(await scalingOf(ladder, runner, { rounds, sampling }, watch))
    }
    return { rows: [], scalings, versions: versionsOf('gpu.js', 'onnxruntime-node') }
  },
}

/** Only Linux tells the peak of a process from some moment on. */
const canMeasure = ({ quantity }: Ladder): boolean => quantity === 'time' || process.platform === 'linux'

/** A burst at one size: short, since there are many. */
const shorter = 5

async function scalingOf(
  ladder: Ladder,
  runner: string,
  { rounds, sampling }: Pick<Settings, 'rounds' | 'sampling'>,
  watch: Watch,
): Promise<Scaling> {
  const { of, against, quantity, theory, reason, sizes } = ladder
  const isTime = quantity === 'time'
  const samples = isTime
    ? await timesOf(ladder, runner, {
        ...watch,
        rounds,
        sampling: { ...sampling, budget: sampling.budget / shorter },
      })
    : await memoryOf(ladder, runner, { ...watch, rounds })
  const unit = isTime ? 'ms' : 'MiB'
  return { of, against, quantity, runner, theory, reason, unit, ...growthOf(sizes[runner], samples) }
}
