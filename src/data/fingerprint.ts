import { createHash } from 'node:crypto'
import type { Dataset } from './dataset.ts'

/** Short, and the same for datasets of one name and the same rows, whenever and however they were made. */
export function fingerprint({ name, x, also }: Dataset): string {
  const hash = createHash('sha256').update(name)
  for (const [input, { data, shape }] of Object.entries({ x, ...also })) {
    hash
      .update(`${input} ${shape.join(' ')} `)
      .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }
  return hash.digest('hex')
}
