import { add } from '../ops/add.ts'
import { affine } from '../ops/affine.ts'
import { concat } from '../ops/concat.ts'
import { mul } from '../ops/mul.ts'
import { slice } from '../ops/slice.ts'
import { square } from '../ops/square.ts'
import { sub } from '../ops/sub.ts'
import { sum } from '../ops/sum.ts'
import type { Tensor } from '../ops/tensor.ts'

/** The couplings of scalar field theory. */
export interface Phi4 {
  /** m^2; below zero in the interesting part of the phase diagram. */
  readonly massSquared: number
  /** lambda, above zero. */
  readonly coupling: number
}

/** The field moved by one site along an axis of the torus: phi(x - 1). */
function rolled(phi: Tensor, axis: number): Tensor {
  const length = phi.shape[axis]
  return concat([slice(phi, axis, length - 1, length), slice(phi, axis, 0, length - 1)], axis)
}

/**
 * The action of phi^4 theory on a periodic lattice in two dimensions (Albergo et al. 2019, eq. 19, with the Laplacian
 * written out):
 *
 *   S = sum_x [ sum_mu phi(x) (2 phi(x) - phi(x + mu) - phi(x - mu)) + m^2 phi(x)^2 + lambda phi(x)^4 ]
 *
 * Neighbours meet twice, so that a direction's terms are sum_x (phi(x) - phi(x - mu))^2, which is what is computed: it
 * does not cancel. phi [N, L, L] -> [N].
 */
export function phi4Action(phi: Tensor, { massSquared, coupling }: Phi4): Tensor {
  const steps = [1, 2].map((axis) => square(sub(phi, rolled(phi, axis))))
  const squares = square(phi)
  const potential = mul(squares, affine(squares, coupling, massSquared))
  return sum(add(add(steps[0], steps[1]), potential), [1, 2])
}
