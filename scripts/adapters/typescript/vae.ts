/**
 * An example: a VAE with linear maps, three features and two latents, in plain TypeScript.
 *
 *     touchstone check subject.json
 */
import { serve, type Tensor } from './touchstone-subject.ts'

const [features, latents] = [3, 2]
const sigma = 0.5
const encoder = [
  [0.5, -0.3, 0.8],
  [-0.2, 0.7, 0.4],
]
const decoder = [
  [0.9, -0.4],
  [0.2, 0.6],
  [-0.5, 0.3],
]
const logVariances = [-1, -0.5]

type Row = readonly number[]
const rows = ({ data, shape: [n] }: Tensor): Row[] => {
  const width = data.length / n
  return Array.from({ length: n }, (_, i) => [...data.subarray(i * width, (i + 1) * width)])
}
const matrix = (of: readonly Row[], width: number): Tensor => ({
  data: Float64Array.from(of.flat()),
  shape: [of.length, width],
})
const vector = (of: readonly number[]): Tensor => ({ data: Float64Array.from(of), shape: [of.length] })

const sum = (of: Row): number => of.reduce((total, each) => total + each, 0)
const times = (weights: readonly Row[], row: Row): Row =>
  weights.map((w) => sum(w.map((cell, i) => cell * row[i])))

const meanOf = (x: Row): Row => times(encoder, x)
const sample = (mean: Row, spread: Row, eps: Row): Row =>
  mean.map((m, i) => m + Math.exp(spread[i] / 2) * eps[i])

/** KL(N(mean, e^spread) to N(0, 1)) = 1/2 sum(mean^2 + e^spread - 1 - spread) */
const klOf = (mean: Row, spread: Row): number =>
  sum(mean.map((m, i) => 0.5 * (m ** 2 + Math.exp(spread[i]) - 1 - spread[i])))

/** log N(x; decoded z, sigma^2) */
const likelihoodOf = (x: Row, z: Row): number =>
  sum(
    times(decoder, z).map((m, i) => -0.5 * (((x[i] - m) / sigma) ** 2 + Math.log(2 * Math.PI * sigma ** 2))),
  )

serve(
  {
    encode: ({ x }) => ({
      mean: matrix(rows(x).map(meanOf), latents),
      spread: matrix(
        rows(x).map(() => logVariances),
        latents,
      ),
    }),
    reparameterize({ mean, spread, eps }) {
      const [spreads, draws] = [rows(spread), rows(eps)]
      return {
        z: matrix(
          rows(mean).map((m, n) => sample(m, spreads[n], draws[n])),
          latents,
        ),
      }
    },
    decode: ({ z }) => ({
      mean: matrix(
        rows(z).map((row) => times(decoder, row)),
        features,
      ),
    }),
    kl({ mean, spread }) {
      const spreads = rows(spread)
      return { kl: vector(rows(mean).map((m, n) => klOf(m, spreads[n]))) }
    },
    elbo({ x, eps }) {
      const draws = rows(eps)
      const parts = rows(x).map((row, n) => {
        const mean = meanOf(row)
        return [likelihoodOf(row, sample(mean, logVariances, draws[n])), klOf(mean, logVariances)]
      })
      return {
        elbo: vector(parts.map(([reconstruction, kl]) => reconstruction - kl)),
        reconstruction: vector(parts.map(([reconstruction]) => reconstruction)),
        kl: vector(parts.map(([, kl]) => kl)),
      }
    },
  },
  { shapes: { x: [features], z: [latents] } },
)
