import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeNpz } from '../../src/data/npz.ts'
import type { Value } from '../../src/engines/engine.ts'
import type { Model } from '../../src/models/model.ts'
import { findPyTorch, startPython } from '../runners/pytorch/process.ts'
import type { Figure } from './figures.ts'
import type { Split } from './split.ts'

const program = fileURLToPath(new URL('../runners/pytorch/held_out.py', import.meta.url))

/**
 * The same by PyTorch: its own initial weights (from the same distributions), batches and noise, of the same seed; the
 * same rows, steps, optimiser and schedule. Undefined where there is no PyTorch.
 */
export async function pytorchHeldOutLosses(
  model: Model,
  { settings, draws }: Figure,
  data: Split,
  seeds: readonly number[],
): Promise<number[] | undefined> {
  const found = findPyTorch()
  if (!found) return undefined
  const child = await startPython(found.python, program)
  try {
    const arrays = join(child.folder, 'arrays.npz')
    await writeFile(arrays, writeNpz(new Map<string, Value>(Object.entries(data))))
    const shapes = Object.entries(model.parameters).map(([path, { shape }]) => [path, shape])
    const [{ noise = {} }] = model.phases
    const losses: number[] = []
    for (const seed of seeds) {
      const request = {
        model: model.name,
        options: model.options,
        shapes,
        noise,
        settings,
        draws,
        seed,
        arrays,
      }
      const { loss } = await child.ask(request)
      losses.push(Number(loss))
    }
    return losses
  } finally {
    await child.stop()
  }
}
