import type { Value } from '../engines/engine.ts'
import { cells, value } from '../engines/value.ts'
import type { Parameters, Params, Weights } from '../nn/parameters.ts'
import { concat } from '../ops/concat.ts'
import { reshape } from '../ops/reshape.ts'
import { type Shape, size } from '../ops/shape.ts'
import { slice } from '../ops/slice.ts'
import type { Tensor } from '../ops/tensor.ts'

/** Parameters that an optimiser updates as one flat vector: a step's cost is in the number of its arrays, too. */
export interface Pack {
  readonly name: string
  readonly size: number
  readonly members: readonly { readonly path: string; readonly shape: Shape; readonly start: number }[]
}

/** Arrays of this many cells and more gain nothing from company. */
const large = 16_384

/** Small parameters together, under the part's name, each large one alone. */
export function packsOf(parameters: Parameters, name = ''): Pack[] {
  const entries = Object.entries(parameters).map(([path, { shape }]) => ({ path, shape }))
  const isLarge = ({ shape }: { shape: Shape }) => size(shape) >= large
  const small = entries.filter((entry) => !isLarge(entry))
  const alone = entries.filter(isLarge).map((entry) => packOf(entry.path, [entry]))
  return small.length > 0 ? [packOf(name === '' ? 'packed' : `${name}.packed`, small), ...alone] : alone
}

function packOf(name: string, entries: readonly { path: string; shape: Shape }[]): Pack {
  let end = 0
  const members = entries.map(({ path, shape }) => {
    const start = end
    end += size(shape)
    return { path, shape, start }
  })
  return { name, size: end, members }
}

/** The pack's members as tensors, cut out of the flat vector. */
export const unpackTensors = ({ members }: Pack, flat: Tensor): Params =>
  Object.fromEntries(
    members.map(({ path, shape, start }) => [
      path,
      reshape(slice(flat, 0, start, start + size(shape)), shape),
    ]),
  )

export const packTensors = ({ members }: Pack, tensors: Params): Tensor =>
  concat(members.map(({ path, shape }) => reshape(tensors[path], [size(shape)])))

export function packWeights({ members, size: total }: Pack, weights: Weights): Value {
  const flat = new Float64Array(total)
  for (const { path, start } of members) flat.set(cells(weights[path]), start)
  return value(flat)
}

export function unpackWeights({ members }: Pack, flat: Value): Weights {
  const all = cells(flat)
  return Object.fromEntries(
    members.map(({ path, shape, start }) => [path, value(all.slice(start, start + size(shape)), shape)]),
  )
}
