import { map, mean, perSample, type Row, scalar, softplus, sum } from './arrays.ts'
import { logits, logVariances, logWeights, reals, targets } from './domains.ts'
import { type Axes, type Formula, formula, type Input } from './formula.ts'

const rowsOf = (domain: Input['domain'], axes: Axes = ['N', 'D']): Input => ({ axes, domain })

/** KL(N(m, e^l) || N(0, 1)) of one latent, term by term. */
const klTerms = (m: number, l: number) => [m * m, Math.exp(l), -1, -l].map((term) => term / 2)
const totalOf = (terms: readonly number[]) => terms.reduce((a, b) => a + b, 0)
const sizeOf = (terms: readonly number[]) => totalOf(terms.map(Math.abs))

const gaussianKl = formula({
  name: 'gaussian_kl',
  statement: 'kl = 1/2 sum(mean^2 + exp(log_variance) - 1 - log_variance)',
  source: 'Kingma & Welling 2014, appendix B',
  inputs: { mean: rowsOf(reals), log_variance: rowsOf(logVariances) },
  outputs: { kl: ['N'] },
  reduces: ['D'],
  value: ({ mean: m, log_variance: l }) => ({
    kl: perSample((a, b) => sum(a.length, (i) => totalOf(klTerms(a[i], b[i]))), m, l),
  }),
  terms: ({ mean: m, log_variance: l }) => ({
    kl: perSample((a, b) => sum(a.length, (i) => sizeOf(klTerms(a[i], b[i]))), m, l),
  }),
})

const generalTerms = (mq: number, lq: number, mp: number, lp: number) =>
  [(mq - mp) ** 2 * Math.exp(-lp), Math.exp(lq - lp), -1, lp, -lq].map((term) => term / 2)

const gaussianKlGeneral = formula({
  name: 'gaussian_kl_general',
  statement: 'kl = 1/2 sum((mean_q - mean_p)^2 / var_p + var_q / var_p - 1 + log var_p - log var_q)',
  source: 'Kullback & Leibler 1951, for diagonal Gaussians',
  inputs: {
    mean_q: rowsOf(reals),
    log_variance_q: rowsOf(logVariances),
    mean_p: rowsOf(reals),
    log_variance_p: rowsOf(logVariances),
  },
  outputs: { kl: ['N'] },
  reduces: ['D'],
  value: ({ mean_q, log_variance_q, mean_p, log_variance_p }) => ({
    kl: perSample(
      (a, b, c, d) => sum(a.length, (i) => totalOf(generalTerms(a[i], b[i], c[i], d[i]))),
      mean_q,
      log_variance_q,
      mean_p,
      log_variance_p,
    ),
  }),
  terms: ({ mean_q, log_variance_q, mean_p, log_variance_p }) => ({
    kl: perSample(
      (a, b, c, d) => sum(a.length, (i) => sizeOf(generalTerms(a[i], b[i], c[i], d[i]))),
      mean_q,
      log_variance_q,
      mean_p,
      log_variance_p,
    ),
  }),
})

const densityTerms = (x: number, m: number, l: number) =>
  [-((x - m) ** 2) * Math.exp(-l), -l, -Math.log(2 * Math.PI)].map((term) => term / 2)

const gaussianLogDensity = formula({
  name: 'gaussian_log_density',
  statement: 'log_density = -1/2 sum((x - mean)^2 / var + log_variance + log 2 pi)',
  source: 'the density of a diagonal Gaussian; Kingma & Welling 2014, appendix C.2',
  inputs: { x: rowsOf(reals), mean: rowsOf(reals), log_variance: rowsOf(logVariances) },
  outputs: { log_density: ['N'] },
  reduces: ['D'],
  value: ({ x, mean: m, log_variance }) => ({
    log_density: perSample(
      (a, b, l) => sum(a.length, (i) => totalOf(densityTerms(a[i], b[i], l[i]))),
      x,
      m,
      log_variance,
    ),
  }),
  terms: ({ x, mean: m, log_variance }) => ({
    log_density: perSample(
      (a, b, l) => sum(a.length, (i) => sizeOf(densityTerms(a[i], b[i], l[i]))),
      x,
      m,
      log_variance,
    ),
  }),
})

