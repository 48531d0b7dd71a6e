import type { Graph } from '../graph/graph.ts'
import type { Engine, Executable, Values } from './engine.ts'
import { checkedFeeds, checkShapes, type Inputs } from './feeds.ts'

/** The inputs of a graph that are still to be fed where some are bound to values. */
export const freeInputs = ({ inputs }: Graph, bound: Values): Inputs =>
  new Map([...inputs].filter(([name]) => !Object.hasOwn(bound, name)))

/**
 * A graph made ready to run with some of its inputs bound to values for good, as weights are where a network is used and
 * no longer trained: they are not fed. Throws a RangeError where a bound input is unknown, of another shape, or not finite.
 */
export async function compileBound(engine: Engine, graph: Graph, bound: Values): Promise<Executable> {
  const names = [...graph.inputs.keys()]
  const stranger = Object.keys(bound).find((name) => !names.includes(name))
  if (stranger !== undefined) {
    throw new RangeError(`no input is called '${stranger}'; the graph's inputs are ${names.join(', ')}`)
  }
  const taken = [...graph.inputs].filter(([name]) => Object.hasOwn(bound, name))
  checkedFeeds(new Map(taken), bound, engine.precision)
  if (engine.compileBound) return engine.compileBound(graph, bound)
  const executable = await engine.compile(graph)
  const free = freeInputs(graph, bound)
  return {
    get executor() {
      return executable.executor
    },
    async run(feeds) {
      checkShapes(free, feeds)
      return executable.run({ ...bound, ...feeds })
    },
    dispose: () => executable.dispose(),
  }
}
