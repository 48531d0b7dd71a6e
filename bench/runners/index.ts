import { engineNamed } from '../../src/engines/index.ts'
import { versionsOf } from '../machine.ts'
import { engineRunner } from './engines/runner.ts'
import { findPyTorch } from './pytorch/process.ts'
import { pytorchRunner } from './pytorch/runner.ts'
import type { Runner } from './runner.ts'
import type { TfjsBackend } from './tfjs/backend.ts'

export const runnerNames = [
  'gpu:webasm',
  'gpu:cpu',
  'onnx',
  'float64',
  'tfjs-wasm',
  'tfjs-cpu',
  'jax-js',
  'brain.js',
  'pytorch',
] as const
export type RunnerName = (typeof runnerNames)[number]

const onlyTraining: readonly RunnerName[] = ['jax-js', 'brain.js']

/** Those that do single ops, and draw samples, too. */
export const versatileRunners = runnerNames.filter((name) => !onlyTraining.includes(name))

/** Those that all others are compared with. */
export const references: readonly RunnerName[] = ['pytorch', 'tfjs-wasm']

/** Starts the runners, those that this machine has; `onSkip` is told of the others. */
export async function startRunners(
  names: readonly RunnerName[],
  onSkip: (message: string) => void,
): Promise<Runner[]> {
  const runners: Runner[] = []
  try {
    for (const name of names) {
      const runner = await startRunner(name)
      if (runner) runners.push(runner)
      else onSkip(`${name} is skipped: neither python3 nor /usr/bin/python3 has torch and numpy`)
    }
    return runners
  } catch (error) {
    await stopRunners(runners)
    throw error
  }
}

export async function stopRunners(runners: readonly Runner[]): Promise<void> {
  for (const runner of runners) await runner.dispose()
}

async function startRunner(name: RunnerName): Promise<Runner | undefined> {
  if (name === 'pytorch') {
    const found = findPyTorch()
    return found && pytorchRunner(found.python, found.versions)
  }
  if (name.startsWith('tfjs-')) {
    // Loaded only where it is wanted: it takes a second.
    const { tfjsRunner } = await import('./tfjs/runner.ts')
    const backend = name.slice('tfjs-'.length) as TfjsBackend
    return tfjsRunner(backend, versionsOf('@tensorflow/tfjs-core', `@tensorflow/tfjs-backend-${backend}`))
  }
  if (name === 'jax-js') {
    const { jaxRunner } = await import('./jax-js/runner.ts')
    return jaxRunner(versionsOf('@jax-js/jax'))
  }
  if (name === 'brain.js') {
    const { brainRunner } = await import('./brain-js/runner.ts')
    return brainRunner(versionsOf('brain.js'))
  }
  const engine = await engineNamed(name, { threads: 1 })
  const libraries = name.startsWith('gpu:') ? ['gpu.js'] : name === 'onnx' ? ['onnxruntime-node'] : []
  return engineRunner(engine, versionsOf(...libraries))
}
