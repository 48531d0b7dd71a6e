import { InferenceSession, Tensor } from 'onnxruntime-node'
import { DataError, quote } from '../data/data-error.ts'
import { readFileBytes } from '../data/read-file.ts'
import type { Precision, Value, Values } from '../engines/engine.ts'
import { cells, cellsIn, value } from '../engines/value.ts'
import { decode } from '../onnx/decode.ts'
import { encode } from '../onnx/encode.ts'
import { hasReadings } from '../onnx/import/import.ts'
import type { Model, ValueInfo } from '../onnx/model.ts'
import { showShape } from '../ops/shape.ts'
import { importedModel } from './onnx-imported.ts'
import { widened, withoutHalves } from './onnx-precise.ts'
import { precisionOf } from './onnx-precision.ts'
import { scanModel } from './onnx-scan.ts'

/** A model file that can be run, under its own names. A process of its own may stand behind it. */
export interface LoadedModel {
  readonly path: string
  /** What must be fed. */
  readonly inputs: readonly ValueInfo[]
  readonly outputs: readonly ValueInfo[]
  /** In which it computes throughout. */
  readonly precision: Precision
  /** Computes the outputs named, in the precision of the model's inputs. */
  run(feeds: Values, fetches: readonly string[]): Promise<Values>
  dispose(): Promise<void>
}

/** The element types that laws can ask for. */
export const precisions: Readonly<Record<string, Precision>> = { float: 'float32', double: 'float64' }

/**
 * Reads a model, looks for what could do harm, and only then hands it to ONNX Runtime. What is of half precision in it
 * is computed in float32.
 */
export async function loadModel(path: string): Promise<LoadedModel> {
  const bytes = await readFileBytes(path)
  const written = decoded(path, bytes)
  scanModel(path, written)
  const model = withoutHalves(written)
  try {
    return started(path, model, await create(path, model === written ? bytes : encode(model)))
  } catch (error) {
    if (lacksKernel(error) && isDouble(model) && hasReadings(model)) return asGraph(path, model)
    throw error
  }
}

const lacksKernel = (error: unknown): boolean =>
  error instanceof DataError && error.message.includes('Could not find an implementation')

const isDouble = ({ graph }: Model): boolean => graph.inputs.some(({ element }) => element === 'double')

/** ONNX Runtime lacks many operators in float64, in which they are computed as graphs of ours. */
function asGraph(path: string, model: Model): LoadedModel {
  const { run, dispose } = importedModel(model)
  return { path, ...portsOf(model), precision: precisionOf(model), run, dispose }
}

/** The same model in float64. Throws a DataError where ONNX Runtime lacks one of its operators in that precision. */
export async function loadPrecise(path: string): Promise<LoadedModel> {
  const model = widened(decoded(path, await readFileBytes(path)))
  scanModel(path, model)
  return started(path, model, await create(path, encode(model)))
}

/** What must be fed, and what comes of it. */
function portsOf({ graph }: Model): Pick<LoadedModel, 'inputs' | 'outputs'> {
  const constants = new Set(graph.initializers.map(({ name }) => name))
  return { inputs: graph.inputs.filter(({ name }) => !constants.has(name)), outputs: graph.outputs }
}

function started(path: string, model: Model, session: InferenceSession): LoadedModel {
  const { inputs, outputs } = portsOf(model)
  return {
    path,
    inputs,
    outputs,
    precision: precisionOf(model),
    async run(feeds, fetches) {
      const tensors = Object.entries(feeds).map(([name, fed]) => [name, toTensor(fed, inputs, name)])
      const results = await session.run(Object.fromEntries(tensors), [...fetches]).catch((cause: unknown) => {
        throw new Error(`${path}: ONNX Runtime cannot run it: ${firstLine(cause)}`, { cause })
      })
      return Object.fromEntries(fetches.map((name) => [name, toValue(path, name, results[name])]))
    },
    dispose: () => session.release(),
  }
}

function decoded(path: string, bytes: Uint8Array) {
  try {
    return decode(bytes)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new DataError(`${path}: ${reason}`, { cause })
  }
}

/**
 * Bit-identical results need one thread; a wrong declared shape is a law's business, not a warning's. Beyond the basic
 * optimisations ONNX Runtime 1.30 fuses a transposed matrix times a vector into another product: wrong numbers.
 */
async function create(path: string, bytes: Uint8Array): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'basic',
      logSeverityLevel: 4,
    })
  } catch (cause) {
    throw new DataError(
      `${path}: ONNX Runtime refuses it: ${firstLine(cause)}; export it again, at opset 17`,
      { cause },
    )
  }
}

/** What ONNX Runtime says, without the places in its sources. */
const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .split('\n')[0]
    .replace(/\/onnxruntime_src\/\S+ .*?\) (?=[A-Z])/g, '')
    .slice(0, 300)

/** A scalar may be taken as a list of one, and a whole number as such. */
function toTensor(fed: Value, inputs: readonly ValueInfo[], name: string): Tensor {
  const { element, shape } = inputs.find((input) => input.name === name) ?? {}
  const dims = fed.shape.length === 0 && shape?.length === 1 ? [1] : [...fed.shape]
  if (element === 'double') return new Tensor('float64', cellsIn('float64', fed) as Float64Array, dims)
  if (element === 'int64') return new Tensor('int64', BigInt64Array.from(cells(fed), wholeNumber), dims)
  if (element === 'int32') return new Tensor('int32', Int32Array.from(cells(fed), Math.round), dims)
  return new Tensor('float32', cellsIn('float32', fed) as Float32Array, dims)
}

const wholeNumber = (cell: number): bigint => BigInt(Math.round(cell))

/** Twice what laws may feed at a time. */
const mostCells = 2 ** 25

function toValue(path: string, name: string, { data, dims, type }: Tensor): Value {
  if (data.length > mostCells) {
    throw new Error(
      `${path}: the output ${quote(name)} of shape ${showShape(dims)} holds ${data.length} numbers, expected at most ` +
        `${mostCells}; give as many rows as come in`,
    )
  }
  if (data instanceof Float32Array || data instanceof Float64Array) return value(data, dims)
  throw new Error(
    `${path}: the output ${quote(name)} is of type ${type}, expected float32 or float64; cast it`,
  )
}
