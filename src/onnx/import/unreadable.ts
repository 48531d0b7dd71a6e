import { quote } from '../../data/data-error.ts'

/** A model that cannot be made a graph of ours. It may be a right model all the same: ONNX Runtime can run it. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError'
}

/** Throws an UnreadableError that names the operator. */
export function unreadable(op: string, reason: string): never {
  throw new UnreadableError(`operator ${quote(op)} cannot be read: ${reason}`)
}
