import { seededRandom } from '../../src/data/random.ts'
import type { Precision, Value, Values } from '../../src/engines/engine.ts'
import { value } from '../../src/engines/value.ts'
import { runLaw } from '../../src/laws/run.ts'
import { vaeLaws } from '../../src/laws/vae.ts'
import { rowsOf } from '../../src/laws/violators.ts'
import type { Conventions } from '../../src/models/model.ts'
import type { Subject } from '../../src/subjects/subject.ts'

export interface ToyChoices {
  readonly likelihood?: 'gaussian' | 'bernoulli_logits' | 'bernoulli'
  /** The decoder gives a spread of its own; `sigma_x` otherwise. */
  readonly hasSpread?: boolean
  readonly spread?: 'log_variance' | 'variance' | 'std' | 'log_std'
  readonly beta?: number
  readonly constants?: 'kept' | 'dropped'
  readonly precision?: Precision
  readonly seed?: number
  readonly draws?: number
  readonly batch?: number
  readonly latents?: number
  /** The decoder is an affine map. */
  readonly isLinear?: boolean
  readonly posterior?: 'gaussian' | 'laplace'
  readonly klEstimate?: 'exact' | 'monte_carlo'
}

export const spreads = ['log_variance', 'variance', 'std', 'log_std'] as const

/** Choices that are all right where they are declared. */
export const rightVaes: readonly ToyChoices[] = [
  { likelihood: 'gaussian' },
  { likelihood: 'gaussian', hasSpread: true },
  { likelihood: 'bernoulli_logits' },
  { likelihood: 'bernoulli' },
]

/** Those of which log p(x) is known among them. */
export const knownVaes: readonly ToyChoices[] = [
  { isLinear: true },
  { isLinear: true, klEstimate: 'monte_carlo', beta: 3 },
  { isLinear: true, posterior: 'laplace', constants: 'dropped' },
  { latents: 2 },
  { latents: 1, likelihood: 'bernoulli_logits' },
  { latents: 2, likelihood: 'bernoulli_logits', posterior: 'laplace', klEstimate: 'monte_carlo' },
]

type Row = readonly number[]

const [features, hidden] = [5, 7]

const write = {
  log_variance: (l: number) => l,
  variance: Math.exp,
  std: (l: number) => Math.exp(l / 2),
  log_std: (l: number) => l / 2,
}
const read = {
  log_variance: (s: number) => s,
  variance: Math.log,
  std: (s: number) => 2 * Math.log(s),
  log_std: (s: number) => 2 * s,
}

/** The deviation of a standard draw, its log density, and the KL to N(0, 1) at mean 0 and variance 1. */
const families = {
  gaussian: {
    deviation: 1,
    logNoise: (e: number) => -(e * e + Math.log(2 * Math.PI)) / 2,
    leastKl: 0,
  },
  laplace: {
    deviation: Math.SQRT2,
    logNoise: (e: number) => -Math.abs(e) - Math.LN2,
    leastKl: (Math.log(Math.PI) - 1) / 2,
  },
}

/** Affine of `from` to `to` numbers, of random weights. */
function layer(seed: number, label: string, from: number, to: number): (row: Row) => number[] {
  const random = seededRandom(seed).split(label)
  const weights = Array.from({ length: to }, () => Array.from(random.normal(from)))
  const bias = Array.from(random.normal(to), (b) => 0.3 * b)
  return (row) =>
    weights.map((w, i) => bias[i] + row.reduce((sum, cell, j) => sum + (w[j] * cell) / Math.sqrt(from), 0))
}

