import { Command, Option } from 'commander'
import { wholeNumber } from '../../src/cli/options.ts'
import { writeFileAtomically } from '../../src/data/atomic-write.ts'
import { engineNamed } from '../../src/engines/index.ts'
import { machine, ownVersion } from '../machine.ts'
import { type Figure, type FigureName, figureNames, figures } from './figures.ts'
import { heldOutLoss } from './ours.ts'
import { principalComponentsError } from './principal-components.ts'
import { pytorchHeldOutLosses } from './pytorch.ts'
import { type Split, split } from './split.ts'

interface Options {
  readonly data: string
  readonly figure: FigureName
  readonly seeds: number
  readonly json?: string
}

const command = new Command('figures')
  .description(
    'train on four fifths of some images, measure on the rest; on onnx, and by PyTorch where it is',
  )
  .requiredOption('--data <file>', 'images: IDX, npy, npz, CSV, safetensors')
  .addOption(new Option('--figure <name>', 'which').choices(figureNames).makeOptionMandatory())
  .option('--seeds <number>', 'runs of each, from seeds 1, 2, ...', wholeNumber(1), 3)
  .option('--json <file>', 'write the figures there, too')
  .action(run)

async function run({ data: path, figure: name, seeds: count, json }: Options): Promise<void> {
  const data = await split(path)
  const figure: Figure = figures[name]
  const dim = data.train.shape[1]
  const model = figure.model(dim)
  const seeds = Array.from({ length: count }, (_, i) => i + 1)
  const scaled = (losses: readonly number[]) => losses.map((loss) => loss * figure.scale(dim))
  const pytorch = await pytorchHeldOutLosses(model, figure, data, seeds)
  const results: Record<string, readonly number[]> = {
    onnx: scaled(await ourLosses(figure, data, seeds)),
    ...(pytorch ? { pytorch: scaled(pytorch) } : {}),
    ...(model.kind === 'autoencoder' ? { pca: [principalComponentsError(data, model.options.latent)] } : {}),
  }
  const { settings, draws, unit } = figure
  const rows = { train: data.train.shape[0], held_out: data.held.shape[0] }
  const document = {
    touchstone: 1,
    figure: name,
    unit,
    model: model.name,
    options: model.options,
    settings,
    draws,
    rows,
  }
  show(unit, results)
  if (json) {
    const about = { ...document, seeds, results, machine: machine(), version: ownVersion() }
    await writeFileAtomically(json, `${JSON.stringify(about, null, 2)}\n`)
  }
}

async function ourLosses(figure: Figure, data: Split, seeds: readonly number[]): Promise<number[]> {
  const engine = await engineNamed('onnx', { threads: 1 })
  try {
    const losses: number[] = []
    for (const seed of seeds) {
      losses.push(await heldOutLoss(engine, figure.model(data.train.shape[1]), figure, data, seed))
    }
    return losses
  } finally {
    await engine.dispose()
  }
}

function show(unit: string, results: Readonly<Record<string, readonly number[]>>): void {
  console.log(`held out, ${unit}`)
  for (const [runner, values] of Object.entries(results)) {
    const mean = values.reduce((sum, x) => sum + x) / values.length
    console.log(
      `${runner.padEnd(8)} ${mean.toPrecision(5)}  (${values.map((x) => x.toPrecision(5)).join(', ')})`,
    )
  }
}

try {
  await command.parseAsync()
} catch (error) {
  console.error(`figures: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 2
}
