import type { Value, Values } from '../../../engines/engine.ts'
import { cells } from '../../../engines/value.ts'
import { build, map, scalar } from '../../../formulas/arrays.ts'
import type { Settings } from '../../../formulas/index.ts'
import { composes, ignores, known, staysWithin } from '../relations.ts'
import { constant, each, negative, perRow, scaled, shifted } from './cells.ts'
import type { Identities } from './identities.ts'

const field = (
  statement: string,
  from: (h: number, w: number, tall: number, wide: number) => [number, number],
) =>
  ignores(statement, ({ phi }) => {
    const [, tall, wide] = phi.shape
    return { phi: build(phi.shape, (n, h, w) => phi.get(n, ...from(h, w, tall, wide))) }
  })

const potential = (cell: number, { mass_squared, coupling }: Settings) =>
  Number(mass_squared) * cell ** 2 + Number(coupling) * cell ** 4

const old = ['log_p_old', 'log_q_old']
const proposed = ['log_p_new', 'log_q_new']

/** The new is as likely as the old. */
const level = (inputs: Values): Values => ({
  log_p_new: inputs.log_p_old,
  log_q_new: inputs.log_q_old,
})

export const samplingIdentities: Readonly<Record<string, Identities>> = {
  phi4_action: {
    symmetry: [
      field('a field moved down by one row has the same action', (h, w, tall) => [(h + 1) % tall, w]),
      field('a field moved right by one column has the same action', (h, w, _, wide) => [h, (w + 1) % wide]),
      field('a field reflected has the same action', (h, w, tall) => [tall - 1 - h, w]),
      field('a field transposed has the same action', (h, w) => [w, h]),
      ignores('a field negated has the same action', ({ phi }) => ({ phi: negative(phi) })),
    ],
    'special-values': [
      known(
        'a constant field has its potential at every site, and nothing else',
        ({ phi }) => ({ phi: constant(phi, 0.5) }),
        ({ phi }, { settings }) => ({
          action: perRow(phi, phi.shape[1] * phi.shape[2] * potential(0.5, settings)),
        }),
      ),
      known(
        'a single site of 1 has 4 of kinetic energy, and its potential',
        ({ phi }) => ({ phi: build(phi.shape, (_, h, w) => (h === 1 && w === 0 ? 1 : 0)) }),
        ({ phi }, { settings }) => ({ action: perRow(phi, 4 + potential(1, settings)) }),
      ),
      known(
        'stripes of 1 and -1 pay 4 at every site, where they fit',
        ({ phi }) => ({ phi: build(phi.shape, (_, h) => (isEven(phi) && h % 2 === 1 ? -1 : 1)) }),
        ({ phi }, { settings }) => ({
          action: perRow(phi, phi.shape[1] * phi.shape[2] * ((isEven(phi) ? 4 : 0) + potential(1, settings))),
        }),
      ),
    ],
    scaling: [
      composes('the action is even of degree 4 in the field', async (f, { inputs: { phi } }) => {
        const at = async (by: number) => cells((await f({ phi: scaled(phi, by) })).action)
        const [once, twice, thrice] = [await at(1), await at(2), await at(3)]
        // a + b, 4 a + 16 b, 9 a + 81 b: a and b of the first two give the third.
        const expected = Array.from(once, (one, n) => {
          const b = (twice[n] - 4 * one) / 12
          return 9 * (one - b) + 81 * b
        })
        return {
          got: { action: build([thrice.length], (n) => thrice[n]) },
          expected: { action: build([thrice.length], (n) => expected[n]) },
        }
      }),
    ],
  },
  effective_sample_size: {
    bounds: [
      staysWithin('1 / N <= ess <= 1', ({ ess }, { log_w }) => ({
        ess: map((e) => Math.min(Math.max(e, 1 / log_w.size), 1), ess),
      })),
    ],
    scaling: [
      ignores('weights times a constant have the same ess', ({ log_w }) => ({ log_w: shifted(log_w, 200) })),
    ],
    'special-values': [
      known(
        'equal weights have an ess of 1',
        ({ log_w }) => ({ log_w: constant(log_w, 0.5) }),
        () => ({ ess: scalar(1) }),
      ),
      known(
        'one weight among vanishing ones has an ess of 1 / N',
        ({ log_w }) => ({ log_w: build(log_w.shape, (n) => (n === 0 ? 0 : -200)) }),
        ({ log_w }) => ({ ess: scalar(1 / log_w.size) }),
      ),
    ],
  },
  metropolis_probability: {
    bounds: [
      staysWithin('0 <= probability <= 1', ({ probability }) => ({
        probability: map((p) => Math.min(Math.max(p, 0), 1), probability),
      })),
    ],
    symmetry: [
      composes('p_old q_new times the way there is p_new q_old times the way back', async (f, { inputs }) => {
        const there = await f(inputs)
        const back = await f({
          log_p_old: inputs.log_p_new,
          log_q_old: inputs.log_q_new,
          log_p_new: inputs.log_p_old,
          log_q_new: inputs.log_q_old,
        })
        const ratio = map(
          (a, b, c, d) => Math.exp(c + b - a - d),
          inputs.log_p_old,
          inputs.log_q_old,
          inputs.log_p_new,
          inputs.log_q_new,
        )
        return {
          got: { flow: there.probability },
          expected: { flow: map((r, p) => r * p, ratio, back.probability) },
        }
      }),
    ],
    scaling: [
      ignores('unnormalised densities do as well', (inputs) => ({
        ...each(inputs, ['log_p_old', 'log_p_new'], (of) => shifted(of, 200)),
        ...each(inputs, ['log_q_old', 'log_q_new'], (of) => shifted(of, -2)),
      })),
      ignores('new and old moved alike, in p and in q, change nothing', (inputs) => ({
        ...each(inputs, old, (of) => shifted(of, 1)),
        ...each(inputs, proposed, (of) => shifted(of, 2)),
      })),
    ],
    'special-values': [
      known('a proposal from the target itself is always taken', level, ({ log_p_old }) => ({
        probability: perRow(log_p_old, 1),
      })),
      known(
        'a proposal of half the probability is taken half the time',
        (inputs) => ({ ...level(inputs), log_p_new: shifted(inputs.log_p_old, -Math.LN2) }),
        ({ log_p_old }) => ({ probability: perRow(log_p_old, 0.5) }),
      ),
      known(
        'a proposal that comes twice as often as it should is taken half the time',
        (inputs) => ({ ...level(inputs), log_q_new: shifted(inputs.log_q_old, Math.LN2) }),
        ({ log_p_old }) => ({ probability: perRow(log_p_old, 0.5) }),
      ),
    ],
  },
}

const isEven = (phi: Value) => phi.shape[1] % 2 === 0
