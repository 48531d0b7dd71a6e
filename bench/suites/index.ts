import { opCases } from '../cases/ops.ts'
import { sampleCases } from '../cases/sample.ts'
import { trainCases } from '../cases/train.ts'
import { runnerNames, versatileRunners } from '../runners/index.ts'
import { checking } from './checking.ts'
import { comparison } from './comparison.ts'
import { scaling } from './scaling.ts'
import type { Suite } from './suite.ts'

export const suiteNames = ['ops', 'train', 'sample', 'check', 'scaling'] as const
export type SuiteName = (typeof suiteNames)[number]

export const suites: Readonly<Record<SuiteName, Suite>> = {
  ops: comparison(
    opCases,
    versatileRunners,
    'Our engines check and feed their inputs and read their outputs back within the time; tfjs and pytorch have the ' +
      'operands in place before and leave the result there. A case that ends in -x10 applies its op ten times in one ' +
      'run, which makes that matter less.',
  ),
  train: comparison(
    trainCases,
    runnerNames,
    'A training step feeds a batch and reads the loss everywhere; onnx takes sixteen steps in one run, of sixteen ' +
      'batches. Where phases take turns, a step is a round of them.',
  ),
  sample: comparison(
    sampleCases,
    versatileRunners,
    'A batch of latents, drawn before, through a model whose weights stay in place; ours and tfjs feed the latents and ' +
      'read the samples, pytorch has both as they are.',
  ),
  check: checking,
  scaling,
}
