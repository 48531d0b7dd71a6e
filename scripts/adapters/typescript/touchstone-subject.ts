/**
 * Makes a subject that `touchstone check` can judge out of TypeScript functions. It needs Node.js and nothing else.
 *
 *     import { serve } from './touchstone-subject.ts'
 *
 *     serve({ encode: ({ x }) => ({ z: ... }) }, { shapes: { x: [3], z: [2] } })
 *
 * Functions take tensors, row-major and batch first, under the contract's names, and give an object of tensors. Throw a
 * NotImplemented for what you do not have. You may log: the protocol has standard output to itself.
 */
import { createInterface } from 'node:readline'

export interface Tensor {
  readonly data: Float32Array | Float64Array
  readonly shape: readonly number[]
}

type Tensors = Readonly<Record<string, Tensor>>
export type SubjectFunction = (inputs: Record<string, Tensor>) => Tensors | Promise<Tensors>

export interface About {
  /** Of one sample, by the names of inputs: { x: [1, 28, 28], z: [20] }. */
  readonly shapes: Readonly<Record<string, readonly number[]>>
  /** What functions are given: 'float64' unless told, which is what numbers are here. */
  readonly dtype?: 'float32' | 'float64'
  /** The one batch size that they take; any unless told. */
  readonly batch?: number
  readonly name?: string
}

export class NotImplemented extends Error {}

interface WireTensor {
  readonly dtype: 'float32' | 'float64'
  readonly shape: readonly number[]
  /** Base64 of little-endian cells. */
  readonly data: string
}

interface Call {
  readonly cmd: 'call'
  readonly seq: number
  readonly function: string
  readonly inputs: Readonly<Record<string, WireTensor>>
}

type Request = { readonly cmd: 'start' } | { readonly cmd: 'stop' } | Call

/** Answers Touchstone until it says stop. */
export async function serve(
  functions: Readonly<Record<string, SubjectFunction>>,
  about: About,
): Promise<void> {
  const write = process.stdout.write.bind(process.stdout)
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write
  for await (const line of createInterface({ input: process.stdin })) {
    const request: Request = JSON.parse(line)
    if (request.cmd === 'stop') return
    const answer =
      request.cmd === 'start'
        ? greeting(functions, about)
        : { seq: request.seq, ...(await call(functions, request)) }
    write(`${JSON.stringify(answer)}\n`)
  }
}

const greeting = (functions: object, { shapes, dtype = 'float64', batch, name = 'typescript' }: About) => ({
  version: 1,
  implementation: { name, language: 'typescript' },
  functions: Object.keys(functions),
  shapes,
  dtype,
  batch: batch ?? null,
})

async function call(functions: Readonly<Record<string, SubjectFunction>>, request: Call): Promise<object> {
  try {
    const outputs = await functions[request.function](mapped(request.inputs, fromWire))
    return { outputs: mapped(outputs, toWire) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (error instanceof NotImplemented) return { skipped: reason || 'not implemented' }
    console.error(error)
    return { error: reason || 'an error without a message' }
  }
}

const mapped = <From, To>(
  of: Readonly<Record<string, From>>,
  change: (each: From) => To,
): Record<string, To> => Object.fromEntries(Object.entries(of).map(([name, each]) => [name, change(each)]))

function fromWire({ dtype, shape, data }: WireTensor): Tensor {
  const { buffer } = new Uint8Array(Buffer.from(data, 'base64'))
  return { shape, data: dtype === 'float64' ? new Float64Array(buffer) : new Float32Array(buffer) }
}

function toWire({ data, shape }: Tensor): WireTensor {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  return {
    dtype: data instanceof Float64Array ? 'float64' : 'float32',
    shape,
    data: bytes.toString('base64'),
  }
}