/** A right VAE of two small networks, in plain float64; each output is rounded where it is to be float32. */
export function toyVae(choices: ToyChoices = {}): Subject {
  const { likelihood = 'gaussian', hasSpread = false, spread = 'log_variance', beta = 1 } = choices
  const { constants = 'kept', precision = 'float64', seed = 1, draws = 4, batch = null } = choices
  const { latents = 3, isLinear = false, posterior = 'gaussian', klEstimate = 'exact' } = choices
  const q = families[posterior]
  const round = precision === 'float32' ? Math.fround : (cell: number) => cell
  const inner = layer(seed, 'inner', features, hidden)
  const [meanHead, logHead] = [layer(seed, 'mean', hidden, latents), layer(seed, 'log', hidden, latents)]
  const outer = layer(seed, 'outer', latents, hidden)
  const [outHead, outLog] = [layer(seed, 'out', hidden, features), layer(seed, 'out log', hidden, features)]
  const sigma = 0.7

  const encode = (x: Row) => {
    const h = inner(x).map(Math.tanh)
    return { mean: meanHead(h).map(round), spread: logHead(h).map((l) => round(write[spread](l))) }
  }
  const reparameterize = (mean: Row, s: Row, eps: Row) =>
    mean.map((m, j) => round(m + (Math.exp(read[spread](s[j]) / 2) / q.deviation) * eps[j]))
  const decode = (z: Row): Record<string, number[]> => {
    const h = isLinear ? outer(z) : outer(z).map(Math.tanh)
    const out = outHead(h).map(round)
    if (likelihood === 'bernoulli_logits') return { logits: out }
    if (likelihood === 'bernoulli') return { mean: out.map((a) => round(1 / (1 + Math.exp(-a)))) }
    return hasSpread ? { mean: out, spread: outLog(h).map((l) => round(write[spread](l))) } : { mean: out }
  }
  const kl = (mean: Row, s: Row) =>
    round(
      mean.reduce(
        (sum, m, j) => sum + (m * m + Math.exp(read[spread](s[j])) - read[spread](s[j]) - 1) / 2 + q.leastKl,
        0,
      ),
    )
  const likelihoodOf = (x: Row, z: Row) => {
    const d = decode(z)
    return x.reduce((sum, cell, i) => {
      if (likelihood === 'bernoulli_logits') {
        return (
          sum + cell * d.logits[i] - Math.max(d.logits[i], 0) - Math.log1p(Math.exp(-Math.abs(d.logits[i])))
        )
      }
      if (likelihood === 'bernoulli')
        return sum + cell * Math.log(d.mean[i]) + (1 - cell) * Math.log(1 - d.mean[i])
      const log = hasSpread ? read[spread](d.spread[i]) : 2 * Math.log(sigma)
      const constant = constants === 'kept' ? Math.log(2 * Math.PI) : 0
      return sum - ((cell - d.mean[i]) ** 2 * Math.exp(-log) + log + constant) / 2
    }, 0)
  }
  const logRatio = (eps: Row, s: Row, z: Row) =>
    eps.reduce((sum, e, j) => sum + q.logNoise(e) - read[spread](s[j]) / 2 + z[j] ** 2 / 2, 0) +
    latents * (Math.log(q.deviation) + Math.log(2 * Math.PI) / 2)
  const logWeight = (x: Row, eps: Row) => {
    const { mean, spread: s } = encode(x)
    const z = reparameterize(mean, s, eps)
    return likelihoodOf(x, z) - logRatio(eps, s, z)
  }
  const bound = (x: Row, eps: Row) => {
    const logs = Array.from({ length: draws }, (_, k) =>
      logWeight(x, eps.slice(k * latents, (k + 1) * latents)),
    )
    const most = Math.max(...logs)
    return round(most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0) / draws))
  }
  const elbo = (x: Row, eps: Row) => {
    const { mean, spread: s } = encode(x)
    const z = reparameterize(mean, s, eps)
    const reconstruction = round(likelihoodOf(x, z))
    const divergence = klEstimate === 'exact' ? kl(mean, s) : round(logRatio(eps, s, z))
    return { elbo: round(reconstruction - beta * divergence), reconstruction, kl: divergence }
  }
  return toySubject({
    name: `toy ${likelihood}`,
    precision,
    batch,
    conventions: {
      likelihood,
      spread,
      beta,
      constants,
      posterior,
      kl_estimate: klEstimate,
      ...(likelihood === 'gaussian' && !hasSpread ? { sigma_x: sigma } : {}),
    },
    functions: {
      encode: [{ x: [features] }, ['mean', 'spread'], ({ x }) => encode(x)],
      reparameterize: [
        { mean: [latents], spread: [latents], eps: [latents] },
        ['z'],
        ({ mean, spread: s, eps }) => ({ z: reparameterize(mean, s, eps) }),
      ],
      decode: [
        { z: [latents] },
        Object.keys(decode(new Array<number>(latents).fill(0))),
        ({ z }) => decode(z),
      ],
      kl: [{ mean: [latents], spread: [latents] }, ['kl'], ({ mean, spread: s }) => ({ kl: kl(mean, s) })],
      elbo: [
        { x: [features], eps: [latents] },
        ['elbo', 'reconstruction', 'kl'],
        ({ x, eps }) => elbo(x, eps),
      ],
      iwae: [{ x: [features], eps: [draws, latents] }, ['bound'], ({ x, eps }) => ({ bound: bound(x, eps) })],
    },
  })
}

