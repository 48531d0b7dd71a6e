import { closestName } from '../data/closest-name.ts'
import { anomaly } from './anomaly.ts'
import { bilinearGame } from './bilinear-game.ts'
import { compression } from './compression.ts'
import { denoising } from './denoising.ts'
import { disentanglement } from './disentanglement.ts'
import { enlarging } from './enlarging.ts'
import { gallery } from './gallery.ts'
import { generatedDigits } from './generated-digits.ts'
import { latentSampling } from './latent-sampling.ts'
import { largerLattice, lattice } from './lattice.ts'
import { likelihoodAnomaly } from './likelihood-anomaly.ts'
import { modeCollapse } from './mode-collapse.ts'
import { molecules } from './molecules.ts'
import { reconstruction } from './reconstruction.ts'
import type { Study } from './study.ts'
import { translation } from './translation.ts'
import { twoGaussians } from './two-gaussians.ts'

/** Every worked use of the models, by its name. */
export const studies: ReadonlyMap<string, Study> = new Map(
  [
    reconstruction,
    denoising,
    enlarging,
    compression,
    anomaly,
    latentSampling,
    generatedDigits,
    disentanglement,
    molecules,
    translation,
    gallery,
    likelihoodAnomaly,
    lattice,
    twoGaussians,
    bilinearGame,
    modeCollapse,
    largerLattice,
  ].map((study) => [study.name, study]),
)

/** The study of a name. Throws a RangeError that names the nearest where there is none. */
export function studyNamed(name: string): Study {
  const study = studies.get(name)
  if (study) return study
  const known = [...studies.keys()]
  const near = closestName(name, known)
  throw new RangeError(
    `no study is called '${name}'; ${near ? `did you mean '${near}'?` : `the studies are ${known.join(', ')}`}`,
  )
}
