import type { Law } from '../law.ts'

/** A law of autoencoders, its type of case put away: whoever runs laws only hands cases on. */
export const autoencoderLaw = <Case>(law: Omit<Law<Case>, 'kind'>): Law => ({
  ...law,
  kind: 'autoencoder',
  residual: (subject, at) => law.residual(subject, at as Case),
})
