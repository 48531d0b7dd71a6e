import { cells } from '../../../engines/value.ts'
import { map, perSample, type Row, scalar, sum } from '../../../formulas/arrays.ts'
import {
  changed,
  type Mistake,
  type Mistakes,
  misfed,
  missettled,
  negated,
  pooled,
  times,
  widthOf,
} from './mistake.ts'

/** The action with another coupling to neighbours. */
const action =
  (site: (at: (h: number, w: number) => number, h: number, w: number) => number): Mistake =>
  ({ phi }, { settings }) => {
    const [, tall, wide] = phi.shape
    const [mass, coupling] = [Number(settings.mass_squared), Number(settings.coupling)]
    return {
      action: perSample((field: Row) => {
        const at = (h: number, w: number) => field[((h + tall) % tall) * wide + ((w + wide) % wide)]
        return sum(tall * wide, (place) => {
          const [h, w] = [Math.floor(place / wide), place % wide]
          return site(at, h, w) + mass * at(h, w) ** 2 + coupling * at(h, w) ** 4
        })
      }, phi),
    }
  }

export const samplingMistakes: Readonly<Record<string, Mistakes>> = {
  phi4_action: {
    'its sign is the other': negated('action'),
    'a mean over sites in place of the sum': changed('action', (s, { phi }) => s / widthOf(phi)),
    'it is summed over the batch': pooled('action', 'sum'),
    'half of it: the convention of a canonical field': times('action', 0.5),
    'the kinetic term counts half': action(
      (at, h, w) =>
        at(h, w) * (2 * at(h, w) - (at(h + 1, w) + at(h - 1, w) + at(h, w + 1) + at(h, w - 1)) / 2),
    ),
    'the kinetic term is 2 phi once, not once for each direction': action(
      (at, h, w) => at(h, w) * (2 * at(h, w) - at(h + 1, w) - at(h - 1, w) - at(h, w + 1) - at(h, w - 1)),
    ),
    'neighbours behind are left out': action(
      (at, h, w) => at(h, w) * (4 * at(h, w) - 2 * at(h + 1, w) - at(h, w + 1)),
    ),
    'the border is open, not periodic': ({ phi }, { settings }) => {
      const [, tall, wide] = phi.shape
      const open: Mistake = action((at, h, w) => {
        const to = (i: number, j: number) => (i < 0 || j < 0 || i >= tall || j >= wide ? 0 : at(i, j))
        const near = to(h + 1, w) + to(h - 1, w) + to(h, w + 1) + to(h, w - 1)
        return at(h, w) * (4 * at(h, w) - near)
      })
      return open({ phi }, { settings } as Parameters<Mistake>[1], {})
    },
    'the wrap goes into the next row': ({ phi }, claimed, right) => {
      const [, tall, wide] = phi.shape
      return action((at, h, w) => {
        const flat = (place: number) => {
          const wrapped = (place + tall * wide) % (tall * wide)
          return at(Math.floor(wrapped / wide), wrapped % wide)
        }
        const place = h * wide + w
        const near = flat(place + 1) + flat(place - 1) + flat(place + wide) + flat(place - wide)
        return at(h, w) * (4 * at(h, w) - near)
      })({ phi }, claimed, right)
    },
    'only one direction couples': action(
      (at, h, w) => at(h, w) * (2 * at(h, w) - at(h, w + 1) - at(h, w - 1)),
    ),
    'the neighbours add': action(
      (at, h, w) => at(h, w) * (4 * at(h, w) + at(h + 1, w) + at(h - 1, w) + at(h, w + 1) + at(h, w - 1)),
    ),
    'the mass is not squared': missettled(({ mass_squared }) => ({
      mass_squared: Number(mass_squared) ** 2,
    })),
    'the coupling is divided by 4!': missettled(({ coupling }) => ({ coupling: Number(coupling) / 24 })),
    'the quartic term is quadratic': ({ phi }, claimed, right) =>
      map2(
        phi,
        right.action,
        (s, field) =>
          s + Number(claimed.settings.coupling) * sum(field.length, (i) => field[i] ** 2 - field[i] ** 4),
      ),
  },
  effective_sample_size: {
    'not divided by N (N times ours)': changed('ess', (e, { log_w }) => e * log_w.size),
    'divided by N once more': changed('ess', (e, { log_w }) => e / log_w.size),
    'the inverse': changed('ess', (e) => 1 / e),
    'weights have the wrong sign': misfed(({ log_w }) => ({ log_w: map((l) => -l, log_w) })),
    'the mean is not squared': ({ log_w }) => {
      const w = normalised(cells(log_w))
      const n = w.length
      return { ess: scalar(sum(n, (i) => w[i]) / n / (sum(n, (i) => w[i] ** 2) / n)) }
    },
    'log weights stand for weights': ({ log_w }) => {
      const w = cells(log_w)
      return { ess: scalar(sum(w.length, (i) => w[i]) ** 2 / w.length / sum(w.length, (i) => w[i] ** 2)) }
    },
    'exp overflows: the largest is not taken out': ({ log_w }) => {
      const w = Array.from(cells(log_w), (log) => Math.fround(Math.exp(log)))
      return {
        ess: scalar(
          sum(w.length, (i) => w[i]) ** 2 / w.length / Math.fround(sum(w.length, (i) => w[i] ** 2)),
        ),
      }
    },
    'the largest weight over their sum': ({ log_w }) => {
      const w = normalised(cells(log_w))
      return { ess: scalar(1 / sum(w.length, (i) => w[i])) }
    },
  },
  metropolis_probability: {
    'the probability is that of the way back': misfed((inputs) => ({
      log_p_old: inputs.log_p_new,
      log_q_old: inputs.log_q_new,
      log_p_new: inputs.log_p_old,
      log_q_new: inputs.log_q_old,
    })),
    'the proposal is not corrected for': misfed((inputs) => ({
      log_q_old: map(() => 0, inputs.log_q_old),
      log_q_new: map(() => 0, inputs.log_q_new),
    })),
    'the proposal is corrected for the wrong way': misfed((inputs) => ({
      log_q_old: inputs.log_q_new,
      log_q_new: inputs.log_q_old,
    })),
    'not cut off at 1': ({ log_p_old, log_q_old, log_p_new, log_q_new }) => ({
      probability: map((a, b, c, d) => Math.exp(c + b - a - d), log_p_old, log_q_old, log_p_new, log_q_new),
    }),
    'the ratio stays a logarithm': changed('probability', (p) => Math.log(p)),
    'a heat bath: r / (1 + r)': ({ log_p_old, log_q_old, log_p_new, log_q_new }) => ({
      probability: map(
        (a, b, c, d) => 1 / (1 + Math.exp(a + d - c - b)),
        log_p_old,
        log_q_old,
        log_p_new,
        log_q_new,
      ),
    }),
    'exponentials overflow before they are divided': ({ log_p_old, log_q_old, log_p_new, log_q_new }) => ({
      probability: map(
        (a, b, c, d) => Math.min(1, (f32exp(c) * f32exp(b)) / (f32exp(a) * f32exp(d))),
        log_p_old,
        log_q_old,
        log_p_new,
        log_q_new,
      ),
    }),
    'it is averaged over the batch': pooled('probability', 'mean'),
  },
}

const f32exp = (x: number) => Math.fround(Math.exp(x))

const normalised = (logs: Row): number[] => {
  const most = Math.max(...Array.from(logs))
  return Array.from(logs, (log) => Math.exp(log - most))
}

type Of = Parameters<typeof cells>[0]

const map2 = (phi: Of, actions: Of, f: (action: number, field: Row) => number) => {
  let n = 0
  return { action: perSample((field) => f(cells(actions)[n++], field), phi) }
}
