import { DataError } from '../data/data-error.ts'
import { formulaNamed } from '../formulas/index.ts'
import type { ValueInfo } from '../onnx/model.ts'
import type { Manifest } from './manifest.ts'
import { type BoundFunction, checkUnfed, portNamed } from './onnx-function.ts'
import type { LoadedModel } from './onnx-session.ts'
import type { OpenShape } from './subject.ts'

/**
 * Finds a formula's inputs and outputs in the model. Axes that it leaves open stay open. Throws a DataError where the
 * model lacks an output, asks for more, takes or gives other types, or another number of axes than the formula.
 */
export function bindFormula(manifest: Manifest, model: LoadedModel): BoundFunction {
  const formula = formulaNamed(manifest.formula ?? '')
  const { inputs, outputs } = manifest.functions.value
  const place = `${manifest.path}: functions.value`
  const names = Object.entries(inputs)
  const taken = names.filter(([, own]) => model.inputs.some(({ name }) => name === own))
  checkUnfed(place, Object.values(inputs), model)
  const ports = taken.map(([input, own]) => {
    const port = portNamed(`${place}.inputs.${input}`, own, model.inputs, 'input')
    return {
      input,
      port,
      axes: axesOf(`${place}.inputs.${input}`, port, formula.inputs[input].axes, manifest),
    }
  })
  for (const [output, own] of Object.entries(outputs)) {
    portNamed(`${place}.outputs.${output}`, own, model.outputs, 'output')
  }
  return {
    signature: {
      inputs: {},
      outputs: Object.keys(outputs),
      axes: Object.fromEntries(ports.map(({ input, axes }) => [input, axes])),
    },
    inputs: Object.fromEntries(taken),
    outputs,
    model,
    batch: null,
    precision: ports.every(({ port }) => port.element === 'double') ? 'float64' : 'float32',
  }
}

/** The whole shape of an input; what the manifest states of one sample fills open axes, from the last one. */
function axesOf(
  place: string,
  { name, shape }: ValueInfo,
  axes: readonly string[],
  { shapes }: Manifest,
): OpenShape | null {
  if (shape === null) return null
  const further = axes.includes('...')
  const least = axes.filter((axis) => axis !== '...').length
  if (shape.length < least || (shape.length > least && !further)) {
    const expected = `[${axes.join(', ')}]`
    throw new DataError(
      `${place}: expected ${expected}, got ${shape.length} axes in the model's input '${name}'; ` +
        'export it with the axes of the formula',
    )
  }
  const stated = shapes[place.slice(place.lastIndexOf('.') + 1)] ?? []
  return shape.map((axis, i) =>
    typeof axis === 'number' ? axis : (stated[stated.length - shape.length + i] ?? null),
  )
}
