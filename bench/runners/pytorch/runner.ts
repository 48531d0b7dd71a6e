import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readNpy } from '../../../src/data/npy.ts'
import { writeNpz } from '../../../src/data/npz.ts'
import { toFloats } from '../../../src/data/stored-array.ts'
import type { Value, Values } from '../../../src/engines/engine.ts'
import { longestScan } from '../../../src/training/trainer.ts'
import type { BenchCase } from '../../cases/case.ts'
import { checkedSteps, type Job, type Runner } from '../runner.ts'
import { type PythonProcess, startPython } from './process.ts'

const program = fileURLToPath(new URL('serve.py', import.meta.url))

/** Samples that are taken there in one go, back to back as those of the other runners are. */
const burst = 16

/**
 * PyTorch, eager, in a child process that holds its own clock. As many training steps make a sample as of ours: what else
 * the machine does meets long samples more often than short ones.
 */
export async function pytorchRunner(
  python: string,
  versions: Readonly<Record<string, string>>,
): Promise<Runner> {
  const child = await startPython(python, program)
  return {
    name: 'pytorch',
    versions,
    prepare: (benchCase) => job(child, benchCase),
    dispose: () => child.stop(),
  }
}

async function job(child: PythonProcess, benchCase: BenchCase): Promise<Job> {
  const { name } = benchCase
  const steps = benchCase.suite === 'train' ? longestScan : 1
  const arrays = join(child.folder, 'arrays.npz')
  const result = join(child.folder, 'result.npy')
  await writeFile(arrays, writeNpz(new Map<string, Value>(Object.entries(arraysOf(benchCase)))))
  await child.ask({ do: 'open', name, arrays, ...describe(benchCase) })
  let ready: number[] = []
  return {
    steps,
    async check() {
      await child.ask({ do: 'check', name, result, steps: checkedSteps })
      return toFloats(result, readNpy(await readFile(result), { name: result })).data
    },
    async begin() {
      ready = []
    },
    async once() {
      if (ready.length === 0) {
        const { ms } = await child.ask({ do: 'sample', name, count: burst, steps })
        ready = ms as number[]
      }
      return ready.shift()
    },
    async dispose() {
      await child.ask({ do: 'close', name })
    },
  }
}

function describe(benchCase: BenchCase): object {
  const { suite } = benchCase
  if (suite === 'ops') return { suite, op: benchCase.op, repeats: benchCase.repeats }
  if (suite === 'sample') return { suite, model: benchCase.model.name, options: benchCase.model.options }
  const { model, optimizerOf } = benchCase
  const phases = model.phases.map((phase) => {
    const { name, settings } = optimizerOf(phase)
    return { name: phase.name, moves: phase.moves, optimizer: { name, ...settings } }
  })
  return { suite, model: model.name, options: model.options, phases }
}

function arraysOf(benchCase: BenchCase): Values {
  if (benchCase.suite === 'ops') return benchCase.feeds
  if (benchCase.suite === 'sample') return { ...prefixed('weights', benchCase.weights), z: benchCase.z }
  const { start, batches } = benchCase
  const inputs = batches.flatMap((batch, i) =>
    Object.entries(batch).map(([name, value]) => [`batches/${i}/${name}`, value]),
  )
  return { ...prefixed('weights', start.weights), ...Object.fromEntries(inputs) }
}

const prefixed = (folder: string, values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${folder}/${name}`, value]))
