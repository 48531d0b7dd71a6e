import { interpolation } from '../../latent/interpolation.ts'
import { size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import type { Violator } from '../law.ts'
import { worst } from '../measure.ts'
import { fromRows, meanRow, type Rows, subtract, toRows } from '../rows.ts'
import { altered } from '../violators.ts'
import { decode, encode, latentShape, reconstruct, sampleShape } from './calls.ts'
import { type Draw, draws, samplesOf } from './cases.ts'
import { autoencoderLaw } from './define.ts'
import { distance, roundoff } from './measure.ts'
import { allRows, spoiled } from './violators.ts'

/** Steps of alpha in powers of two, so that 1 - alpha is exact. */
const count = 5

/** A stranger's code may be drawn: then no interpolation ends at the reconstruction of what it came from. */
const drawnAnew: Violator = {
  name: 'encode adds noise, other noise at every call',
  make(right) {
    let calls = 0
    return altered(right, {
      encode({ z }) {
        calls++
        const disturb = (row: Float64Array, n: number) => row.map((cell, i) => cell + Math.sin(calls + n + i))
        return { z: fromRows(toRows(z).map(disturb), z.shape.slice(1)) }
      },
    })
  },
}

export const interpolationEndpoints = autoencoderLaw<Draw>({
  name: 'autoencoder/interpolation-endpoints',
  nature: 'identity',
  statement:
    "xi(x, x', alpha) = g((1 - alpha) f(x) + alpha f(x')) is the reconstruction of x at 0 and of x' at 1, and xi(x', x, 1 - alpha)",
  source: 'the definition of latent interpolation between an encoder f and a decoder g',
  needs: ['encode', 'decode'],
  cases: () => draws,
  runs: 8,
  async residual(subject, draw) {
    const [x, y] = samplesOf(subject, draw, 2)
    const ends = [(await reconstruct(subject, [x]))[0], (await reconstruct(subject, [y]))[0]]
    const [f, g] = await encode(subject, [x, y])
    const there = await decode(subject, interpolation(f, g, count))
    const back = await decode(subject, interpolation(g, f, count))
    const tolerance = 2 * carried(subject, [x, y, f, g, ...there])
    const at = { x: Array.from(x), y: Array.from(y) }
    return worst([
      { error: distance(there[0], ends[0]), tolerance, at: { ...at, alpha: 0 } },
      { error: distance(there[count - 1], ends[1]), tolerance, at: { ...at, alpha: 1 } },
      ...there.map((image, i) => ({
        error: distance(image, back[count - 1 - i]),
        tolerance,
        at: { ...at, alpha: i / (count - 1), exchanged: true },
      })),
    ])
  },
  violators: [
    drawnAnew,
    spoiled(
      'decode gives the path from its other end',
      'decode',
      allRows((rows) => rows.toReversed()),
    ),
    spoiled(
      'decode subtracts the mean of the path',
      'decode',
      allRows((rows) => rows.map((row) => subtract(row, meanRow(rows)))),
    ),
  ],
})

/** How far rounding may carry a reconstruction, by the longest vector on the way. */
export const carried = (subject: Subject, rows: Rows): number =>
  roundoff(subject.precision, size(sampleShape(subject)) + size(latentShape(subject)), ...rows)
