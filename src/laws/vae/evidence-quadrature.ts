import type { Subject } from '../../subjects/subject.ts'
import { callRows, type RowsOf } from '../calls.ts'
import type { Rows } from '../rows.ts'
import { latentSize } from './calls.ts'
import type { Encoded, Evidence } from './evidence.ts'
import { entropyOf, scaleOf } from './family.ts'
import { logLikelihoods } from './likelihood.ts'
import { integrate, noiseRule, product, type Rule, trapezium } from './quadrature.ts'

/** The first grid: as far as x can pull a latent of the prior, standard deviations each way. */
const farthest = 8
/** Panels of every grid, by the number of latents. */
const panels: Readonly<Record<number, number>> = { 1: 400, 2: 48 }
/** What is e^-40 of the largest is nothing. */
const negligible = 40
const mostZooms = 4

/** log p(x) by the trapezium rule over z, on a grid that closes in on where p(x, z) is. */
export async function quadratureEvidence(subject: Subject, x: Rows): Promise<Evidence[]> {
  const oracle = subject.precise ?? subject
  const first = await decodedGrid(
    oracle,
    Array.from({ length: latentSize(subject) }, () => [-farthest, farthest]),
  )
  return Promise.all(
    x.map(async (row): Promise<Evidence> => {
      const { logEvidence, uncertainty } = await closingIn(oracle, first, row)
      return { logEvidence, uncertainty, terms: Math.abs(logEvidence), gap: gapOf(oracle, row, logEvidence) }
    }),
  )
}

type Box = readonly (readonly [from: number, to: number])[]

interface Grid {
  readonly box: Box
  readonly rule: Rule
  readonly decoded: RowsOf
}

async function decodedGrid(oracle: Subject, box: Box): Promise<Grid> {
  const rule = product(box.map(([from, to]) => trapezium(from, to, panels[box.length])))
  return { box, rule, decoded: await callRows(oracle, 'decode', { z: rule.nodes }) }
}

async function closingIn(oracle: Subject, first: Grid, x: Float64Array) {
  let grid = first
  let logs = logJoint(oracle, x, grid.rule.nodes, grid.decoded)
  for (let zoom = 0; zoom < mostZooms; zoom++) {
    const box = boxOf(grid, logs)
    if (volume(box) > volume(grid.box) / 2) break
    grid = await decodedGrid(oracle, box)
    logs = logJoint(oracle, x, grid.rule.nodes, grid.decoded)
  }
  const most = Math.max(...logs)
  const { mean, change } = integrate(
    grid.rule,
    logs.map((log) => Math.exp(log - most)),
  )
  return { logEvidence: most + Math.log(mean), uncertainty: Math.abs(change) / mean }
}

/** log p(x, z) at every z. */
function logJoint(oracle: Subject, x: Float64Array, z: Rows, decoded: RowsOf): number[] {
  const same = z.map(() => x)
  return logLikelihoods(oracle, same, decoded).map(({ value }, n) => value + logPrior(z[n]))
}

const logPrior = (z: Float64Array): number =>
  z.reduce((sum, cell) => sum - (cell * cell + Math.log(2 * Math.PI)) / 2, 0)

/** The box around all nodes that count, and their neighbours. */
function boxOf({ box, rule }: Grid, logs: readonly number[]): Box {
  const most = Math.max(...logs)
  const kept = rule.nodes.filter((_, n) => logs[n] > most - negligible)
  return box.map(([from, to], j) => {
    const step = (to - from) / panels[box.length]
    const places = kept.map((node) => node[j])
    return [Math.min(...places) - step, Math.max(...places) + step]
  })
}

const volume = (box: Box): number => box.reduce((times, [from, to]) => times * (to - from), 1)

/** KL(q to p(z | x)) = log p(x) - E_q log p(x, z) - the entropy of q, z by the definition of q. */
const gapOf =
  (oracle: Subject, x: Float64Array, logEvidence: number) =>
  async ({ mean, logs }: Encoded) => {
    const rule = noiseRule(oracle, mean.length)
    const z = rule.nodes.map((eps) => mean.map((m, j) => m + scaleOf(oracle, logs[j]) * eps[j]))
    const joint = logJoint(oracle, x, z, await callRows(oracle, 'decode', { z }))
    const { mean: cross, change } = integrate(rule, joint)
    return { nats: logEvidence - cross - entropyOf(oracle, logs), change: -change }
  }
