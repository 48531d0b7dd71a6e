import type { Values } from '../../../engines/engine.ts'
import { map } from '../../../formulas/arrays.ts'
import type { Settings } from '../../../formulas/index.ts'
import { changes, composes, known, staysWithin } from '../relations.ts'
import { constant, each, negative, scaled, zeros } from './cells.ts'
import type { Identities } from './identities.ts'

const number = (settings: Settings, name: string) => Number(settings[name])

export const optimiserIdentities: Readonly<Record<string, Identities>> = {
  adam_step: {
    bounds: [staysWithin('v is never negative', ({ v }) => ({ v: map((cell) => Math.max(cell, 0), v) }))],
    symmetry: [
      changes(
        'everything but v negated is negated',
        (inputs) => each(inputs, ['parameter', 'gradient', 'm'], negative),
        ({ parameter, m, v }) => ({ parameter: negative(parameter), m: negative(m), v }),
      ),
    ],
    scaling: [
      changes(
        'a loss in other units makes the same step, but for eps',
        ({ gradient, m, v }) => ({ gradient: scaled(gradient, 4), m: scaled(m, 4), v: scaled(v, 16) }),
        ({ parameter, m, v }) => ({ parameter, m: scaled(m, 4), v: scaled(v, 16) }),
      ),
    ],
    'special-values': [
      known(
        'the first step is lr against the sign of the gradient, but for eps',
        ({ m, v, step }) => ({ m: zeros(m), v: zeros(v), step: constant(step, 1) }),
        ({ parameter, gradient }, { settings }) => ({
          parameter: map(
            (p, g) => p - (number(settings, 'lr') * g) / (Math.abs(g) + number(settings, 'eps')),
            parameter,
            gradient,
          ),
          m: map((g) => (1 - number(settings, 'beta1')) * g, gradient),
          v: map((g) => (1 - number(settings, 'beta2')) * g * g, gradient),
        }),
      ),
      known(
        'without a gradient, now or before, nothing moves',
        ({ gradient, m, v }) => ({ gradient: zeros(gradient), m: zeros(m), v: zeros(v) }),
        ({ parameter, m, v }) => ({ parameter, m: zeros(m), v: zeros(v) }),
      ),
      known(
        'a first gradient as small as eps makes half a step',
        ({ parameter, gradient, m, v, step }, { settings }) => ({
          parameter: zeros(parameter),
          gradient: map((g) => Math.sign(g) * number(settings, 'eps'), gradient),
          m: zeros(m),
          v: zeros(v),
          step: constant(step, 1),
        }),
        ({ gradient }, { settings }) => ({
          parameter: map((g) => (-Math.sign(g) * number(settings, 'lr')) / 2, gradient),
        }),
      ),
      composes(
        'a constant gradient makes every step as long as the first',
        async (f, { inputs, settings }) => {
          let state: Values = {
            ...inputs,
            m: zeros(inputs.m),
            v: zeros(inputs.v),
            step: constant(inputs.step, 1),
          }
          for (const step of [1, 2, 3]) {
            const { parameter, m, v } = await f({ ...state, step: constant(inputs.step, step) })
            state = { ...state, parameter, m, v }
          }
          const expected = map(
            (p, g) => p - (3 * number(settings, 'lr') * g) / (Math.abs(g) + number(settings, 'eps')),
            inputs.parameter,
            inputs.gradient,
          )
          return { got: { parameter: state.parameter }, expected: { parameter: expected } }
        },
      ),
    ],
  },
  rmsprop_step: {
    bounds: [staysWithin('v is never negative', ({ v }) => ({ v: map((cell) => Math.max(cell, 0), v) }))],
    symmetry: [
      changes(
        'parameter and gradient negated are negated',
        (inputs) => each(inputs, ['parameter', 'gradient'], negative),
        ({ parameter, v }) => ({ parameter: negative(parameter), v }),
      ),
    ],
    scaling: [
      changes(
        'a loss in other units makes the same step, but for eps',
        ({ gradient, v }) => ({ gradient: scaled(gradient, 4), v: scaled(v, 16) }),
        ({ parameter, v }) => ({ parameter, v: scaled(v, 16) }),
      ),
    ],
    'special-values': [
      known(
        'where v is the square of the gradient it stays, and the step is lr, but for eps',
        ({ gradient }) => ({ v: map((g) => g * g, gradient) }),
        ({ parameter, gradient, v }, { settings }) => ({
          parameter: map(
            (p, g) => p - (number(settings, 'lr') * g) / (Math.abs(g) + number(settings, 'eps')),
            parameter,
            gradient,
          ),
          v,
        }),
      ),
      known(
        'from v = 0 the square counts 1 - alpha, and steps are as much longer',
        ({ parameter, v }) => ({ parameter: zeros(parameter), v: zeros(v) }),
        ({ gradient }, { settings }) => {
          const share = 1 - number(settings, 'alpha')
          const [lr, eps] = [number(settings, 'lr'), number(settings, 'eps')]
          return {
            parameter: map((g) => (-lr * g) / (Math.sqrt(share) * Math.abs(g) + eps), gradient),
            v: map((g) => share * g * g, gradient),
          }
        },
      ),
      known(
        'a gradient as small as eps, and v its square, makes half a step',
        ({ parameter, gradient }, { settings: { eps } }) => ({
          parameter: zeros(parameter),
          gradient: map((g) => Math.sign(g) * Number(eps), gradient),
          v: constant(gradient, Number(eps) ** 2),
        }),
        ({ gradient }, { settings }) => ({
          parameter: map((g) => (-Math.sign(g) * number(settings, 'lr')) / 2, gradient),
        }),
      ),
    ],
  },
  sgd_momentum_step: {
    symmetry: [
      changes(
        'everything negated is negated',
        (inputs) => each(inputs, ['parameter', 'gradient', 'momentum'], negative),
        (before) => each(before, ['parameter', 'momentum'], negative),
      ),
    ],
    scaling: [
      changes(
        'everything scaled is scaled',
        (inputs) => each(inputs, ['parameter', 'gradient', 'momentum'], (of) => scaled(of, 2)),
        (before) => each(before, ['parameter', 'momentum'], (of) => scaled(of, 2)),
      ),
    ],
    'special-values': [
      known(
        'without momentum it is gradient descent',
        ({ momentum }) => ({ momentum: zeros(momentum) }),
        ({ parameter, gradient }, { settings }) => ({
          parameter: map((p, g) => p - number(settings, 'lr') * g, parameter, gradient),
          momentum: gradient,
        }),
      ),
      known(
        'without a gradient it rolls on, slower',
        ({ gradient }) => ({ gradient: zeros(gradient) }),
        ({ parameter, momentum }, { settings }) => ({
          parameter: map(
            (p, a) => p - number(settings, 'lr') * number(settings, 'momentum') * a,
            parameter,
            momentum,
          ),
          momentum: map((a) => number(settings, 'momentum') * a, momentum),
        }),
      ),
    ],
  },
}
