import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import type { Point } from '../../report/plots/plot.ts'
import { bilinear, type Rule } from './updates.ts'

/**
 * The spectral radius of a rule on V = x y, where it is linear: the rate at which the points grow or shrink in the end. Its
 * matrix takes (now, before) to (next, now), and is read off the rule itself, a unit at a time.
 */
export function spectralRadius(rule: Rule, rate: number): number {
  const next = rule(bilinear, rate)
  const units: readonly (readonly [Point, Point])[] = [
    [[1, 0], origin],
    [[0, 1], origin],
    [origin, [1, 0]],
    [origin, [0, 1]],
  ]
  const columns = units.map(([now, before]) => [...next(now, before), ...now])
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(
    new Matrix(columns).transpose(),
    { assumeSymmetric: false },
  )
  return Math.max(...realEigenvalues.map((real, i) => Math.hypot(real, imaginaryEigenvalues[i])))
}

const origin: Point = [0, 0]
