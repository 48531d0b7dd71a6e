import type { Subject } from '../../subjects/subject.ts'
import { callRows } from '../calls.ts'
import type { Rows } from '../rows.ts'
import { isToldX, latentSize } from './calls.ts'
import { linearEvidence } from './evidence-linear.ts'
import { quadratureEvidence } from './evidence-quadrature.ts'
import { whyNoLikelihood } from './likelihood.ts'
import { linearDecoder } from './linear-decoder.ts'
import { logVariances } from './spread.ts'

/** A posterior q(z | x), as the subject's encoder gives it: means and log variances. */
export interface Encoded {
  readonly mean: Float64Array
  readonly logs: Float64Array
}

/** What is left of one sample's joint density when z is integrated out. */
export interface Evidence {
  /** log p(x), in nats. */
  readonly logEvidence: number
  /** The absolute sum of what it is made of, and how far the integration may be off. */
  readonly terms: number
  readonly uncertainty: number
  /** KL(q to p(z | x)) of any q, and what its rule's step changes in it. */
  readonly gap: (q: Encoded) => Promise<{ readonly nats: number; readonly change: number }>
}

/** The most latents that a grid can hold. */
const mostLatents = 2

/** Why log p(x | z) is not to be had from z alone. */
export const whyNoDensity = (subject: Subject): string | undefined =>
  isToldX(subject)
    ? 'its decoder is told x besides z: p(x | z) of a z is not one call'
    : whyNoLikelihood(subject)

/** Why log p(x) cannot be had. */
export async function whyNoEvidence(subject: Subject): Promise<string | undefined> {
  const reason = whyNoDensity(subject)
  if (reason !== undefined || latentSize(subject) <= mostLatents || (await linearDecoder(subject)))
    return reason
  return `its decoder is not linear, and its ${latentSize(subject)} latents are too many to integrate over`
}

/**
 * log p(x) of samples: in closed form where the decoder is linear, which is factor analysis (Tipping & Bishop 1999, eqs.
 * 3 to 8); by quadrature over one or two latents elsewhere.
 */
export async function evidenceOf(subject: Subject, x: Rows): Promise<Evidence[]> {
  const decoder = await linearDecoder(subject)
  return decoder ? linearEvidence(subject, decoder, x) : quadratureEvidence(subject, x)
}

export const isLinear = async (subject: Subject): Promise<boolean> =>
  (await linearDecoder(subject)) !== undefined

/** q(z | x) of every sample, as the subject's encoder gives it. */
export async function encoded(subject: Subject, x: Rows): Promise<Encoded[]> {
  const { mean, spread } = await callRows(subject, 'encode', { x })
  return mean.map((row, n) => ({ mean: row, logs: logVariances(subject, spread[n], row.length) }))
}