type Toy = readonly [
  inputs: Readonly<Record<string, readonly number[]>>,
  outputs: readonly string[],
  apply: (row: Readonly<Record<string, Row>>) => Record<string, number | number[]>,
]

/** A subject of functions of one sample. */
export function toySubject(of: {
  readonly name: string
  readonly precision: Precision
  readonly batch: number | null
  readonly conventions: Conventions
  readonly functions: Readonly<Record<string, Toy>>
}): Subject {
  return {
    ...of,
    kind: 'vae',
    engine: 'toy',
    functions: Object.fromEntries(
      Object.entries(of.functions).map(([name, [inputs, outputs]]) => [name, { inputs, outputs }]),
    ),
    async call(name, inputs) {
      const [, outputs, apply] = of.functions[name]
      const names = Object.keys(inputs)
      const rows = names.map((input) => rowsOf(inputs[input]))
      const results = rows[0].map((_, n) =>
        apply(Object.fromEntries(names.map((input, i) => [input, rows[i][n]]))),
      )
      return Object.fromEntries(
        outputs.map((output) => [output, stacked(results.map((r) => r[output]))]),
      ) as Values
    },
    dispose: async () => {},
  }
}

function stacked(cells: readonly (number | number[])[]): Value {
  const [first] = cells
  return value(cells.flat(), typeof first === 'number' ? [cells.length] : [cells.length, first.length])
}

export const seeds = [1, 7, 20240229]

/** What each law says of a subject, by its name without its family. */
export async function verdicts(subject: Subject, seed = 1): Promise<Record<string, string>> {
  const results: Record<string, string> = {}
  for (const law of vaeLaws) {
    const { verdict, reason, error, tolerance } = await runLaw(law, subject, { seed, shrinkTime: 0 })
    const detail = verdict === 'error' ? `: ${reason}` : verdict === 'fail' ? `: ${error} > ${tolerance}` : ''
    results[law.name.replace('vae/', '')] = verdict + detail
  }
  return results
}

export const failures = async (subject: Subject, seed = 1): Promise<string[]> =>
  Object.entries(await verdicts(subject, seed)).flatMap(([law, told]) =>
    told.startsWith('fail') ? [law] : [],
  )

/** Laws that hold log p(x) against something: with more latents, only a linear decoder's is known. */
const evidenceLaws = ['elbo-below-evidence', 'iwae-below-evidence']
/** A law about a model that was trained on data. */
const trainedLaw = 'ppca-optimum'
/** A law about decoders that are told x besides z. */
const toldLaw = 'decoder-is-causal'

/** Laws about a decoder's sigma that is nowhere stated. */
export const unstatedLaws = ['reconstruction-of-one-sigma', 'iwae-of-elbo']

/** A right VAE whose Gaussian decoder gives its mean alone, and that does not say of what sigma. */
export function unstatedVae(choices: ToyChoices = {}): Subject {
  const toy = toyVae(choices)
  const { sigma_x: _, ...conventions } = toy.conventions
  return { ...toy, conventions }
}

/** Every law passes, but for those that do not apply. */
export function allPass({ latents = 3, isLinear = false }: ToyChoices = {}): Record<string, string> {
  const isKnown = isLinear || latents <= 2
  const lacking = [
    trainedLaw,
    toldLaw,
    ...unstatedLaws,
    ...(isKnown ? [] : evidenceLaws),
    ...(latents === 1 ? ['kl-additive'] : []),
  ]
  const names = vaeLaws.map(({ name }) => name.replace('vae/', ''))
  return Object.fromEntries(names.map((name) => [name, lacking.includes(name) ? 'not applicable' : 'pass']))
}
