import { exponential } from '../bijectors/activations.ts'
import { elementwiseAffine } from '../bijectors/affine.ts'
import { chain } from '../bijectors/chain.ts'
import { inverse } from '../bijectors/inverse.ts'
import { linear } from '../bijectors/linear.ts'
import { logit } from '../bijectors/pixels.ts'
import { flow } from './flow.ts'
import type { Model } from './model.ts'

/**
 * The change of variables by itself: a normal density seen through the exponential. x = e^y is lognormal where
 * z = P L U y + bias is standard normal; in several dimensions its coordinates are correlated. The golden cases hold it to
 * the closed form. Shapes: x, z [N, dim], x above 0.
 */
export const lognormal = ({ dim = 1 } = {}): Model => ({
  name: 'lognormal',
  title: 'Lognormal density',
  source: 'change of variables',
  options: { dim },
  ...flow({
    bijector: chain([inverse(exponential(dim)), linear(dim)], ['logarithm', 'normal']),
    conventions: { domain: 'positive' },
  }),
})

/** A normal density seen through the sigmoid, coordinate by coordinate. Shapes: x, z [N, dim], x in (0, 1). */
export const logitNormal = ({ dim = 1 } = {}): Model => ({
  name: 'logit-normal',
  title: 'Logit-normal density',
  source: 'change of variables; Atchison & Shen 1980',
  options: { dim },
  ...flow({
    bijector: chain([logit(dim), elementwiseAffine(dim)], ['logit', 'normal']),
    conventions: { domain: 'unit' },
  }),
})
