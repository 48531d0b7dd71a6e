import type { Law, Residual } from '../law.ts'
import { worst } from '../measure.ts'
import { claimedBy } from './cases.ts'
import { formulaLaw } from './define.ts'
import { type Family, families, relationsOf } from './identities/index.ts'
import { departure } from './trial.ts'

const about: Readonly<Record<Family, Pick<Law, 'nature' | 'statement' | 'source'>>> = {
  bounds: {
    nature: 'identity',
    statement: 'outputs stay within the bounds, and have the moments, that the formula promises',
    source: 'the inequality of Gibbs; the definitions of norms and probabilities',
  },
  symmetry: {
    nature: 'identity',
    statement: 'what the formula does not see changes nothing, or exchanges outputs',
    source: 'symmetries of the equation',
  },
  scaling: {
    nature: 'identity',
    statement: 'inputs scaled or shifted scale and shift the outputs as the equation says',
    source: 'homogeneity and affinity of the equation',
  },
  'special-values': {
    nature: 'identity',
    statement: 'where the result is known without the formula, it is that',
    source: 'special cases of the equation',
  },
  inverse: {
    nature: 'identity',
    statement: 'the map is undone by its inverse, or matched by its adjoint',
    source: 'the inverse in closed form; the definition of the adjoint',
  },
  jacobian: {
    nature: 'derivative',
    statement: "log_det is the log of the absolute determinant of the subject's own Jacobian, by differences",
    source: 'the change of variables',
  },
}

const violators: Readonly<Record<Family, readonly (readonly [string, string])[]>> = {
  bounds: [
    ['gaussian_kl', 'its sign is the other'],
    ['pixel_norm', 'a sum over channels in place of the mean'],
    ['effective_sample_size', 'not divided by N (N times ours)'],
    ['batch_norm', 'the variance is unbiased'],
  ],
  symmetry: [
    ['phi4_action', 'the border is open, not periodic'],
    ['gaussian_kl', 'the mean is not squared'],
    ['gan_value', 'the 1 - of the fakes is missing'],
  ],
  scaling: [
    ['iwae_bound', 'its sign is the other'],
    ['reparameterize', 'the variance is taken for the standard deviation'],
    ['r1_penalty', 'the norm is not squared'],
  ],
  'special-values': [
    ['gaussian_kl', 'its 1/2 is missing (twice ours)'],
    ['fade_in', 'reversed: alpha weighs low'],
    ['equalized_lr', 'the gain is missing: sqrt(1 / fan_in)'],
  ],
  inverse: [
    ['affine_coupling', 'the shift comes before the scale'],
    ['conv2d', 'the kernel is turned over'],
    ['squeeze', 'the mean of each block: a pooling'],
  ],
  jacobian: [
    ['actnorm', 'log_det lacks the factor H W'],
    ['planar_flow', 'the derivative of tanh is 1 - tanh'],
    ['affine_coupling', 'log_det has the sign of the inverse'],
  ],
}

/** One law for each family of identities: properties that hold whatever the truth's numbers are. */
export const identityLaws: readonly Law[] = families.map((family) =>
  formulaLaw({
    name: `formula/${family}`,
    ...about[family],
    runs: 2,
    exempts(subject) {
      const { name } = claimedBy(subject).formula
      return relationsOf(name, family).length === 0 ? `none is stated for ${name}` : undefined
    },
    async residual(subject, draw) {
      const found: Residual[] = []
      for (const relation of relationsOf(claimedBy(subject).formula.name, family)) {
        const residual = await departure(subject, relation, draw)
        if (residual) found.push({ ...residual, diagnosis: `not so: ${relation.statement}` })
      }
      return found.length > 0 ? worst(found) : { error: 0, tolerance: 0 }
    },
    violators: violators[family],
  }),
)