const bernoulliLogLikelihood = formula({
  name: 'bernoulli_log_likelihood',
  statement: 'log_likelihood = sum(x logits - softplus(logits))',
  source: 'Kingma & Welling 2014, appendix C.1, with p = sigmoid(logits)',
  inputs: { x: rowsOf(targets), logits: rowsOf(logits) },
  outputs: { log_likelihood: ['N'] },
  reduces: ['D'],
  value: ({ x, logits: a }) => ({
    log_likelihood: perSample((xs, as) => -sum(xs.length, (i) => crossEntropy(as[i], xs[i])), x, a),
  }),
  terms: ({ x, logits: a }) => ({
    log_likelihood: perSample((_, as) => sum(as.length, (i) => 1 + Math.abs(as[i])), x, a),
  }),
})

/** -x log p - (1 - x) log(1 - p) for p = sigmoid(logit), exact at any logit. */
export const crossEntropy = (logit: number, x: number): number =>
  x * softplus(-logit) + (1 - x) * softplus(logit)

const reparameterize = formula({
  name: 'reparameterize',
  statement: 'z = mean + exp(log_variance / 2) eps',
  source: 'Kingma & Welling 2014, section 2.4',
  inputs: { mean: rowsOf(reals), log_variance: rowsOf(logVariances), eps: rowsOf(reals) },
  outputs: { z: ['N', 'D'] },
  value: ({ mean: m, log_variance, eps }) => ({
    z: map((a, l, e) => a + Math.exp(l / 2) * e, m, log_variance, eps),
  }),
})

const logMeanExp = (row: Row): number => {
  const most = Math.max(...Array.from(row))
  return most + Math.log(mean(row.length, (k) => Math.exp(row[k] - most)))
}

const iwaeBound = formula({
  name: 'iwae_bound',
  statement: 'bound = logsumexp(log_w) - log K',
  source: 'Burda et al. 2016, eq. 8',
  inputs: { log_w: rowsOf(logWeights, ['N', 'K']) },
  outputs: { bound: ['N'] },
  reduces: ['K'],
  value: ({ log_w }) => ({ bound: perSample(logMeanExp, log_w) }),
  terms: ({ log_w }) => ({
    bound: perSample((row) => 1 + Math.log(row.length) + Math.max(...Array.from(row, Math.abs)), log_w),
  }),
})

const conditioningAugmentation = formula({
  name: 'conditioning_augmentation',
  statement: 'c = mean + exp(log_variance / 2) eps; kl = mean over samples of KL(N(mean, var) to N(0, 1))',
  source: 'Zhang et al. 2017 (StackGAN), eqs. 2 and 4',
  inputs: { mean: rowsOf(reals), log_variance: rowsOf(logVariances), eps: rowsOf(reals) },
  outputs: { c: ['N', 'D'], kl: [] },
  reduces: ['N', 'D'],
  value: (inputs, settings) => ({
    c: reparameterize.value(inputs, settings).z,
    kl: meanOver(gaussianKl.value(inputs, settings).kl),
  }),
  terms: (inputs, settings) => ({ kl: meanOver(gaussianKl.terms?.(inputs, settings).kl) }),
})

const meanOver = (of: { readonly data: Row } | undefined) => {
  const data = of?.data ?? []
  return scalar(mean(data.length, (n) => data[n]))
}

export const gaussianFormulas: readonly Formula[] = [
  gaussianKl,
  gaussianKlGeneral,
  gaussianLogDensity,
  bernoulliLogLikelihood,
  reparameterize,
  iwaeBound,
  conditioningAugmentation,
]
