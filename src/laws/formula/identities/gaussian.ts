import type { Value, Values } from '../../../engines/engine.ts'
import { build, map, mean, perSample, scalar, sum } from '../../../formulas/arrays.ts'
import { changes, ignores, known, staysWithin } from '../relations.ts'
import { negative, perRow, scaled, shifted, zeros } from './cells.ts'
import type { Identities } from './identities.ts'

/** Features in reverse. */
const reversed = (of: Value) => build(of.shape, (n, i) => of.get(n, of.shape[1] - 1 - i))
const all = (inputs: Values, change: (of: Value) => Value): Values =>
  Object.fromEntries(Object.entries(inputs).map(([name, of]) => [name, change(of)]))

const notNegative = (output: string) =>
  staysWithin(`${output} >= 0`, (outputs) => ({
    [output]: map((cell) => Math.max(cell, 0), outputs[output]),
  }))
const permuted = ignores('features in another order change nothing', (inputs) => all(inputs, reversed))

/** Exact in float32, so that scaling by them rounds nothing. */
const [two, logFour] = [2, 2 * Math.LN2]

export const gaussianIdentities: Readonly<Record<string, Identities>> = {
  gaussian_kl: {
    bounds: [
      notNegative('kl'),
      staysWithin(
        'kl >= 0 close to the prior',
        ({ kl }) => ({ kl: map((k) => Math.max(k, 0), kl) }),
        ({ mean: m, log_variance }) => ({ mean: zeros(m), log_variance: scaled(log_variance, 0.25) }),
      ),
    ],
    symmetry: [
      ignores('a mean with the other sign changes nothing', ({ mean: m }) => ({ mean: negative(m) })),
      permuted,
    ],
    'special-values': [
      known(
        'kl = 0 at the prior',
        (inputs) => all(inputs, zeros),
        ({ mean: m }) => ({ kl: perRow(m, 0) }),
      ),
      known(
        'kl is half the squared length of the mean at unit variance',
        ({ log_variance }) => ({ log_variance: zeros(log_variance) }),
        ({ mean: m }) => ({ kl: perSample((row) => sum(row.length, (i) => row[i] ** 2) / 2, m) }),
      ),
      known(
        'kl = D / 2 (3 - 2 log 2) at variance 4 and mean 0',
        ({ mean: m, log_variance }) => ({ mean: zeros(m), log_variance: map(() => logFour, log_variance) }),
        ({ mean: m }) => ({ kl: perRow(m, (m.shape[1] / 2) * (3 - logFour)) }),
      ),
    ],
  },
  gaussian_kl_general: {
    bounds: [notNegative('kl')],
    symmetry: [
      permuted,
      ignores('both means shifted change nothing', ({ mean_q, mean_p }) => ({
        mean_q: shifted(mean_q, 0.5),
        mean_p: shifted(mean_p, 0.5),
      })),
    ],
    scaling: [
      ignores('other units for the variable change nothing', (inputs) => ({
        mean_q: scaled(inputs.mean_q, two),
        mean_p: scaled(inputs.mean_p, two),
        log_variance_q: shifted(inputs.log_variance_q, logFour),
        log_variance_p: shifted(inputs.log_variance_p, logFour),
      })),
    ],
    'special-values': [
      known(
        'kl = 0 where q is p',
        ({ mean_p, log_variance_p }) => ({ mean_q: mean_p, log_variance_q: log_variance_p }),
        ({ mean_p }) => ({ kl: perRow(mean_p, 0) }),
      ),
      known(
        'kl is half the squared distance of the means at unit variances',
        ({ log_variance_q, log_variance_p }) => ({
          log_variance_q: zeros(log_variance_q),
          log_variance_p: zeros(log_variance_p),
        }),
        ({ mean_q, mean_p }) => ({
          kl: perSample((a, b) => sum(a.length, (i) => (a[i] - b[i]) ** 2) / 2, mean_q, mean_p),
        }),
      ),
      known(
        'kl = D / 2 (2 log 2 - 3 / 4) from variance 1 to variance 4',
        (inputs) => ({
          mean_q: zeros(inputs.mean_q),
          mean_p: zeros(inputs.mean_p),
          log_variance_q: zeros(inputs.log_variance_q),
          log_variance_p: map(() => logFour, inputs.log_variance_p),
        }),
        ({ mean_q }) => ({ kl: perRow(mean_q, (mean_q.shape[1] / 2) * (logFour - 0.75)) }),
      ),
    ],
  },
  gaussian_log_density: {
    symmetry: [
      permuted,
      ignores('x and the mean exchanged change nothing', ({ x, mean: m }) => ({ x: m, mean: x })),
      ignores('x and the mean shifted change nothing', ({ x, mean: m }) => ({
        x: shifted(x, 0.5),
        mean: shifted(m, 0.5),
      })),
    ],
    scaling: [
      changes(
        'in units of a half the density is 2^-D of what it was',
        ({ x, mean: m, log_variance }) => ({
          x: scaled(x, two),
          mean: scaled(m, two),
          log_variance: shifted(log_variance, logFour),
        }),
        ({ log_density }, { inputs }) => ({
          log_density: shifted(log_density, -inputs.x.shape[1] * Math.LN2),
        }),
      ),
    ],
    'special-values': [
      known(
        'log_density = -D / 2 log 2 pi at the mean, at unit variance',
        ({ x, log_variance }) => ({ mean: x, log_variance: zeros(log_variance) }),
        ({ x }) => ({ log_density: perRow(x, (-x.shape[1] / 2) * Math.log(2 * Math.PI)) }),
      ),
      known(
        'one deviation off in each feature costs D / 2',
        ({ x, log_variance }) => ({ mean: map((cell) => cell - 1, x), log_variance: zeros(log_variance) }),
        ({ x }) => ({ log_density: perRow(x, (-x.shape[1] / 2) * (1 + Math.log(2 * Math.PI))) }),
      ),
    ],
  },
  bernoulli_log_likelihood: {
    bounds: [
      staysWithin('log_likelihood <= 0', ({ log_likelihood }) => ({
        log_likelihood: map((l) => Math.min(l, 0), log_likelihood),
      })),
    ],
    symmetry: [
      permuted,
      ignores('black and white exchanged, and logits negated, change nothing', ({ x, logits }) => ({
        x: map((cell) => 1 - cell, x),
        logits: negative(logits),
      })),
    ],
    scaling: [
      changes(
        'one more of x adds the logit',
        ({ x }) => ({ x: map(() => 1, x) }),
        ({ log_likelihood }, { inputs: { x, logits } }) => ({
          log_likelihood: perSample(
            (before, xs, as) => before[0] + sum(xs.length, (i) => (1 - xs[i]) * as[i]),
            log_likelihood,
            x,
            logits,
          ),
        }),
      ),
    ],
    'special-values': [
      known(
        'log_likelihood = -D log 2 at logits of 0',
        ({ logits }) => ({ logits: zeros(logits) }),
        ({ x }) => ({ log_likelihood: perRow(x, -x.shape[1] * Math.LN2) }),
      ),
      known(
        'log_likelihood = -100 D where the logits are 100 and x is 0',
        ({ x, logits }) => ({ x: zeros(x), logits: map(() => 100, logits) }),
        ({ x }) => ({ log_likelihood: perRow(x, -100 * x.shape[1]) }),
      ),
    ],
  },
  reparameterize: reparameterized('z'),
  iwae_bound: {
    bounds: [
      staysWithin('the bound lies between the mean and the largest of log_w', ({ bound }, { log_w }) => ({
        bound: perSample(
          (b, row) => {
            const rows = Array.from(row)
            return Math.min(
              Math.max(
                b[0],
                mean(row.length, (k) => row[k]),
              ),
              Math.max(...rows),
            )
          },
          bound,
          log_w,
        ),
      })),
    ],
    symmetry: [permuted],
    scaling: [
      changes(
        'weights times a constant add its logarithm',
        ({ log_w }) => ({ log_w: shifted(log_w, 200) }),
        ({ bound }) => ({ bound: shifted(bound, 200) }),
      ),
    ],
    'special-values': [
      known(
        'the bound of equal weights is their logarithm',
        ({ log_w }) => ({ log_w: build(log_w.shape, (n) => log_w.get(n, 0)) }),
        ({ log_w }) => ({ bound: perSample((row) => row[0], log_w) }),
      ),
      known(
        'one weight among vanishing ones counts 1 / K of itself',
        ({ log_w }) => ({ log_w: build(log_w.shape, (_, k) => (k === 0 ? 0 : -200)) }),
        ({ log_w }) => ({ bound: perRow(log_w, -Math.log(log_w.shape[1])) }),
      ),
    ],
  },
  conditioning_augmentation: {
    ...reparameterized('c'),
    bounds: [notNegative('kl')],
    'special-values': [
      ...(reparameterized('c')['special-values'] ?? []),
      known(
        'kl is half the mean squared length of the mean at unit variance',
        ({ log_variance }) => ({ log_variance: zeros(log_variance) }),
        ({ mean: m }) => ({
          kl: scalar(sum(m.size, (i) => m.data[i] ** 2) / 2 / m.shape[0]),
        }),
      ),
      known(
        'kl = D / 2 (3 - 2 log 2) at variance 4 and mean 0',
        ({ mean: m, log_variance }) => ({ mean: zeros(m), log_variance: map(() => logFour, log_variance) }),
        ({ mean: m }) => ({ kl: scalar((m.shape[1] / 2) * (3 - logFour)) }),
      ),
    ],
  },
}

function reparameterized(output: string): Identities {
  return {
    scaling: [
      changes(
        'eps twice as large is twice as far from the mean',
        ({ eps }) => ({ eps: scaled(eps, two) }),
        (before, { inputs }) => ({ [output]: map((z, m) => 2 * z - m, before[output], inputs.mean) }),
      ),
      ignores(
        'a variance 4 times as large makes up for half of eps',
        ({ log_variance, eps }) => ({
          log_variance: shifted(log_variance, logFour),
          eps: scaled(eps, 0.5),
        }),
        [output],
      ),
      changes(
        'a mean moved moves the draw as far',
        ({ mean: m }) => ({ mean: shifted(m, 0.5) }),
        (before) => ({ [output]: shifted(before[output], 0.5) }),
      ),
    ],
    'special-values': [
      known(
        'eps of 0 gives the mean',
        ({ eps }) => ({ eps: zeros(eps) }),
        ({ mean: m }) => ({ [output]: m }),
      ),
      known(
        'unit variance adds eps itself',
        ({ log_variance }) => ({ log_variance: zeros(log_variance) }),
        ({ mean: m, eps }) => ({ [output]: map((a, e) => a + e, m, eps) }),
      ),
    ],
  }
}
