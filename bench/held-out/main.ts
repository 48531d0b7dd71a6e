import { Command, Option } from 'commander'
import { wholeNumber } from '../../src/cli/options.ts'
import { writeFileAtomically } from '../../src/data/atomic-write.ts'
import { engineNamed } from '../../src/engines/index.ts'
import type { Model } from '../../src/models/model.ts'
import { machine, ownVersion } from '../machine.ts'
import { type Figure, type FigureName, figureNames, figures } from './figures.ts'
import { heldOutLoss } from './ours.ts'
import { principalComponentsLoss } from './principal-components.ts'
import { pytorchHeldOutLosses } from './pytorch.ts'
import { type Split, split } from './split.ts'

interface Options {
  readonly data: string
  readonly figure: FigureName
  readonly seeds: number
  readonly json?: string
}

/** What was reached, by runner: a number for every seed. */
type Results = Readonly<Record<string, readonly number[]>>

const command = new Command('figures')
  .description(
    'train on four fifths of some images and measure on the rest: on onnx, and by PyTorch where it is',
  )
  .requiredOption('--data <name|file>', 'images: digits, or a file (IDX, npy, npz, CSV, safetensors)')
  .addOption(new Option('--figure <name>', 'which').choices(figureNames).makeOptionMandatory())
  .option('--seeds <number>', 'runs of each, from seeds 1, 2, ...', wholeNumber(1), 3)
  .option('--json <file>', 'write the figures there, too')
  .action(run)

async function run({ data: path, figure: name, seeds: count, json }: Options): Promise<void> {
  const data = await split(path)
  const dim = data.train.shape[1]
  const figure: Figure = figures[name]
  const model = figure.model(dim)
  const seeds = Array.from({ length: count }, (_, i) => i + 1)
  const losses = await lossesOf(figure, model, data, seeds)
  const scaled = Object.entries(losses).map(([runner, all]) => [
    runner,
    all.map((x) => x * figure.scale(dim)),
  ])
  const results: Results = Object.fromEntries(scaled)
  show(figure.unit, results)
  if (json) {
    const { settings, draws, unit } = figure
    const rows = { train: data.train.shape[0], held_out: data.held.shape[0] }
    const what = {
      figure: name,
      unit,
      model: model.name,
      options: model.options,
      settings,
      draws,
      rows,
      seeds,
    }
    const about = { touchstone: 1, version: ownVersion(), machine: machine(), ...what, results }
    await writeFileAtomically(json, `${JSON.stringify(about, null, 2)}\n`)
  }
}

async function lossesOf(
  figure: Figure,
  model: Model,
  data: Split,
  seeds: readonly number[],
): Promise<Results> {
  const ours: number[] = []
  const engine = await engineNamed('onnx', { threads: 1 })
  for (const seed of seeds) ours.push(await heldOutLoss(engine, model, figure, data, seed))
  await engine.dispose()
  const pytorch = await pytorchHeldOutLosses(model, figure, data, seeds)
  const pca = model.kind === 'autoencoder' && principalComponentsLoss(data, model.options.latent)
  return { onnx: ours, ...(pytorch ? { pytorch } : {}), ...(pca ? { pca: [pca] } : {}) }
}

function show(unit: string, results: Results): void {
  console.log(`held out, ${unit}`)
  for (const [runner, values] of Object.entries(results)) {
    const mean = values.reduce((sum, x) => sum + x) / values.length
    const all = values.map((x) => x.toPrecision(5)).join(', ')
    console.log(`${runner.padEnd(8)} ${mean.toPrecision(5)}  (${all})`)
  }
}

/** Bad input gets one sentence, never a stack trace. */
try {
  await command.parseAsync()
} catch (error) {
  console.error(`figures: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 2
}
