import type { Dataset } from '../data/dataset.ts'
import type { Random } from '../data/random.ts'
import type { Engine } from '../engines/engine.ts'
import type { Figure } from '../report/report.ts'
import type { Subject } from '../subjects/subject.ts'
import type { TrainedModel, TrainingRequest } from './trainings.ts'

/** A statement of a study as numbers: it holds where what was measured is at most the bound. NaN never is. */
export interface Claim {
  /** 'the convolutional autoencoder over PCA, squared error' */
  readonly name: string
  readonly measured: number
  readonly bound: number
}

/** What a study found. */
export interface Findings {
  readonly claims: readonly Claim[]
  readonly figures: readonly Omit<Figure, 'model'>[]
  /** Numbers that someone would like to read and no claim bounds. */
  readonly numbers?: Readonly<Record<string, number>>
}

/** Data to train on, and data of the same kind that no training has seen. */
export interface Split {
  readonly train: Dataset
  readonly heldOut: Dataset
}

/** What a study works with. */
export interface StudyContext {
  /** Runs the trained models. */
  readonly engine: Engine
  readonly data: Split
  readonly seed: number
  readonly random: Random
  /** Whether seconds are all there is, as in `verify`; by hand a study may take minutes, and claim more. */
  readonly quick: boolean
  /** Whether figures and numbers are wanted: they are told of one engine, however many the claims are measured on. */
  readonly draws: boolean
  /** A model trained by its recipe, or as told; the same request is trained once, for all studies and engines. */
  readonly train: (request: TrainingRequest) => Promise<TrainedModel>
  /** What no engine has a part in, or what the study trains besides, on ONNX Runtime: `make` is called once for all. */
  readonly share: <T>(what: string, make: (engine: Engine) => Promise<T>) => Promise<T>
  /** A trained model on the engine; it is given back when the study ends. */
  readonly subject: (trained: TrainedModel) => Subject
}

/** A worked use of the models, which makes a point: what it claims is measured anew wherever it is run. */
export interface Study {
  readonly name: string
  readonly title: string
  /** The point, in a sentence. */
  readonly statement: string
  readonly source: string
  /** Where its data come from unless told; the digits where absent. No other data fit a study that is `ownData`. */
  readonly data?: (seed: number) => Promise<Split>
  readonly ownData?: boolean
  /** It takes minutes in any case: `verify` leaves it out. */
  readonly byHand?: boolean
  readonly run: (context: StudyContext) => Promise<Findings>
}

export const holds = ({ measured, bound }: Claim): boolean => measured <= bound
