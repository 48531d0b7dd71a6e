import { fill, map, mean, meanOf, perSample, scalar, sum } from '../../../formulas/arrays.ts'
import { sigmoid } from '../../logistic.ts'
import { changed, lengthOf, type Mistakes, misfed, negated, pooled, times } from './mistake.ts'

/** Misreadings of a log variance, in the formula's own terms. */
const half = (l: number) => l / 2
const double = (l: number) => 2 * l

const reparameterizations = (output: string): Mistakes => ({
  'the variance is taken for the standard deviation': misfed(({ log_variance }) => ({
    log_variance: map(double, log_variance),
  })),
  'the log variance is divided by 4': misfed(({ log_variance }) => ({
    log_variance: map(half, log_variance),
  })),
  'eps is scaled by 0.01': misfed(({ eps }) => ({ eps: map((e) => 0.01 * e, eps) })),
  'eps is left out': misfed(({ eps }) => ({ eps: map(() => 0, eps) })),
  'eps is subtracted': misfed(({ eps }) => ({ eps: map((e) => -e, eps) })),
  'the mean is left out': (inputs, { formula, settings }) => ({
    [output]: formula.value({ ...inputs, mean: map(() => 0, inputs.mean) }, settings)[output],
  }),
  'one eps serves all samples': misfed(({ eps }) => ({
    eps: fill(eps.shape, (i) => eps.get(0, i % eps.shape[1])),
  })),
})

