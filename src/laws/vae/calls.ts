import { type Shape, size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'

/** The shape of one x. */
export function sampleShape({ functions }: Subject): Shape | undefined {
  return (functions.encode ?? functions.elbo ?? functions.iwae)?.inputs.x
}

/** Whether decode takes x beside z, as one that writes x symbol by symbol does. */
export const isToldX = ({ functions }: Subject): boolean => 'x' in (functions.decode?.inputs ?? {})

/** How many numbers a code holds, from whichever function says so. */
export function latentSize({ functions }: Subject): number {
  const { kl, reparameterize, decode, elbo, iwae } = functions
  const shape = kl?.inputs.mean ?? reparameterize?.inputs.mean ?? decode?.inputs.z ?? elbo?.inputs.eps
  return size(shape ?? iwae?.inputs.eps.slice(1) ?? [])
}

/** K, the number of draws of the importance-weighted bound. */
export const drawCount = ({ functions }: Subject): number => functions.iwae.inputs.eps[0]
