import { readFileBytes } from '../data/read-file.ts'
import type { Engine, Executable, Values } from '../engines/engine.ts'
import { preciseEngine } from '../engines/precise.ts'
import { cells, value } from '../engines/value.ts'
import { type Cost, costOf } from '../graph/cost.ts'
import { vjp } from '../graph/grad.ts'
import { buildGraph, type Graph } from '../graph/graph.ts'
import type { Shapes } from '../graph/trace.ts'
import { decode } from '../onnx/decode.ts'
import { importModel } from '../onnx/import/import.ts'
import { UnreadableError } from '../onnx/import/unreadable.ts'
import type { Model } from '../onnx/model.ts'
import { add } from '../ops/add.ts'
import { input, type Tensor } from '../ops/tensor.ts'
import { takesLogOfSigmoid } from './onnx-logs.ts'
import { hasHalves } from './onnx-precise.ts'

/** A model file read into graphs of ours, one for each size of batch: in float64, with derivatives. */
export interface ImportedModel {
  /** Whether some of its numbers are of half precision. */
  readonly hasHalves: boolean
  readonly takesLogOfSigmoid: boolean
  /** Throws an UnreadableError that names the first operator that cannot be read, or for a model too large. */
  check(shapes: Shapes): void
  run(feeds: Values, fetches: readonly string[]): Promise<Values>
  /** Cotangents of outputs, by their names in the model -> cotangents of all inputs. */
  pullback(feeds: Values, cotangents: Values): Promise<Values>
  dispose(): Promise<void>
}

/** Reads a file that has been scanned. Throws where its bytes are no ONNX model. */
export const loadImported = async (path: string): Promise<ImportedModel> =>
  importedModel(decode(await readFileBytes(path)))

export function importedModel(model: Model): ImportedModel {
  const engine = preciseEngine()
  const compiled = new Map<string, Promise<Compiled>>()
  function compile(key: string, make: () => Graph): Promise<Compiled> {
    const known = compiled.get(key) ?? compileWith(engine, make())
    compiled.set(key, known)
    return known
  }
  return {
    hasHalves: hasHalves(model),
    takesLogOfSigmoid: takesLogOfSigmoid(model),
    check: (shapes) => checkCost(importModel(model, shapes)),
    async run(feeds, fetches) {
      const shapes = shapesOf(feeds)
      const { run } = await compile(`run ${JSON.stringify(shapes)}`, () => importModel(model, shapes))
      const results = await run(feeds)
      return Object.fromEntries(fetches.map((name) => [name, results[name]]))
    },
    async pullback(feeds, cotangents) {
      const shapes = shapesOf(feeds)
      const names = Object.keys(cotangents)
      const key = `pullback ${names.join()} ${JSON.stringify(shapes)}`
      const { run, inputs } = await compile(key, () => pullbackOf(importModel(model, shapes), names))
      const fed = names.map((name) => {
        const { shape } = inputs.get(cotangentOf(name)) as Tensor
        return [cotangentOf(name), value(cells(cotangents[name]), shape)]
      })
      return run({ ...feeds, ...Object.fromEntries(fed) })
    },
    dispose: () => engine.dispose(),
  }
}

/** For one sample: laws call with hundreds, some dozen times, and want their answers in seconds. */
const most: Cost = { multiplications: 2 ** 23, columns: 2 ** 17 }

function checkCost(graph: Graph): void {
  const samples = Math.max(1, ...[...graph.inputs.values()].map(({ shape }) => shape[0] ?? 1))
  const { multiplications, columns } = costOf(graph)
  if (multiplications <= samples * most.multiplications && columns <= samples * most.columns) return
  throw new UnreadableError(
    `it takes ${multiplications / samples} multiplications a sample, too many for float64 within a law's time`,
  )
}

type Compiled = Pick<Executable, 'run'> & Pick<Graph, 'inputs'>

async function compileWith(engine: Engine, graph: Graph): Promise<Compiled> {
  const { run } = await engine.compile(graph)
  return { run, inputs: graph.inputs }
}

const shapesOf = (feeds: Values): Shapes =>
  Object.fromEntries(Object.entries(feeds).map(([name, { shape }]) => [name, shape]))

const cotangentOf = (output: string): string => `cotangent of ${output}`

/** The graph from a graph's inputs, and cotangents of its outputs, to cotangents of its inputs. */
function pullbackOf({ inputs, outputs }: Graph, names: readonly string[]): Graph {
  const wrt = [...inputs.values()]
  const fed = new Map(inputs)
  const parts = names.map((name) => {
    const output = outputs.get(name) as Tensor
    const cotangent = input(cotangentOf(name), output.shape)
    fed.set(cotangentOf(name), cotangent)
    return vjp(output, cotangent, wrt)
  })
  const sums = parts.reduce((a, b) => a.map((part, i) => add(part, b[i])))
  return buildGraph(fed, new Map([...inputs.keys()].map((name, i) => [name, sums[i]])))
}
