import { closestName } from '../data/closest-name.ts'
import { DataError, quote } from '../data/data-error.ts'
import type { Precision } from '../engines/engine.ts'
import type { ValueInfo } from '../onnx/model.ts'
import { type Shape, sameShape, showShape, size } from '../ops/shape.ts'
import type { Manifest } from './manifest.ts'
import type { ManifestFunction } from './manifest-functions.ts'
import { list } from './manifest-json.ts'
import { type LoadedModel, precisions } from './onnx-session.ts'
import type { Signature } from './subject.ts'

/** A function of the contract, tied to the model that computes it. */
export interface BoundFunction {
  readonly signature: Signature
  /** The contract's names, and the model's own for them, of those outputs that the model has. */
  readonly inputs: Readonly<Record<string, string>>
  readonly outputs: Readonly<Record<string, string>>
  readonly model: LoadedModel
  /** The batch size that the model fixes. */
  readonly batch: number | null
  readonly precision: Precision
}

/**
 * Finds a function's inputs and outputs in its model. Throws a DataError where the model lacks one, asks for more, takes
 * or gives other types, or leaves a shape open that the manifest does not state.
 */
export function bind(manifest: Manifest, name: string, model: LoadedModel): BoundFunction {
  const promise = manifest.functions[name]
  const place = `${manifest.path}: functions.${name}`
  const isGiven = ([input, own]: readonly string[]) =>
    !promise.optional.includes(input) || model.inputs.some((port) => port.name === own)
  const taken = Object.entries(promise.inputs).filter(isGiven)
  const inputs = taken.map(([input, own]) => {
    const found = portNamed(`${place}.inputs.${input}`, own, model.inputs, 'input')
    const stated = manifest.shapes[`${name}.${input}`] ?? manifest.shapes[input]
    const shape = shapeOf(`${manifest.path}: shapes.${input}`, found, stated)
    checkSize(`${place}.inputs.${input}`, shape)
    return { input, own, found, ...shape }
  })
  checkUnfed(place, Object.values(promise.inputs), model)
  const outputs = outputsOf(place, promise, model)
  const batches = [...new Set(inputs.flatMap(({ batch }) => batch ?? []))]
  return {
    signature: {
      inputs: Object.fromEntries(inputs.map(({ input, sample }) => [input, sample])),
      outputs: Object.keys(outputs),
    },
    inputs: Object.fromEntries(taken),
    outputs,
    model,
    batch: batches[0] ?? null,
    precision: model.precision,
  }
}

/** Throws a DataError where the model asks for an input that nobody feeds. */
export function checkUnfed(place: string, known: readonly string[], model: LoadedModel): void {
  const unfed = model.inputs.find((port) => !known.includes(port.name))
  if (!unfed) return
  throw new DataError(
    `${place}: the model also asks for an input ${quote(unfed.name)}, expected only ${list(known)}; ` +
      'export a model that takes no more, or map its name',
  )
}

export function portNamed(
  place: string,
  own: string,
  ports: readonly ValueInfo[],
  what: string,
  further: readonly string[] = [],
): ValueInfo {
  const names = ports.map(({ name }) => name)
  const found = ports.find(({ name }) => name === own)
  if (!found) {
    const near = closestName(own, names)
    const cure = near ? `did you mean ${quote(near)}?` : 'map it to one of them'
    const unused = what === 'input' ? '; exporters leave out an input that is not used' : ''
    throw new DataError(
      `${place}: the model has no ${what} ${quote(own)}, only ${list(names)}; ${cure}${unused}`,
    )
  }
  const { element } = found
  if (element === null || element in precisions || further.includes(element)) return found
  throw new DataError(
    `${place}: the model's ${what} ${quote(own)} is of type ${found.element}, expected float32 or float64; ` +
      'export the model with one of these',
  )
}

/** An output that the manifest does not promise may be missing: laws that need it do not apply. Some may not. */
function outputsOf(place: string, promise: ManifestFunction, model: LoadedModel): Record<string, string> {
  const names = model.outputs.map(({ name }) => name)
  const lacking = promise.needs.filter(
    (group) => !group.some((output) => names.includes(promise.outputs[output])),
  )
  const missed = lacking.map(([first]) => first)
  const wanted = Object.entries(promise.outputs).filter(([output, own]) => {
    const isNear = closestName(
      own,
      names.filter((name) => !Object.values(promise.outputs).includes(name)),
    )
    return missed.includes(output) || promise.promised.includes(output) || names.includes(own) || isNear
  })
  for (const [output, own] of wanted) portNamed(`${place}.outputs.${output}`, own, model.outputs, 'output')
  return Object.fromEntries(wanted)
}

/** The shape of one sample: the model's, with what it leaves open taken from the manifest. */
function shapeOf(
  place: string,
  { name, shape }: ValueInfo,
  stated: Shape | undefined,
): { sample: Shape; batch: number | null } {
  const [first, ...rest] = shape ?? [null, ...(stated ?? [null])]
  const batch = typeof first === 'number' ? first : null
  const agrees = (axis: number | string | null, i: number) => typeof axis !== 'number' || axis === stated?.[i]
  if (stated) {
    if (shape?.length !== 0 && stated.length === rest.length && rest.every(agrees))
      return { sample: stated, batch }
    throw new DataError(
      `${place}: ${showShape(stated)} does not fit the model's input ${quote(name)} of shape ${showAxes(shape)}; ` +
        'state the shape of one sample, without the batch',
    )
  }
  if (shape?.length === 0) {
    throw new DataError(`${place}: the model's input ${quote(name)} is a scalar; put the batch first`)
  }
  const known = rest.filter((axis) => typeof axis === 'number')
  if (shape && sameShape(known, rest as number[])) return { sample: known, batch }
  throw new DataError(
    `${place}: the model leaves the shape ${showAxes(shape)} of its input ${quote(name)} open; ` +
      `state one sample's, as "shapes": { ... : [1, 28, 28] }`,
  )
}

/** Laws hold thousands of samples at a time: what a file merely claims must not fill the memory. */
const mostCells = 2 ** 24

function checkSize(place: string, { sample, batch }: { sample: Shape; batch: number | null }): void {
  const cells = size([batch ?? 1, ...sample])
  if (cells >= 1 && cells <= mostCells) return
  throw new DataError(
    `${place}: shape ${showShape([batch ?? 1, ...sample])} holds ${cells} numbers, expected 1 to ${mostCells}; ` +
      'export the model for a smaller batch',
  )
}

const showAxes = (shape: ValueInfo['shape']): string =>
  shape ? `[${shape.map((axis) => axis ?? '?').join(', ')}]` : '[...]'
