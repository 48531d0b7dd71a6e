import { DataError, quote } from '../data/data-error.ts'
import { isExternal, type Model, type OnnxGraph, type OnnxNode, type OnnxTensor } from '../onnx/model.ts'

/** Operator sets whose operators ONNX Runtime itself has. */
const domains = ['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft']

/** Operators with graphs inside, that can run forever. */
const looping = ['Loop', 'Scan', 'If', 'SequenceMap']

/** Far beyond what exporters write, and short of what makes ONNX Runtime spend minutes on a file. */
const mostNodes = 100_000

/**
 * Refuses a stranger's model, before ONNX Runtime sees it, for what could make it read other files, hang or crash:
 * external data, model-local functions, loops, operators of nobody knows where, and sheer size.
 * Throws a DataError with the cure. What this can't see (an integer division by zero) a process of its own must bear.
 */
export function scanModel(name: string, { graph, functions }: Model): void {
  const refuse = (problem: string): never => {
    throw new DataError(`${name}: ${problem}`)
  }
  if (functions.length > 0) {
    refuse(
      `it has model-local functions (${quote(functions[0].name)}), which are refused; ` +
        'inline them, for instance with onnx.inliner',
    )
  }
  if (graph.nodes.length > mostNodes) {
    refuse(`it has ${graph.nodes.length} nodes, expected at most ${mostNodes}; simplify it first`)
  }
  const outside = tensorsOf(graph).find(({ data }) => isExternal(data))
  if (outside) {
    refuse(
      `its tensor ${quote(outside.name)} lies in another file, which is refused; ` +
        'save the model as one file (onnx.save with save_as_external_data=False)',
    )
  }
  for (const { op, domain } of graph.nodes) {
    if (!domains.includes(domain)) {
      refuse(`operator ${quote(op)} is of the unknown set ${quote(domain)}; export with ONNX's own operators`)
    }
    if (looping.includes(op)) {
      refuse(
        `operator ${quote(op)} is refused, for it may never end; export without control flow (trace, not script)`,
      )
    }
  }
  const nested = graph.nodes.find((node) => subgraphsOf(node) > 0)
  if (nested)
    refuse(`operator ${quote(nested.op)} has a graph inside, which is refused; export without control flow`)
}

/** Initializers and the constants of nodes. */
const tensorsOf = ({ initializers, nodes }: OnnxGraph): OnnxTensor[] => [
  ...initializers,
  ...nodes.flatMap(({ attributes }) =>
    Object.values(attributes).flatMap((attribute) => {
      if (attribute.kind === 'tensor') return [attribute.value]
      return attribute.kind === 'tensors' ? attribute.value : []
    }),
  ),
]

const subgraphsOf = ({ attributes }: OnnxNode): number =>
  Object.values(attributes).filter(({ kind }) => kind === 'graph' || kind === 'graphs').length
