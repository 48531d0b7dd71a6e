import { size } from '../../ops/shape.ts'
import type { Violator } from '../law.ts'
import { fromRows, type Rows, toRows } from '../rows.ts'
import { altered, mapCells } from '../violators.ts'
import { encode, latentShape } from './calls.ts'
import { allRows, misfed, spoiled } from './violators.ts'

/** A code with one dimension fewer than it claims. */
export const deadCoordinate = misfed('the last dimension of the code is dead', 'decode', ({ z }, right) => {
  const last = size(latentShape(right)) - 1
  return { z: mapCells(z, (cell, at) => (at % (last + 1) === last ? 0 : cell)) }
})

/** The code's dimensions are read in another order than they were written. */
export const reversedCode = misfed('decode reads the code back to front', 'decode', ({ z }) => ({
  z: allRows((rows) => rows.map((row) => row.toReversed()))(z),
}))

/** Every feature lands on its neighbour's place: an image that is rolled, or cut at another width. */
export const rolledFeatures = spoiled(
  'the features come out one place on',
  'decode',
  allRows((rows) => rows.map((row) => row.map((_, i) => row[(i + row.length - 1) % row.length]))),
)

/** A memory in place of a decoder: its error is 0, below what any linear map reaches. */
export const lookedUp: Violator = {
  name: 'decode looks up the training sample with the nearest code',
  make(right) {
    const data = right.data ? toRows(right.data) : []
    const known = data.length > 0 ? encode(right, data) : Promise.resolve([])
    return altered(right, {
      async decode(outputs, { z }) {
        const codes = await known
        return codes.length === 0
          ? outputs
          : { x: memories(toRows(z), codes, data, outputs.x.shape.slice(1)) }
      },
    })
  },
}

const memories = (queries: Rows, codes: Rows, data: Rows, sample: number[]) =>
  fromRows(
    queries.map((query) => data[nearest(query, codes)]),
    sample,
  )

function nearest(query: Float64Array, codes: Rows): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY]
  for (const [n, code] of codes.entries()) {
    let distance = 0
    for (let i = 0; i < code.length && distance < least; i++) distance += (code[i] - query[i]) ** 2
    if (distance < least) [best, least] = [n, distance]
  }
  return best
}
