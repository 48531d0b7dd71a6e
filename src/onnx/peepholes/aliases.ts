import { type Peephole, replaceTensors } from '../plan.ts'

/** What stops a gradient computes nothing: its operand takes its place. */
export const dropAliases: Peephole = (plan) =>
  replaceTensors(plan, ({ tensor, operands }) => (tensor.op === 'stopGradient' ? operands[0] : undefined))
