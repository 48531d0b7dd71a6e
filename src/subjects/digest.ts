import { createHash } from 'node:crypto'
import { readFileBytes } from '../data/read-file.ts'
import type { Manifest } from './manifest.ts'

/** SHA-256 of what a subject is made of: what its manifest says, and the bytes of its models. Paths do not enter it. */
export async function digestOf({
  kind,
  name,
  functions,
  shapes,
  conventions,
  command,
  formula,
  data,
}: Manifest): Promise<string> {
  const hash = createHash('sha256')
  hash.update(JSON.stringify({ kind, name, shapes, conventions, command, formula }))
  for (const [given, { model, inputs, outputs }] of Object.entries(functions)) {
    hash.update(JSON.stringify({ given, inputs, outputs })).update(await readFileBytes(model))
  }
  if (data) hash.update(await readFileBytes(data))
  return hash.digest('hex')
}
