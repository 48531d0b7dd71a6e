import { resolve } from 'node:path'
import { Command } from 'commander'
import { builtInDatasets, type Dataset, loadDataset } from '../data/dataset.ts'
import { engineNamed } from '../engines/index.ts'
import { type Model, modelNamed, recipeOf } from '../models/index.ts'
import { countParameters } from '../nn/parameters.ts'
import { progressBar } from '../report/progress.ts'
import { type Checkpoint, loadCheckpoint, type RunRecord, saveCheckpoint } from '../training/checkpoint.ts'
import { decidedByData, modelFor, trainingData } from '../training/data.ts'
import { type Losses, type RunSettings, train } from '../training/run.ts'
import type { TrainingState } from '../training/trainer.ts'
import { checkFolder } from './folder.ts'
import { engineOption, positiveNumber, seedOption, setting, threadsOption, wholeNumber } from './options.ts'

interface TrainOptions {
  readonly data?: string
  readonly engine: string
  readonly seed: number
  readonly steps?: number
  readonly batch?: number
  readonly lr?: number
  readonly set?: Record<string, number>
  readonly out?: string
  readonly resume?: string
  readonly saveEvery?: number
  readonly threads?: number
}

/** `touchstone train`: trains a model and keeps it in a checkpoint that can be resumed and exported. */
export const trainCommand = (): Command =>
  new Command('train')
    .description('train a model; Ctrl-C saves, --resume goes on bit for bit')
    .argument('[model]', 'a name from touchstone list (not needed with --resume)')
    .option('--data <name|file>', "a dataset's name, or a file (IDX, npy, npz, CSV, safetensors)")
    .addOption(engineOption('gpu:webasm'))
    .addOption(seedOption())
    .option('--steps <number>', 'gradient steps in all', wholeNumber(1))
    .option('--batch <number>', 'samples a step', wholeNumber(1))
    .option('--lr <number>', "Adam's learning rate at the start", positiveNumber)
    .option('--set <name=number>', 'a size of the model, such as latent=16 (may be repeated)', setting)
    .option('--out <file>', 'the checkpoint to write (default: <model>.safetensors)')
    .option('--resume <file>', 'a checkpoint to go on from, with its own settings')
    .option('--save-every <steps>', 'write the checkpoint every so many steps, too', wholeNumber(1))
    .addOption(threadsOption())
    .action(run)

async function run(name: string | undefined, options: TrainOptions, command: Command): Promise<void> {
  const plan = options.resume ? await resumed(options.resume, options, command) : await fresh(name, options)
  const { record, model, data, out, start } = plan
  const rows = trainingData(model, data)
  checkFolder('--out', out)
  const engine = await engineNamed(record.engine, {
    threads: options.threads ?? 'auto',
    apart: true,
  })
  const stop = new AbortController()
  const onInterrupt = () => stop.abort()
  process.once('SIGINT', onInterrupt)
  process.once('SIGTERM', onInterrupt)
  const bar = progressBar({
    title: `${model.title} on ${data.name}, ${record.engine}`,
    total: record.settings.steps,
  })
  let last: Losses = {}
  try {
    const state = await train(model, engine, rows, record.settings, {
      ...(start ? { start } : {}),
      onStep: (step, losses) => {
        last = losses
        bar.update(step, { note: showLosses(losses) })
      },
      ...(options.saveEvery
        ? {
            checkpoint: {
              every: options.saveEvery,
              save: (now: TrainingState) => saveCheckpoint(out, { ...record, step: now.step }, now),
            },
          }
        : {}),
      signal: stop.signal,
    })
    bar.stop()
    await saveCheckpoint(out, { ...record, step: state.step }, state)
    report(out, state.step, record.settings.steps, last)
    if (stop.signal.aborted) process.exitCode = 130
  } finally {
    bar.stop()
    process.removeListener('SIGINT', onInterrupt)
    process.removeListener('SIGTERM', onInterrupt)
    await engine.dispose()
  }
}

interface Plan {
  readonly record: RunRecord
  readonly model: Model
  readonly data: Dataset
  readonly out: string
  readonly start?: TrainingState
}

async function fresh(name: string | undefined, options: TrainOptions): Promise<Plan> {
  if (!name) throw new Error('name a model (touchstone list shows them), or give --resume')
  const recipe = recipeOf(modelNamed(name))
  const decided = decidedByData.find((size) => options.set?.[size] !== undefined)
  if (decided) throw new Error(`--set ${decided}: the data decide it; leave it out`)
  const source = located(options.data ?? recipe.data)
  const data = await loadDataset(source, { seed: options.seed })
  const model = modelFor(name, data, options.set)
  const settings: RunSettings = {
    seed: options.seed,
    steps: options.steps ?? recipe.steps,
    batch: options.batch ?? Math.min(recipe.batch, data.x.shape[0]),
    learningRate: options.lr ?? recipe.learningRate,
  }
  const record: RunRecord = {
    touchstone: 1,
    model: name,
    options: model.options,
    data: source,
    ...(data.images ? { images: data.images } : {}),
    engine: options.engine,
    settings,
    step: 0,
  }
  console.error(`${model.title}: ${countParameters(model.parameters)} parameters, ${data.x.shape[0]} samples`)
  return { record, model, data, out: options.out ?? `${name}.safetensors` }
}

/** A file by its whole path, so that a run can be resumed from any folder. */
const located = (source: string): string => (builtInDatasets.includes(source) ? source : resolve(source))

/** A resumed run keeps the settings it was started with: with others it would be another run. */
async function resumed(path: string, options: TrainOptions, command: Command): Promise<Plan> {
  const { record, model, state }: Checkpoint = await loadCheckpoint(path)
  for (const own of ['steps', 'batch', 'lr', 'set', 'data', 'engine', 'seed'] as const) {
    if (command.getOptionValueSource(own) === 'cli') {
      throw new Error(
        `--${own} cannot be changed with --resume: the run would not go on as it began; leave it out`,
      )
    }
  }
  if (state.step >= record.settings.steps) {
    throw new Error(
      `${path} is complete: ${state.step} of ${record.settings.steps} steps are done; start a new run`,
    )
  }
  const data = await loadDataset(record.data, { seed: record.settings.seed })
  return { record, model, data, out: options.out ?? path, start: state }
}

const showLosses = (losses: Losses): string =>
  Object.entries(losses)
    .map(([phase, loss]) => `${phase === 'loss' ? '' : `${phase} `}loss ${loss.toPrecision(6)}`)
    .join(', ')

function report(out: string, step: number, steps: number, losses: Losses): void {
  const done =
    step < steps ? `stopped at step ${step} of ${steps}` : `${steps} ${steps === 1 ? 'step' : 'steps'}`
  console.log(`${done}, ${showLosses(losses)}; saved ${out}`)
  console.log(
    step < steps
      ? `go on with: touchstone train --resume ${out}`
      : `export it with: touchstone export ${out} --onnx ${out.replace(/\.safetensors$/, '')}.onnx`,
  )
}
