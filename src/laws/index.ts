import type { Kind } from '../models/model.ts'
import { autoencoderLaws } from './autoencoder.ts'
import { denoiserLaws } from './denoiser.ts'
import { flowLaws } from './flow.ts'
import { formulaLaws } from './formula.ts'
import { ganLaws } from './gan.ts'
import type { Law } from './law.ts'
import { samplerLaws } from './sampler.ts'
import { translatorLaws } from './translator.ts'
import { vaeLaws } from './vae.ts'
import { wganLaws } from './wgan.ts'

export {
  type Law,
  type Nature,
  natures,
  type Outcome,
  outcomes,
  type Residual,
  type Verdict,
  type Violator,
} from './law.ts'
export { caseCount, type RunOptions, runLaw } from './run.ts'
export { casesOf, elsewhere, type Share } from './share.ts'

const laws: Readonly<Record<Kind, readonly Law[]>> = {
  autoencoder: autoencoderLaws,
  denoiser: denoiserLaws,
  flow: flowLaws,
  formula: formulaLaws,
  gan: ganLaws,
  sampler: samplerLaws,
  translator: translatorLaws,
  vae: vaeLaws,
  wgan: wganLaws,
}

/** The laws of a kind of model. */
export const lawsOf = (kind: Kind): readonly Law[] => laws[kind]
