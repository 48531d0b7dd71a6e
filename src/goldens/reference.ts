import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Value, Values } from '../engines/engine.ts'
import { cellsIn, value } from '../engines/value.ts'
import type { GoldenCase } from './case.ts'
import { boundOf, type Departure, departure } from './departure.ts'

/** What a case's ONNX files are fed with, and which expected tensor each output is; an op family has names of its own. */
interface Reference {
  readonly file: string
  readonly inputs: Readonly<Record<string, string>>
}

const references: Readonly<Record<string, readonly Reference[]>> = {
  autoencoder: [{ file: 'reference.onnx', inputs: { x: 'x' } }],
  denoiser: [{ file: 'reference.onnx', inputs: { x: 'x', noise: 'noise' } }],
  vae: [{ file: 'reference.onnx', inputs: { x: 'x', eps: 'eps' } }],
  gan: [{ file: 'reference.onnx', inputs: { z: 'z', x: 'x', real: 'real', fake: 'fake' } }],
  wgan: [{ file: 'reference.onnx', inputs: { z: 'z', x: 'x', real: 'real', fake: 'fake' } }],
  sampler: [
    {
      file: 'reference.onnx',
      inputs: {
        z: 'z',
        phi: 'phi',
        log_p_old: 'log_p_old',
        log_q_old: 'log_q_old',
        log_p_new: 'log_p_new',
        log_q_new: 'log_q_new',
      },
    },
  ],
  translator: [{ file: 'reference.onnx', inputs: { a: 'a', b: 'b' } }],
  flow: [
    { file: 'reference.onnx', inputs: { x: 'x' } },
    { file: 'reference_to_data.onnx', inputs: { z: 'z_in' } },
  ],
}

/** `to_data` gives x and log_det, which the goldens keep apart from the inputs of the same names. */
const toDataNames: Readonly<Record<string, string>> = { x: 'x_out', log_det: 'x_out_log_det' }

/** ONNX Runtime, on the model that PyTorch exported, against PyTorch's own float64 numbers. */
export async function referenceDepartures(golden: GoldenCase): Promise<Departure[]> {
  const { description } = golden
  if (description.examples) return operationReference(golden)
  const departures: Departure[] = []
  const exported = (references[description.kind] ?? []).filter(({ file }) => file in description.files)
  for (const { file, inputs } of exported) {
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([own, known]) => [own, golden.inputs[known]]),
    )
    for (const [output, got] of Object.entries(await runFile(join(golden.folder, file), feeds))) {
      const name = file === 'reference_to_data.onnx' ? toDataNames[output] : output
      departures.push(compare(golden, name, got, 'tensor'))
    }
  }
  return departures
}

async function operationReference(golden: GoldenCase): Promise<Departure[]> {
  const names = golden.description.onnx_names ?? {}
  const feeds: Record<string, Value> = {}
  for (const [ours, theirs] of Object.entries(names))
    if (golden.inputs[ours]) feeds[theirs] = golden.inputs[ours]
  const results = await runFile(join(golden.folder, 'reference.onnx'), feeds)
  // ONNX Runtime's own Sigmoid and Softplus lose the digits of small values: per tensor they are right.
  return Object.entries(names)
    .filter(([, theirs]) => results[theirs])
    .map(([ours, theirs]) => compare(golden, ours, results[theirs], 'tensor'))
}

function compare(golden: GoldenCase, name: string, got: Value, measure: 'tensor' | 'element'): Departure {
  return departure(
    name,
    got,
    golden.expected[name],
    boundOf(golden.description, { precision: 'float32' }, name),
    measure,
  )
}

async function runFile(path: string, feeds: Values): Promise<Values> {
  const session = await InferenceSession.create(readFileSync(path), { intraOpNumThreads: 1 })
  try {
    const known = new Set(session.inputNames)
    const tensors = Object.entries(feeds)
      .filter(([name]) => known.has(name))
      .map(([name, fed]) => [name, new Tensor('float32', cellsIn('float32', fed) as Float32Array, fed.shape)])
    const results = await session.run(Object.fromEntries(tensors))
    return Object.fromEntries(
      Object.entries(results).map(([name, { data, dims }]) => [
        name,
        value(Float32Array.from(data as Float32Array), dims),
      ]),
    )
  } finally {
    await session.release()
  }
}
