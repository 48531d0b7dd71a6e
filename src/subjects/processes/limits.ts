import { totalmem } from 'node:os'

/** What the process of a stranger's subject may take. */
export interface Limits {
  /** Seconds to get ready: to load models, or to import what a program needs. */
  readonly start: number
  /** Seconds for one call. */
  readonly call: number
  /** Seconds for all calls together. */
  readonly total: number
  /** Bytes of memory, of the process and of those that it starts. */
  readonly memory: number
  /** Bytes of one answer that a program writes. */
  readonly answer: number
}

const GiB = 2 ** 30

/** A process that is given more than the machine has would be ended by the system, and others with it. */
export const defaultLimits: Limits = {
  start: 30,
  call: 10,
  total: 600,
  memory: Math.min(4 * GiB, Math.floor(0.75 * totalmem())),
  // The most that laws could ask for is 16 million numbers: in float64 as base64, two thirds of this.
  answer: GiB / 4,
}
