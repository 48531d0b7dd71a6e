import type { Tensor } from '../../ops/tensor.ts'
import { type Kind, readingOf } from './reading.ts'
import { operand, type Reader, type Site, tensorAt } from './site.ts'

/** An operator whose result is an expression of all its operands. Its kind is that of the first unless told. */
export const expression =
  (build: (operands: readonly Tensor[], site: Site) => Tensor, kind?: Kind): Reader =>
  (site) => {
    const readings = site.operands.map((_, at) => operand(site, at))
    const tensors = readings.map((_, at) => tensorAt(site, at))
    return readingOf(build(tensors, site), readings, kind ?? readings[0].kind)
  }

export const unary = (build: (x: Tensor, site: Site) => Tensor, kind?: Kind): Reader =>
  expression(([x], site) => build(x, site), kind)

export const binary = (build: (a: Tensor, b: Tensor, site: Site) => Tensor, kind?: Kind): Reader =>
  expression(([a, b], site) => build(a, b, site), kind)