export const gaussianMistakes: Readonly<Record<string, Mistakes>> = {
  gaussian_kl: {
    'a mean over latents in place of the sum (ours / D)': changed(
      'kl',
      (k, { mean: m }) => k / lengthOf(m, 1),
    ),
    'its 1/2 is missing (twice ours)': times('kl', 2),
    'its sign is the other': negated('kl'),
    'the log variance is doubled: a log standard deviation is expected': misfed(({ log_variance }) => ({
      log_variance: map(double, log_variance),
    })),
    'the log variance is halved': misfed(({ log_variance }) => ({ log_variance: map(half, log_variance) })),
    'the standard deviation stands for the variance': ({ mean: m, log_variance }) => ({
      kl: perSample(
        (a, l) => sum(a.length, (i) => (a[i] ** 2 + Math.exp(l[i] / 2) - 1 - l[i]) / 2),
        m,
        log_variance,
      ),
    }),
    'the log variance has the wrong sign': ({ mean: m, log_variance }) => ({
      kl: perSample(
        (a, l) => sum(a.length, (i) => (a[i] ** 2 + Math.exp(l[i]) - 1 + l[i]) / 2),
        m,
        log_variance,
      ),
    }),
    'the mean is not squared': ({ mean: m, log_variance }) => ({
      kl: perSample((a, l) => sum(a.length, (i) => (a[i] + Math.exp(l[i]) - 1 - l[i]) / 2), m, log_variance),
    }),
    'the - 1 is missing': changed('kl', (k, { mean: m }) => k + lengthOf(m, 1) / 2),
    'it is summed over the batch': pooled('kl', 'sum'),
    'it is averaged over the batch': pooled('kl', 'mean'),
  },
  gaussian_kl_general: {
    'KL of p to q in place of q to p': misfed(({ mean_q, log_variance_q, mean_p, log_variance_p }) => ({
      mean_q: mean_p,
      log_variance_q: log_variance_p,
      mean_p: mean_q,
      log_variance_p: log_variance_q,
    })),
    'its 1/2 is missing (twice ours)': times('kl', 2),
    'its sign is the other': negated('kl'),
    'a mean over latents in place of the sum (ours / D)': changed(
      'kl',
      (k, { mean_q }) => k / lengthOf(mean_q, 1),
    ),
    'the - 1 is missing': changed('kl', (k, { mean_q }) => k + lengthOf(mean_q, 1) / 2),
    'the difference of means is not divided by the variance of p': (inputs) => ({
      kl: perSample(
        (mq, lq, mp, lp) =>
          sum(mq.length, (i) => ((mq[i] - mp[i]) ** 2 + Math.exp(lq[i] - lp[i]) - 1 + lp[i] - lq[i]) / 2),
        inputs.mean_q,
        inputs.log_variance_q,
        inputs.mean_p,
        inputs.log_variance_p,
      ),
    }),
    'standard deviations stand for variances': misfed(({ log_variance_q, log_variance_p }) => ({
      log_variance_q: map(half, log_variance_q),
      log_variance_p: map(half, log_variance_p),
    })),
    'the log variances are doubled': misfed(({ log_variance_q, log_variance_p }) => ({
      log_variance_q: map(double, log_variance_q),
      log_variance_p: map(double, log_variance_p),
    })),
    'p is taken for the standard normal': misfed(({ mean_p, log_variance_p }) => ({
      mean_p: map(() => 0, mean_p),
      log_variance_p: map(() => 0, log_variance_p),
    })),
    'it is summed over the batch': pooled('kl', 'sum'),
  },
  gaussian_log_density: {
    'the constant log 2 pi is missing': changed(
      'log_density',
      (d, { x }) => d + (lengthOf(x, 1) / 2) * Math.log(2 * Math.PI),
    ),
    'its sign is the other': negated('log_density'),
    'a mean over features in place of the sum (ours / D)': changed(
      'log_density',
      (d, { x }) => d / lengthOf(x, 1),
    ),
    'its 1/2 is missing (twice ours)': times('log_density', 2),
    'the constant is counted once, not D times': changed(
      'log_density',
      (d, { x }) => d + ((lengthOf(x, 1) - 1) / 2) * Math.log(2 * Math.PI),
    ),
    'the log variance is doubled: a log standard deviation is expected': misfed(({ log_variance }) => ({
      log_variance: map(double, log_variance),
    })),
    'the log variance is halved': misfed(({ log_variance }) => ({ log_variance: map(half, log_variance) })),
    'the log variance is not normalised for': ({ x, mean: m, log_variance }) => ({
      log_density: perSample(
        (a, b, l) => -sum(a.length, (i) => (a[i] - b[i]) ** 2 * Math.exp(-l[i]) + Math.log(2 * Math.PI)) / 2,
        x,
        m,
        log_variance,
      ),
    }),
    'it is summed over the batch': pooled('log_density', 'sum'),
  },
  bernoulli_log_likelihood: {
    'its sign is the other': negated('log_likelihood'),
    'a mean over features in place of the sum (ours / D)': changed(
      'log_likelihood',
      (l, { x }) => l / lengthOf(x, 1),
    ),
    'the sigmoid is taken twice': misfed(({ logits }) => ({ logits: map(sigmoid, logits) })),
    'targets and logits are swapped': misfed(({ x, logits }) => ({ x: logits, logits: x })),
    'the term of x = 0 is missing': ({ x, logits }) => ({
      log_likelihood: perSample(
        (xs, as) => sum(xs.length, (i) => xs[i] * Math.log(sigmoid(as[i]))),
        x,
        logits,
      ),
    }),
    'logits have the wrong sign': misfed(({ logits }) => ({ logits: map((a) => -a, logits) })),
    'targets are rounded to 0 or 1': misfed(({ x }) => ({ x: map(Math.round, x) })),
    'the logarithm of the sigmoid, in float32, reaches log 0': ({ x, logits }) => ({
      log_likelihood: perSample(
        (xs, as) =>
          sum(xs.length, (i) => {
            const p = Math.fround(sigmoid(as[i]))
            return xs[i] * Math.log(p) + (1 - xs[i]) * Math.log(1 - p)
          }),
        x,
        logits,
      ),
    }),
    'it is summed over the batch': pooled('log_likelihood', 'sum'),
  },
  reparameterize: reparameterizations('z'),
  iwae_bound: {
    'log K is not subtracted': changed('bound', (b, { log_w }) => b + Math.log(lengthOf(log_w, 1))),
    'the mean of log w: an ELBO': ({ log_w }) => ({
      bound: perSample((row) => mean(row.length, (k) => row[k]), log_w),
    }),
    'the largest of log w': ({ log_w }) => ({
      bound: perSample((row) => Math.max(...Array.from(row)), log_w),
    }),
    'K is subtracted in place of log K': changed(
      'bound',
      (b, { log_w }) => b + Math.log(lengthOf(log_w, 1)) - lengthOf(log_w, 1),
    ),
    'its sign is the other': negated('bound'),
    'exp overflows: the largest is not taken out': ({ log_w }) => ({
      bound: perSample((row) => Math.log(mean(row.length, (k) => Math.fround(Math.exp(row[k])))), log_w),
    }),
    'the softmax-weighted mean of log w': ({ log_w }) => ({
      bound: perSample((row) => {
        const w = Array.from(row, (log) => Math.exp(log - Math.max(...Array.from(row))))
        return sum(w.length, (k) => w[k] * row[k]) / sum(w.length, (k) => w[k])
      }, log_w),
    }),
    'it is averaged over the batch': pooled('bound', 'mean'),
  },
  conditioning_augmentation: {
    ...reparameterizations('c'),
    'kl is summed over samples (N times ours)': changed('kl', (k, { mean: m }) => k * lengthOf(m, 0)),
    'kl is averaged over features too (ours / D)': changed('kl', (k, { mean: m }) => k / lengthOf(m, 1)),
    'the 1/2 of kl is missing (twice ours)': times('kl', 2),
    'kl has the other sign': negated('kl'),
    'kl takes the variance for its logarithm': ({ mean: m, log_variance }) => ({
      kl: scalar(
        meanOf(map((a, l) => (a * a + l - 1 - Math.log(Math.abs(l))) / 2, m, log_variance)) * m.shape[1],
      ),
    }),
  },
}
