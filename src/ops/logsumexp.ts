import { add } from './add.ts'
import { exp } from './exp.ts'
import { log } from './log.ts'
import { max } from './max.ts'
import type { Reduction } from './reduction.ts'
import { reshape } from './reshape.ts'
import { stopGradient } from './stop-gradient.ts'
import { sub } from './sub.ts'
import { sum } from './sum.ts'

/**
 * log(sum(e^x)) over some axes, all by default. The largest cell is taken out first, so that nothing overflows; it
 * cancels, so no gradient goes through it.
 */
export const logsumexp: Reduction = (x, axes, { keep = false } = {}) => {
  const largest = stopGradient(max(x, axes, { keep: true }))
  const kept = add(log(sum(exp(sub(x, largest)), axes, { keep: true })), largest)
  return keep ? kept : reshape(kept, sum(x, axes).shape)
}
