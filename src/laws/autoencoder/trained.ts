import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { type Rows, toRows } from '../rows.ts'
import { exemptNonlinear } from './affine.ts'
import { encode, latentShape, reconstruct } from './calls.ts'
import { distance, roundoff } from './measure.ts'
import { optimum, type Pca, pca } from './pca.ts'

/** How far above the optimum a trained subject's mean squared error may stay, relatively. */
export const relativeSlack = 1e-3

/** A trained linear autoencoder on its data, beside the principal components of the same data. */
export interface Trained {
  readonly x: Rows
  readonly codes: Rows
  readonly reconstructions: Rows
  /** K */
  readonly latent: number
  readonly truth: Pca
  /** The least mean squared error that K dimensions allow: the sum of the discarded variances. */
  readonly best: number
  /** The error that training may leave above it. */
  readonly slack: number
  /** How far rounding may carry one reconstruction. */
  readonly carry: number
}

export const exemptUntrained = (subject: Subject): string | undefined =>
  exemptNonlinear(subject) ?? (subject.data ? undefined : 'the subject gives no data that it was trained on')

const known = new WeakMap<Subject, Promise<Trained>>()
const analysed = new WeakMap<object, Pca>()

/** Measured once for a subject, and shared by the laws. */
export function trained(subject: Subject): Promise<Trained> {
  const found = known.get(subject) ?? measure(subject)
  known.set(subject, found)
  return found
}

async function measure(subject: Subject): Promise<Trained> {
  if (!subject.data) throw new Error('laws about a trained model need the data that it was trained on')
  const x = toRows(subject.data)
  const codes = await encode(subject, x)
  const reconstructions = await reconstruct(subject, x)
  const latent = size(latentShape(subject))
  const truth = principalComponents(subject, x)
  const best = optimum(truth, latent)
  const carry = roundoff(subject.precision, x[0].length + latent, ...x, ...codes, ...reconstructions)
  return { x, codes, reconstructions, latent, truth, best, slack: relativeSlack * best, carry }
}

function principalComponents({ data, conventions }: Subject, x: Rows): Pca {
  const centred = conventions.centred !== false
  const known = centred ? analysed.get(data as object) : undefined
  const truth = known ?? pca(x, { centred })
  if (centred) analysed.set(data as object, truth)
  return truth
}

/** Why the data or the sizes leave nothing to measure. */
export function whyUndetermined({ x, latent, best, truth }: Trained): string | undefined {
  if (latent >= x[0].length) {
    return `the code has ${latent} dimensions and the data ${x[0].length}: the identity would do`
  }
  if (!(best > 1e-6 * truth.total)) {
    return `the data lie in ${latent} dimensions: their optimum is 0, which no training reaches to 1 in 1000`
  }
  return undefined
}

/** As above, or because the subject gives one reconstruction for everything. */
export function whyDegenerate(measured: Trained): string | undefined {
  const { reconstructions, carry } = measured
  const isConstant = reconstructions.every((row) => distance(row, reconstructions[0]) <= carry)
  if (isConstant) return 'every sample has the same reconstruction: the weights are zero'
  return whyUndetermined(measured)
}
