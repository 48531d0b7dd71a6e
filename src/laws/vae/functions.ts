import type { Shape } from '../../ops/shape.ts'
import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { latentSize, sampleShape } from './calls.ts'

/** The contract's functions and their outputs. */
const contract: Readonly<Record<string, readonly string[]>> = {
  encode: ['mean', 'spread'],
  reparameterize: ['z'],
  decode: ['mean', 'spread', 'logits'],
  kl: ['kl'],
  elbo: ['elbo', 'reconstruction', 'kl'],
  iwae: ['bound'],
}

/** Those of the contract's functions that the subject gives. */
export const given = ({ functions }: Subject): string[] =>
  Object.keys(contract).filter((name) => name in functions)

export const whyNothingGiven = (subject: Subject): string | undefined =>
  given(subject).length === 0 ? `the subject gives none of ${Object.keys(contract).join(', ')}` : undefined

/** The outputs of a function that the contract knows. */
export const outputsOf = ({ functions }: Subject, name: string): string[] =>
  functions[name].outputs.filter((output) => contract[name].includes(output))

/** The shape of one sample's output; undefined where a decoder's spread may be one number or many. */
export function expectedShape(subject: Subject, name: string, output: string): Shape | undefined {
  if (['kl', 'elbo', 'iwae'].includes(name)) return []
  if (name === 'decode') return output === 'spread' ? undefined : sampleShape(subject)
  const { reparameterize, kl, decode } = subject.functions
  const latent = reparameterize?.inputs.mean ?? kl?.inputs.mean ?? decode?.inputs.z
  return latent && size(latent) === latentSize(subject) ? latent : undefined
}
