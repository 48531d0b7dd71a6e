import { map, only } from '../../../formulas/arrays.ts'
import { type Mistake, type Mistakes, misfed, missettled } from './mistake.ts'

/** Adam with another step. */
const adam =
  (
    step: (a: number, b: number, t: number, s: Readonly<Record<string, number>>, g: number) => number,
  ): Mistake =>
  ({ parameter, gradient, step: t }, { settings }, { m, v }) => ({
    parameter: map(
      (p, g, a, b) => p - step(a, b, only(t), settings as Record<string, number>, g),
      parameter,
      gradient,
      m,
      v,
    ),
  })

const climbed = misfed(({ gradient }) => ({ gradient: map((g) => -g, gradient) }))
const keptParameter: Mistake = ({ parameter }) => ({ parameter })

export const optimiserMistakes: Readonly<Record<string, Mistakes>> = {
  adam_step: {
    'the step counts from 0': misfed(({ step }) => ({ step: map((t) => t - 1, step) })),
    'the step counts from 2': misfed(({ step }) => ({ step: map((t) => t + 1, step) })),
    'biases are not corrected': adam((a, b, _, s) => (s.lr * a) / (Math.sqrt(b) + s.eps)),
    'eps is inside the root': adam(
      (a, b, t, s) => (s.lr * (a / (1 - s.beta1 ** t))) / Math.sqrt(b / (1 - s.beta2 ** t) + s.eps),
    ),
    'eps comes before the correction of bias': adam(
      (a, b, t, s) =>
        (s.lr * (a / (1 - s.beta1 ** t)) * Math.sqrt(1 - s.beta2 ** t)) / (Math.sqrt(b) + s.eps),
    ),
    'the first moment is not corrected': adam(
      (a, b, t, s) => (s.lr * a) / (Math.sqrt(b / (1 - s.beta2 ** t)) + s.eps),
    ),
    'the second moment is not corrected': adam(
      (a, b, t, s) => (s.lr * (a / (1 - s.beta1 ** t))) / (Math.sqrt(b) + s.eps),
    ),
    'weights decay by lr / 100, as in AdamW': ({ parameter }, { settings }, right) => ({
      parameter: map((p, next) => next - (Number(settings.lr) / 100) * p, parameter, right.parameter),
    }),
    'the root is missing': adam(
      (a, b, t, s) => (s.lr * (a / (1 - s.beta1 ** t))) / (b / (1 - s.beta2 ** t) + s.eps),
    ),
    'the gradient stands for the first moment': adam(
      (_, b, t, s, g) => (s.lr * g) / (Math.sqrt(b / (1 - s.beta2 ** t)) + s.eps),
    ),
    'it climbs': climbed,
    'beta1 and beta2 are swapped': missettled(({ beta1, beta2 }) => ({ beta1: beta2, beta2: beta1 })),
    'beta2 is 0.99': missettled(() => ({ beta2: 0.99 })),
    'the gradient is not squared in v': ({ gradient, v }, { settings }) => {
      const beta2 = Number(settings.beta2)
      return { v: map((a, g) => beta2 * a + (1 - beta2) * Math.abs(g), v, gradient) }
    },
    'the corrected moments are stored': ({ step }, { settings }, { m, v }) => ({
      m: map((a) => a / (1 - Number(settings.beta1) ** only(step)), m),
      v: map((a) => a / (1 - Number(settings.beta2) ** only(step)), v),
    }),
    'moments are not weighted: 1 - beta is missing': ({ gradient, m }, { settings }) => ({
      m: map((a, g) => Number(settings.beta1) * a + g, m, gradient),
    }),
  },
  rmsprop_step: {
    'eps is inside the root': ({ parameter, gradient }, { settings }, { v }) => ({
      parameter: map(
        (p, g, a) => p - (Number(settings.lr) * g) / Math.sqrt(a + Number(settings.eps)),
        parameter,
        gradient,
        v,
      ),
    }),
    'the old v is used': ({ parameter, gradient, v }, { settings }) => ({
      parameter: map(
        (p, g, a) => p - (Number(settings.lr) * g) / (Math.sqrt(a) + Number(settings.eps)),
        parameter,
        gradient,
        v,
      ),
    }),
    'the root is missing': ({ parameter, gradient }, { settings }, { v }) => ({
      parameter: map(
        (p, g, a) => p - (Number(settings.lr) * g) / (a + Number(settings.eps)),
        parameter,
        gradient,
        v,
      ),
    }),
    'alpha weighs the new square': missettled(({ alpha }) => ({ alpha: 1 - Number(alpha) })),
    'alpha is 0.9': missettled(() => ({ alpha: 0.9 })),
    'squares add up, as in AdaGrad': ({ gradient, v }) => ({ v: map((a, g) => a + g * g, v, gradient) }),
    'it climbs': climbed,
    'the step is not scaled': ({ parameter, gradient }, { settings }) => ({
      parameter: map((p, g) => p - Number(settings.lr) * g, parameter, gradient),
    }),
    'lr is 1e-3': missettled(() => ({ lr: 1e-3 })),
  },
  sgd_momentum_step: {
    'the gradient is dampened by 1 - momentum': misfed(({ gradient }, settings) => ({
      gradient: map((g) => (1 - Number(settings.momentum)) * g, gradient),
    })),
    'Nesterov: the step looks ahead': ({ parameter, gradient }, { settings }, { momentum }) => ({
      parameter: map(
        (p, g, a) => p - Number(settings.lr) * (g + Number(settings.momentum) * a),
        parameter,
        gradient,
        momentum,
      ),
    }),
    'the old momentum is used': ({ parameter, momentum }, { settings }) => ({
      parameter: map((p, a) => p - Number(settings.lr) * a, parameter, momentum),
    }),
    'lr is inside the momentum that is kept': ({ parameter, gradient, momentum }, { settings }) => {
      const velocity = map(
        (a, g) => Number(settings.momentum) * a + Number(settings.lr) * g,
        momentum,
        gradient,
      )
      return { parameter: map((p, a) => p - a, parameter, velocity), momentum: velocity }
    },
    'lr is inside the momentum': ({ parameter, gradient, momentum }, { settings }) => {
      const velocity = map(
        (a, g) => Number(settings.momentum) * a - Number(settings.lr) * g,
        momentum,
        gradient,
      )
      return { parameter: map((p, a) => p + a, parameter, velocity), momentum: velocity }
    },
    'it climbs': climbed,
    'there is no momentum': ({ parameter, gradient }, { settings }) => ({
      parameter: map((p, g) => p - Number(settings.lr) * g, parameter, gradient),
    }),
    'the momentum is not kept': ({ momentum }) => ({ momentum }),
    'the parameter is not moved': keptParameter,
  },
}
