import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/data/random.ts'
import type { Values } from '../../../src/engines/engine.ts'
import { float64Engine } from '../../../src/engines/float64.ts'
import { preciseEngine } from '../../../src/engines/precise.ts'
import { value } from '../../../src/engines/value.ts'
import { goldensFolder } from '../../../src/goldens/case.ts'
import { goldenModel } from '../../../src/goldens/models.ts'
import { vjp } from '../../../src/graph/grad.ts'
import { buildGraph, type Graph } from '../../../src/graph/graph.ts'
import { type Shapes, trace } from '../../../src/graph/trace.ts'
import { importModel } from '../../../src/onnx/import/import.ts'
import { lower } from '../../../src/onnx/lower.ts'
import type { Model as OnnxModel } from '../../../src/onnx/model.ts'
import { size } from '../../../src/ops/shape.ts'
import { constant, type Tensor } from '../../../src/ops/tensor.ts'
import { functionGraph } from '../../../src/subjects/graph.ts'
import { loadCases } from '../../../src/verification/goldens.ts'
import { goldenModel as fileOf } from '../../subjects/onnx-files.ts'
import { opArbitrary, opCases } from '../../support/op-cases.ts'
import { distance, feedsOf, ran, read } from './run.ts'

/** What a graph computes, and the derivative of its outputs along fixed cotangents. */
async function withDerivatives(
  { inputs, outputs }: Graph,
  feeds: Values,
  engine = float64Engine(),
): Promise<Values> {
  const wrt = [...inputs.values()]
  const gradients = [...outputs].flatMap(([name, output]) => {
    const cotangent = constant(seededRandom(9).normal(size(output.shape)), output.shape)
    return vjp(output, cotangent, wrt).map((part, i): [string, Tensor] => [`${name} by ${i}`, part])
  })
  const { run } = await engine.compile(buildGraph(inputs, new Map([...outputs, ...gradients])))
  return run(feeds)
}

/** The graph, exported and read again; outputs are given their old names. */
function exportedAndRead(graph: Graph): Graph {
  const shapes = [...graph.inputs].map(([name, { shape }]) => [name, shape])
  const read = importModel(lower(graph, { precision: 'float64' }), Object.fromEntries(shapes))
  const tensors = [...read.outputs.values()]
  return { ...read, outputs: new Map([...graph.outputs.keys()].map((name, i) => [name, tensors[i]])) }
}

/** A thousand roundings of float64: the two graphs round differently, and derivatives of ratios amplify it. */
const tolerance = 1000 * Number.EPSILON
/** As many of float32, on numbers of size 1 through a dozen layers. */
const float32Tolerance = 1000 * 2 ** -24

describe('what is exported is read back, and so are its derivatives', () => {
  test.each(Object.entries(opCases))('%s', async (_, one) => {
    await fc.assert(
      fc.asyncProperty(opArbitrary(one), async ({ shapes, apply, point }) => {
        const graph = trace(shapes, (operands) => ({ y: apply(operands) }))
        const feeds = Object.fromEntries(
          Object.entries(shapes).map(([name, shape]) => [name, value(point[name], shape)]),
        )
        const [own, again] = [graph, exportedAndRead(graph)].map((each) => withDerivatives(each, feeds))
        expect(distance(await again, await own)).toBeLessThanOrEqual(tolerance)
      }),
      { seed: 1, numRuns: 2 },
    )
  })

  const cases = loadCases().flatMap(({ golden }) => (golden?.description.model ? [golden] : []))
  test.each(cases.map((golden) => [golden.description.case, golden] as const))('%s', async (_, golden) => {
    const model = goldenModel(golden.description)
    for (const name of Object.keys(model.functions)) {
      const graph = functionGraph(model, name, 3)
      const inputs = [...graph.inputs].filter(([input]) => !(input in golden.weights))
      const drawn = feedsOf(
        Object.fromEntries(inputs.map(([input, { shape }]) => [input, shape])),
        4,
        [0.2, 0.8],
      )
      const feeds = { ...golden.weights, ...drawn }
      const own = await withDerivatives(graph, feeds)
      expect(distance(await withDerivatives(exportedAndRead(graph), feeds), own)).toBeLessThanOrEqual(
        tolerance,
      )
    }
  })
})

/** With a batch of 6, at which the splines were exported. */
const shapesOf = ({ graph }: OnnxModel): Shapes =>
  Object.fromEntries(
    graph.inputs.map(({ name, shape }) => [
      name,
      (shape ?? []).map((axis) => (typeof axis === 'number' ? axis : 6)),
    ]),
  )

describe('what PyTorch exported is read, and computes what ONNX Runtime does', () => {
  const files = loadCases().flatMap(({ name, golden }) =>
    golden?.description.model
      ? ['reference.onnx', 'reference_to_data.onnx'].map((file) => `${name}/${file}`)
      : [],
  )
  const readable = files.filter(
    (file) => existsSync(join(goldensFolder(), file)) && !file.startsWith('molecule-vae'),
  )
  test.each(readable)('%s', async (file) => {
    const model = fileOf(file)
    const feeds = feedsOf(shapesOf(model), 2, [0.1, 0.9])
    expect(distance(await read(model, feeds), await ran(model, feeds))).toBeLessThanOrEqual(float32Tolerance)
  })

  test('but for a recurrent network', () => {
    const model = fileOf('molecule-vae/reference.onnx')
    expect(() => importModel(model, shapesOf(model))).toThrow('operator "GRU" cannot be read')
  })
})

describe('ONNX Runtime in float64', () => {
  test.each(['realnvp', 'maf', 'spline-flow', 'vae-gaussian'])(
    'gives the derivatives of %s',
    async (name) => {
      const model = fileOf(`${name}/reference.onnx`)
      const shapes = Object.fromEntries(
        model.graph.inputs.map(({ name: input, shape }) => [
          input,
          (shape ?? []).map((axis) => (typeof axis === 'number' ? axis : 6)),
        ]),
      )
      const graph = importModel(model, shapes)
      const feeds = feedsOf(shapes, 3, [0.1, 0.9])
      const engine = preciseEngine()
      const [fast, slow] = [await withDerivatives(graph, feeds, engine), await withDerivatives(graph, feeds)]
      await engine.dispose()
      expect(distance(fast, slow)).toBeLessThanOrEqual(tolerance)
    },
  )
})
