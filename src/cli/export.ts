import { basename, dirname, join } from 'node:path'
import { Command } from 'commander'
import { writeFileAtomically } from '../data/atomic-write.ts'
import { loadDataset } from '../data/dataset.ts'
import { writeNpy } from '../data/npy.ts'
import { cells } from '../engines/value.ts'
import type { Graph } from '../graph/graph.ts'
import { trace } from '../graph/trace.ts'
import type { Model, ModelFunction } from '../models/model.ts'
import type { Weights } from '../nn/parameters.ts'
import { exportOnnx } from '../onnx/export.ts'
import { constant, type Tensor } from '../ops/tensor.ts'
import { contracts } from '../subjects/manifest-contract.ts'
import { loadCheckpoint } from '../training/checkpoint.ts'
import { wholeNumber } from './options.ts'

/** `touchstone export`: a checkpoint as ONNX, with the manifest that `touchstone check` takes. */
export const exportCommand = (): Command =>
  new Command('export')
    .description('export a checkpoint to ONNX, with a manifest for touchstone check')
    .argument('<checkpoint>', 'a .safetensors that touchstone train wrote')
    .requiredOption('--onnx <file>', 'the ONNX file to write; functions of other inputs get files beside it')
    .option('--batch <number>', 'the batch size of the exported model', wholeNumber(1), 16)
    .option('--no-data', 'leave out the data, which laws about a trained autoencoder need')
    .action(run)

interface ExportOptions {
  readonly onnx: string
  readonly batch: number
  readonly data: boolean
}

async function run(path: string, { onnx, batch, data }: ExportOptions): Promise<void> {
  if (!onnx.endsWith('.onnx')) throw new Error(`--onnx ${onnx}: expected a name that ends in .onnx`)
  const { model, state, record } = await loadCheckpoint(path)
  const stem = onnx.replace(/\.onnx$/, '')
  const functions: Record<string, { model: string }> = {}
  for (const [i, names] of sharedFiles(model).entries()) {
    const file = i === 0 ? onnx : `${stem}.${names[0]}.onnx`
    await writeFileAtomically(file, exportOnnx(inferenceGraph(model, names, state.weights, batch)))
    console.log(`wrote ${file}: ${names.join(', ')}`)
    for (const name of names) functions[name] = { model: basename(file) }
  }
  const contract = model.kind === 'formula' ? undefined : contracts[model.kind]
  const dataFile = data && contract?.data ? `${stem}.data.npy` : undefined
  if (dataFile) {
    const { x } = await loadDataset(record.data, { seed: record.settings.seed })
    await writeFileAtomically(dataFile, writeNpy(x))
    console.log(`wrote ${dataFile}: the data of the run`)
  }
  const manifest = join(dirname(onnx), `${basename(stem)}.json`)
  await writeFileAtomically(
    manifest,
    `${JSON.stringify({ ...manifestOf(model, functions, record.step), ...(dataFile ? { data: basename(dataFile) } : {}) }, null, 2)}\n`,
  )
  console.log(`wrote ${manifest}`)
  if (contract) console.log(`check it with: touchstone check ${manifest}`)
}

/** A model's functions by the file that they share: their inputs are the same, and no output bears another's name. */
export function sharedFiles({ functions }: Pick<Model, 'functions'>): string[][] {
  const files: string[][] = []
  for (const [name, { inputs, outputs }] of Object.entries(functions)) {
    const fits = (other: string) =>
      JSON.stringify(functions[other].inputs) === JSON.stringify(inputs) &&
      !outputs.some((output) => functions[other].outputs.includes(output))
    const file = files.find((names) => names.every(fits))
    if (file) file.push(name)
    else files.push([name])
  }
  return files
}

/** Functions of the same inputs as one graph, whose only inputs they are: the weights are part of it. */
function inferenceGraph(
  { functions }: Model,
  names: readonly string[],
  weights: Weights,
  batch: number,
): Graph {
  const params: Record<string, Tensor> = {}
  for (const [name, weight] of Object.entries(weights)) params[name] = constant(cells(weight), weight.shape)
  const parts: readonly ModelFunction[] = names.map((name) => functions[name])
  const shapes = Object.entries(parts[0].inputs).map(([name, sample]) => [name, [batch, ...sample]])
  return trace(Object.fromEntries(shapes), (inputs) =>
    Object.assign({}, ...parts.map(({ apply }) => apply(params, inputs))),
  )
}

function manifestOf(model: Model, functions: Readonly<Record<string, { model: string }>>, steps: number) {
  return {
    touchstone: 1,
    kind: model.kind,
    name: `${model.title}, ${steps} steps`,
    functions,
    conventions: model.conventions,
  }
}
