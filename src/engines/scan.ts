import type { Graph } from '../graph/graph.ts'
import type { Shape } from '../ops/shape.ts'
import type { Engine, Executable, Value, Values } from './engine.ts'
import { checkShapes } from './feeds.ts'
import { cells, value } from './value.ts'

/**
 * A graph that is run turn after turn on its own results, as jax.lax.scan does: outputs that bear an input's name are
 * that input in the next turn. Inputs in `scanned` have a value for every turn; all others stay as they are.
 */
export interface Scan {
  readonly graph: Graph
  readonly scanned: readonly string[]
}

type Shapes = ReadonlyMap<string, { readonly shape: Shape }>

/** What a scan of so many turns takes and gives: [turns, ...shape] for what differs from turn to turn. */
export function scanShapes({ graph, scanned }: Scan, turns: number): { inputs: Shapes; outputs: Shapes } {
  const shapes = (tensors: Shapes, isEveryTurn: (name: string) => boolean): Shapes =>
    new Map(
      [...tensors].map(([name, { shape }]) => [
        name,
        { shape: isEveryTurn(name) ? [turns, ...shape] : shape },
      ]),
    )
  return {
    inputs: shapes(graph.inputs, (name) => scanned.includes(name)),
    outputs: shapes(graph.outputs, (name) => !graph.inputs.has(name)),
  }
}

/** The turns that the feeds of a scan are for. Throws a RangeError where a feed of the first scanned input is missing. */
export function turnsOf({ scanned: [first] }: Scan, feeds: Values): number {
  const turns = feeds[first]?.shape[0]
  if (!turns) throw new RangeError(`missing feed '${first}', of shape [turns, ...]`)
  return turns
}

/**
 * A scan made ready to run on an engine, of any number of turns: it takes feeds and gives outputs as `scanShapes` says.
 * Engines that have no way of their own run the graph once a turn. Throws a RangeError where nothing is scanned.
 */
export async function compileScan(engine: Engine, scan: Scan): Promise<Executable> {
  if (scan.scanned.length === 0) {
    throw new RangeError('a scan needs an input that has a value for every turn; run the graph instead')
  }
  if (engine.compileScan) return engine.compileScan(scan)
  const executable = await engine.compile(scan.graph)
  return {
    get executor() {
      return executable.executor
    },
    run: (feeds) => turnByTurn(executable, scan, feeds),
    dispose: () => executable.dispose(),
  }
}

async function turnByTurn(executable: Executable, scan: Scan, feeds: Values): Promise<Values> {
  const turns = turnsOf(scan, feeds)
  checkShapes(scanShapes(scan, turns).inputs, feeds)
  const { inputs, outputs } = scan.graph
  const reports = [...outputs.keys()].filter((name) => !inputs.has(name))
  const reported = new Map<string, Value[]>(reports.map((name) => [name, []]))
  let state: Values = {}
  for (let turn = 0; turn < turns; turn++) {
    const own = scan.scanned.map((name) => [name, rowAt(feeds[name], turn)])
    const results = await executable.run({ ...feeds, ...state, ...Object.fromEntries(own) })
    state = Object.fromEntries(Object.entries(results).filter(([name]) => inputs.has(name)))
    for (const [name, values] of reported) values.push(results[name])
  }
  const stacks = [...reported].map(([name, values]) => [name, stack(values)])
  return { ...state, ...Object.fromEntries(stacks) }
}

/** Row i of a value [N, ...shape], without a copy. */
function rowAt(of: Value, i: number): Value {
  const [, ...shape] = of.shape
  const all = cells(of)
  const width = all.length / of.shape[0]
  return value(all.subarray(i * width, (i + 1) * width), shape)
}

/** Values of one shape as the rows of one value: N of [...shape] -> [N, ...shape]. */
export function stack(values: readonly Value[]): Value {
  const rows = values.map(cells)
  const [{ length: width }] = rows
  const all = rows.every((row) => row instanceof Float64Array)
    ? new Float64Array(values.length * width)
    : new Float32Array(values.length * width)
  rows.forEach((row, i) => {
    all.set(row, i * width)
  })
  return value(all, [values.length, ...values[0].shape])
}
