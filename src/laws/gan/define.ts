import { lawOf } from '../adversarial/define.ts'
import type { Family } from '../adversarial/shapes.ts'

export const ganLaw = lawOf('gan')

/** What the functions of a GAN give. */
export const ganFamily: Family = {
  kind: 'gan',
  maps: {
    generate: ({ functions }) => functions.discriminate?.inputs.x,
    discriminate: () => [],
  },
  losses: ['discriminator_loss', 'generator_loss'],
}
