import type { Subject } from '../../subjects/subject.ts'
import type { Rows } from '../rows.ts'
import { familyOf } from './family.ts'

/** Nodes and weights; `coarse` are the weights of the same rule at twice the step, which tells what a step costs. */
export interface Rule {
  readonly nodes: Rows
  readonly weights: Float64Array
  readonly coarse: Float64Array
}

/** The mean by a rule, and what is changed by taking this step, not twice it: more than it can be off by. */
export function integrate({ weights, coarse }: Rule, values: ArrayLike<number>) {
  const sum = (by: Float64Array) => by.reduce((total, weight, i) => total + weight * values[i], 0)
  const mean = sum(weights)
  return { mean, change: mean - sum(coarse) }
}

/** The trapezium rule from `from` to `to`, an even number of panels. */
export function trapezium(from: number, to: number, panels: number): Rule {
  const step = (to - from) / panels
  const places = Array.from({ length: panels + 1 }, (_, i) => i)
  const part = (i: number) => (i === 0 || i === panels ? 0.5 : 1)
  return {
    nodes: places.map((i) => Float64Array.of(from + i * step)),
    weights: Float64Array.from(places, (i) => part(i) * step),
    coarse: Float64Array.from(places, (i) => (i % 2 === 0 ? 2 * part(i) * step : 0)),
  }
}

/** A rule in every coordinate, each its own. */
export const product = (rules: readonly Rule[]): Rule =>
  rules.reduce((all, next) => ({
    nodes: all.nodes.flatMap((a) => next.nodes.map((b) => Float64Array.of(...a, ...b))),
    weights: outer(all.weights, next.weights),
    coarse: outer(all.coarse, next.coarse),
  }))

const outer = (a: Float64Array, b: Float64Array): Float64Array =>
  Float64Array.from({ length: a.length * b.length }, (_, i) => a[Math.floor(i / b.length)] * b[i % b.length])

/** The standard normal's mean: for what is smooth, the trapezium rule is exact to rounding. */
function normalRule(): Rule {
  const { nodes, ...rule } = trapezium(-8, 8, 48)
  const by = (weights: Float64Array) =>
    weights.map((weight, i) => (weight * Math.exp(-(nodes[i][0] ** 2) / 2)) / Math.sqrt(2 * Math.PI))
  return { nodes, weights: by(rule.weights), coarse: by(rule.coarse) }
}

/** The standard Laplace's mean, by t, eps = t^3: its kink at 0 is smooth enough there for the trapezium rule. */
function laplaceRule(): Rule {
  const { nodes, ...rule } = trapezium(-3.4, 3.4, 48)
  const by = (weights: Float64Array) =>
    weights.map((weight, i) => weight * 1.5 * nodes[i][0] ** 2 * Math.exp(-Math.abs(nodes[i][0] ** 3)))
  return {
    nodes: nodes.map(([t]) => Float64Array.of(t ** 3)),
    weights: by(rule.weights),
    coarse: by(rule.coarse),
  }
}

/** The mean over eps of one or two latents, as the subject's posterior draws it. */
export function noiseRule(subject: Subject, latents: number): Rule {
  const rule = familyOf(subject).noise === 'normal' ? normalRule() : laplaceRule()
  return product(Array.from({ length: latents }, () => rule))
}

/**
 * The mean over eps of what is quadratic in it, exactly: pairs of nodes as far out along each axis as to have eps's
 * variance (the spherical-radial rule of degree 3: Arasaratnam & Haykin 2009, eq. 33).
 */
export function quadraticRule(subject: Subject, latents: number): Rule {
  const far = Math.sqrt(latents * familyOf(subject).noiseVariance)
  const nodes = Array.from({ length: 2 * latents }, (_, k) =>
    Float64Array.from({ length: latents }, (_, j) => (j === k >> 1 ? far * (1 - 2 * (k % 2)) : 0)),
  )
  const weights = new Float64Array(2 * latents).fill(1 / (2 * latents))
  return { nodes, weights, coarse: weights }
}
