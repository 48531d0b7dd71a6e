import { createRequire } from 'node:module'
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'

export type TfjsBackend = 'wasm' | 'cpu'

let known: Promise<void> | undefined

/** Makes TensorFlow.js ready: its gradients, both backends, one thread. */
export const loadTfjs = (): Promise<void> => {
  known ??= load()
  return known
}

async function load(): Promise<void> {
  tf.enableProdMode() // without the checks, and without a greeting
  // tfjs-core's bundle for Node has no gradients, and its modules that register them are for a bundler; tsx loads them.
  createRequire(import.meta.url)('@tensorflow/tfjs-core/dist/register_all_gradients.js')
  setThreadsCount(1)
  await silently(() => tf.setBackend('wasm'))
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new Error('tfjs-wasm: this Node has no WebAssembly SIMD; leave the runner out')
  }
}

/** Emscripten's start-up code listens for uncaught errors, only to throw them again with its whole source. */
async function silently(start: () => Promise<unknown>): Promise<void> {
  const events = ['uncaughtException', 'unhandledRejection'] as const
  const before = events.map((event) => new Set<unknown>(process.rawListeners(event)))
  await start()
  events.forEach((event, i) => {
    for (const listener of process.rawListeners(event)) {
      if (!before[i].has(listener)) process.removeListener(event, listener as () => void)
    }
  })
}

/** Tensors that are made and ops that are called from now on are of this backend. */
export async function useBackend(backend: TfjsBackend): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs-${backend} does not start on this machine`)
}
