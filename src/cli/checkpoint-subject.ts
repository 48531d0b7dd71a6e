import { Command } from 'commander'
import { type Dataset, loadDataset } from '../data/dataset.ts'
import type { Random } from '../data/random.ts'
import { engineNamed } from '../engines/index.ts'
import { decoderNames, decoderOf, encoderNames, encoderOf, type RowMap } from '../latent/maps.ts'
import type { Model } from '../models/index.ts'
import { graphSubject } from '../subjects/graph.ts'
import type { Subject } from '../subjects/subject.ts'
import { loadCheckpoint, type RunRecord } from '../training/checkpoint.ts'
import { trainingData } from '../training/data.ts'
import { engineOption, seedOption, wholeNumber } from './options.ts'

/** The options of every command that shows what a checkpoint's model does. */
export interface PictureFlags {
  readonly out: string
  readonly data?: string
  readonly engine: string
  readonly seed: number
  readonly scale?: number
}

export const pictureCommand = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .argument('<checkpoint>', 'a .safetensors that touchstone train wrote')
    .requiredOption('--out <file>', 'FILE.png, FILE.svg with labels, or FILE.safetensors for the numbers')
    .option('--data <name|file>', 'other data than those that it was trained on')
    .addOption(engineOption('onnx'))
    .addOption(seedOption())
    .option('--scale <number>', 'how many times every pixel is drawn each way', wholeNumber(1))

/** A trained model as a subject, with what its checkpoint says of it. */
export interface Opened {
  readonly subject: Subject
  readonly model: Model
  readonly record: RunRecord
  /** The data that it was trained on, or those given instead. */
  readonly data: () => Promise<Dataset>
}

/** Opens a checkpoint, and closes it when the work is done. */
export async function withCheckpoint(
  path: string,
  { engine: engineName, data }: Pick<PictureFlags, 'engine' | 'data'>,
  work: (opened: Opened) => Promise<void>,
): Promise<void> {
  const { record, model, state } = await loadCheckpoint(path)
  const engine = await engineNamed(engineName)
  const subject = graphSubject(model, state.weights, engine)
  try {
    await work({ subject, model, record, data: () => dataOf(record, model, data) })
  } finally {
    await subject.dispose()
    await engine.dispose()
  }
}

async function dataOf(record: RunRecord, model: Model, given?: string): Promise<Dataset> {
  const dataset = await loadDataset(given ?? record.data, { seed: record.settings.seed })
  trainingData(model, dataset)
  return dataset
}

/** The rows of the data that are asked for by number, or as many as `count` drawn at random, none of them twice. */
export function chosenRows(
  { name, x }: Dataset,
  count: number,
  random: Random,
  given?: readonly number[],
): number[] {
  const [available] = x.shape
  const missing = given?.find((row) => row >= available)
  if (missing !== undefined) {
    throw new Error(`row ${missing} of ${name}: its rows are 0 to ${available - 1}; choose among these`)
  }
  if (given) return [...given]
  if (count > available) {
    throw new Error(`${name} has ${available} rows, and ${count} were asked for; ask for fewer`)
  }
  return [...random.permutation(available).subarray(0, count)]
}

/** What a command needs of a model and may not find. */
export function needed<T>(
  found: T | undefined,
  { name, functions }: Subject,
  verb: string,
  needs: string,
): T {
  if (found !== undefined) return found
  throw new Error(
    `${name} cannot be ${verb}: that takes ${needs}, and it has ${Object.keys(functions).join(', ')}; choose a checkpoint of another kind`,
  )
}

/** The maps to codes and back. Throws where the subject has not both. */
export function codec(subject: Subject, verb: string): { readonly encode: RowMap; readonly decode: RowMap } {
  const [encode, decode] = [encoderOf(subject), decoderOf(subject)]
  const needs = `${encoderNames.join(' or ')}, and ${decoderNames.join(' or ')}`
  return needed(encode && decode && { encode, decode }, subject, verb, needs)
}
