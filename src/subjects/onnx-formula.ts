import { DataError } from '../data/data-error.ts'
import type { Precision } from '../engines/engine.ts'
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
    const { axes } = formula.inputs[input]
    const further = counts.includes(input) ? integers : []
    const port = portNamed(`${place}.inputs.${input}`, own, model.inputs, 'input', further)
    return {
      input,
      port,
      axes: axesOf(`${place}.inputs.${input}`, port, axes, manifest),
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
    precision: precisionOf(ports.map(({ port }) => port)),
  }
}

/** Inputs that count, and the types that models count in. */
const counts = ['step']
const integers = ['int64', 'int32']

const precisionOf = (ports: readonly ValueInfo[]): Precision => {
  const floats = ports.filter(({ element }) => element === null || !integers.includes(element))
  return floats.every(({ element }) => element === 'double') ? 'float64' : 'float32'
}

/** The whole shape of an input; what the manifest states of one sample fills open axes, from the last one. */
function axesOf(
  place: string,
  { name, shape }: ValueInfo,
  axes: readonly string[],
  { shapes }: Manifest,
): OpenShape | null {
  if (shape === null) return null
  if (axes.length === 0 && shape.length === 1 && (shape[0] === 1 || typeof shape[0] !== 'number')) return []
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
