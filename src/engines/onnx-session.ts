import type { InferenceSession } from 'onnxruntime-node'
import type { Shape } from '../ops/shape.ts'

export interface Cells {
  readonly data: Float32Array | Float64Array
  readonly shape: Shape
}

/** A model that ONNX Runtime has read. What it takes and gives comes in the order of its inputs and outputs. */
export interface Session {
  /** Of the library. */
  readonly version: string
  /** Inputs are not written to, and results share no memory with anything. */
  run(inputs: readonly Cells[]): Promise<readonly Cells[]>
  release(): Promise<void>
}

export type SessionOptions = InferenceSession.SessionOptions

/** Where sessions live. */
export interface Sessions {
  /** Throws the library's errors. */
  open(model: Uint8Array, options: SessionOptions): Promise<Session>
  /** Ends what has been started for them, once all are released. */
  end(): Promise<void>
}

/** In this thread: while a session computes, nothing else happens in it. */
export const sessionsHere: Sessions = {
  async open(model, options) {
    const { InferenceSession, Tensor, env } = await import('onnxruntime-node')
    const session = await InferenceSession.create(model, options)
    return {
      version: env.versions.node ?? '',
      async run(inputs) {
        const fed = inputs.map(({ data, shape }, i) => [session.inputNames[i], new Tensor(data, shape)])
        const results = await session.run(Object.fromEntries(fed))
        return session.outputNames.map((name) => {
          const { data, dims } = results[name]
          return { data: data as Cells['data'], shape: dims }
        })
      },
      release: () => session.release(),
    }
  },
  end: async () => {},
}
