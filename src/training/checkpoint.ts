import { writeFileAtomically } from '../data/atomic-write.ts'
import type { ImageSize } from '../data/dataset.ts'
import { readFileBytes } from '../data/read-file.ts'
import { readSafetensors, writeSafetensors } from '../data/safetensors.ts'
import { toFloats } from '../data/stored-array.ts'
import type { Value } from '../engines/engine.ts'
import { type Model, modelNamed } from '../models/index.ts'
import { sameShape, showShape } from '../ops/shape.ts'
import type { RunSettings } from './run.ts'
import type { TrainingState } from './trainer.ts'

/** What a checkpoint says of the run it was made by. */
export interface RunRecord {
  readonly touchstone: 1
  readonly model: string
  readonly options: Readonly<Record<string, number>>
  /** A dataset's name, or the file that was read. */
  readonly data: string
  /** The size of the images that the data are, where they are any. */
  readonly images?: ImageSize
  readonly engine: string
  readonly settings: RunSettings
  readonly step: number
}

export interface Checkpoint {
  readonly record: RunRecord
  readonly model: Model
  readonly state: TrainingState
}

const slotPrefix = 'optimizer.'
const recordKey = 'touchstone'

/**
 * Writes a checkpoint: one safetensors file with the weights under their own names, what the optimiser remembers under
 * 'optimizer.', and the record in its metadata; and beside it the record as JSON, for people. Each file replaces its
 * predecessor whole or not at all.
 */
export async function saveCheckpoint(
  path: string,
  record: RunRecord,
  { weights, slots }: TrainingState,
): Promise<void> {
  const memory = Object.fromEntries(
    Object.entries(slots).map(([name, slot]) => [`${slotPrefix}${name}`, slot]),
  )
  const bytes = writeSafetensors({ ...weights, ...memory }, { [recordKey]: JSON.stringify(record) })
  await writeFileAtomically(path, bytes)
  await writeFileAtomically(recordPath(path), `${JSON.stringify(record, null, 2)}\n`)
}

export const recordPath = (path: string): string => `${path.replace(/\.safetensors$/, '')}.json`

/** Reads a checkpoint. Throws where the file is missing or damaged, or its tensors are not the model's. */
export async function loadCheckpoint(path: string): Promise<Checkpoint> {
  const { tensors, metadata } = readSafetensors(await readFileBytes(path), { name: path })
  const text = metadata[recordKey]
  if (text === undefined) {
    throw new Error(
      `${path}: expected a checkpoint of touchstone train, got a safetensors file without its record`,
    )
  }
  const record = recordOf(path, text)
  const model = modelNamed(record.model, record.options)
  const weights: Record<string, Value> = {}
  const slots: Record<string, Value> = {}
  for (const [name, array] of tensors) {
    const tensor = toFloats(`${path}: ${name}`, array) as Value
    if (name.startsWith(slotPrefix)) slots[name.slice(slotPrefix.length)] = tensor
    else weights[name] = tensor
  }
  checkWeights(path, model, weights)
  return { record, model, state: { step: record.step, weights, slots } }
}

function recordOf(path: string, text: string): RunRecord {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${path}: its record is no JSON; restore the file, or train again`, { cause: error })
  }
}

function checkWeights(path: string, model: Model, weights: Readonly<Record<string, Value>>): void {
  for (const [name, { shape }] of Object.entries(model.parameters)) {
    const got = weights[name]
    if (!got || !sameShape(got.shape, shape)) {
      const found = got ? showShape(got.shape) : 'none'
      throw new Error(
        `${path}: parameter '${name}' of ${model.name}: expected shape ${showShape(shape)}, got ${found}`,
      )
    }
    if (Array.prototype.some.call(got.data, (cell: number) => !Number.isFinite(cell))) {
      throw new Error(
        `${path}: parameter '${name}' holds a number that is not finite; train again from an earlier state`,
      )
    }
  }
  const unknown = Object.keys(weights).find((name) => !(name in model.parameters))
  if (unknown) throw new Error(`${path}: ${model.name} has no parameter '${unknown}'`)
}
