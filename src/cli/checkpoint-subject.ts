import { Command } from 'commander'
import { type Dataset, loadDataset } from '../data/dataset.ts'
import { engineNamed } from '../engines/index.ts'
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
  const dataset = await loadDataset(given ?? record.data, { seed: record.settings.seed }).catch((error) => {
    if (given) throw error
    throw new Error(`${messageOf(error)}; these are the data of the run: give --data where they have moved`)
  })
  trainingData(model, dataset)
  return dataset
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

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
