import type { Subject } from '../../subjects/subject.ts'
import { lawOf } from '../adversarial/define.ts'
import type { Family } from '../adversarial/shapes.ts'

export const wganLaw = lawOf('wgan')

/** What the functions of a Wasserstein GAN give. */
export const wganFamily: Family = {
  kind: 'wgan',
  maps: {
    generate: ({ functions }) => functions.critic?.inputs.x,
    critic: () => [],
  },
  losses: ['critic_loss', 'generator_loss', 'gradient_penalty'],
}

/** 1 where the critic scores real samples higher, -1 where lower. */
export const signOf = ({ conventions }: Subject): number => (conventions.critic_sign === 'real_low' ? -1 : 1)

export const lambdaOf = ({ conventions }: Subject): number =>
  typeof conventions.lambda === 'number' ? conventions.lambda : 1

/** A critic that is kept Lipschitz by clipping its weights has no penalty. */
export const whyNoPenalty = ({ conventions }: Subject): string | undefined =>
  conventions.lipschitz === 'clip' ? 'lipschitz is clip: the critic has no penalty' : undefined
