import type { Precision } from '../../engines/engine.ts'
import type { Shape } from '../../ops/shape.ts'
import type { Contract } from '../manifest-contract.ts'
import { type Field, lengths, list, members, refusal, shown } from '../manifest-json.ts'
import { shapesOf } from '../manifest-shapes.ts'
import { dtypeOf } from './tensors.ts'

/** What a program says of itself when it starts. */
export interface Handshake {
  readonly functions: readonly string[]
  /** Of one sample, as a manifest states them. */
  readonly shapes: Readonly<Record<string, Shape>>
  /** What it is fed; float32 unless told. */
  readonly dtype: Precision
  /** The one batch size that it takes, or null. */
  readonly batch: number | null
}

/** Throws a DataError for another version of the protocol, and for functions that its kind has not. */
export function parseHandshake(root: Field, contract: Contract): Handshake {
  const { version, functions, shapes, dtype, batch } = members(root, [
    'version',
    'implementation',
    'functions',
    'shapes',
    'dtype',
    'batch',
  ])
  if (version?.value !== 1) throw refusal(root, `expected version 1, got ${shown(version?.value)}`)
  return {
    functions: namesOf(functions ?? root, Object.keys(contract.functions)),
    shapes: shapes ? shapesOf(shapes, contract) : {},
    dtype: dtype ? dtypeOf(dtype) : 'float32',
    batch: batch && batch.value !== null ? lengths({ ...batch, value: [batch.value] })[0] : null,
  }
}

function namesOf(field: Field, known: readonly string[]): string[] {
  const { value } = field
  if (!Array.isArray(value) || value.length === 0) {
    throw refusal(field, `expected functions: the names of some of ${list(known)}, got ${shown(value)}`)
  }
  const unknown = value.find((name) => !known.includes(name))
  if (unknown === undefined) return [...new Set(value)]
  throw refusal(field, `unknown function ${shown(unknown)}; its kind has ${list(known)}`)
}
