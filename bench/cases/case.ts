import type { OpCase } from './ops.ts'
import type { SampleCase } from './sample.ts'
import type { TrainCase } from './train.ts'

/** What every runner is asked to do, each in its own way. */
export type BenchCase = OpCase | TrainCase | SampleCase
