import type { Phase } from '../../src/models/model.ts'

/** Whether a phase moves the weight of a path: all where it names no part of the model. */
export const movesWeight = ({ moves: part }: Phase, path: string): boolean =>
  part === '' || path.startsWith(`${part}.`)
