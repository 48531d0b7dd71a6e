import type { Value } from '../../engines/engine.ts'
import { cells, value } from '../../engines/value.ts'
import { callRows } from '../calls.ts'
import type { Residual } from '../law.ts'
import { inconclusive, worst } from '../measure.ts'
import { isToldX, latentSize } from './calls.ts'
import { batchOf, type Draw, draws, normals, randomOf, samples, symbolsOf } from './cases.ts'
import { vaeLaw } from './define.ts'
import { networkRoundoff } from './roundoff.ts'
import { misfed } from './violators.ts'

export const decoderIsCausal = vaeLaw<Draw>({
  name: 'vae/decoder-is-causal',
  nature: 'independence',
  statement: 'logits at a position know of x only the symbols before it',
  source:
    'p(x | z) = prod_t p(x_t | x_1 ... x_t-1, z) is a distribution over strings only so; Gomez-Bombarelli et al. 2016',
  needs: ['decode'],
  exempts: (subject) => (isToldX(subject) ? undefined : 'its decoder is told nothing but z'),
  cases: draws,
  runs: 4,
  async residual(subject, draw) {
    const random = randomOf(draw)
    const symbols = symbolsOf(subject)
    const x = samples(subject, random, batchOf(subject))
    const z = normals(random, x.length, latentSize(subject))
    const length = x[0].length / symbols
    const at = random.integers(1, length)[0]
    const changed = x.map((row) => rotated(row, at * symbols, symbols))
    const { logits } = await callRows(subject, 'decode', { z, x })
    const { logits: after } = await callRows(subject, 'decode', { z, x: changed })
    const found = logits.map((row, n): Residual => {
      const move = (from: number, to: number) =>
        row
          .subarray(from, to)
          .reduce((most, cell, i) => Math.max(most, Math.abs(cell - after[n][from + i])), 0)
      const end = (at + 1) * symbols
      const size = row.reduce((most, cell) => Math.max(most, Math.abs(cell)), 1)
      const tolerance = networkRoundoff(subject, size)
      const isHeard = end === row.length || move(end, row.length) > 0
      if (!isHeard) return inconclusive('no later logit depends on the symbol that was changed')
      return { error: move(0, end), tolerance, at: { 'changed position': at } }
    })
    return worst(found)
  },
  violators: {
    'the symbol that is to be written is seen': { decode: misfed('decode', 'x', shifted) },
    'the string is read from its end': { decode: misfed('decode', 'x', reversed) },
  },
})

/** The symbol at a place replaced by the next of the alphabet. */
function rotated(row: Float64Array, start: number, symbols: number): Float64Array {
  const changed = row.slice()
  for (let k = 0; k < symbols; k++) changed[start + ((k + 1) % symbols)] = row[start + k]
  return changed
}

/** Strings [N, length, symbols] moved to the left by a place; the last symbol stays. */
function shifted(x: Value): Value {
  return permuted(x, (position, length) => Math.min(position + 1, length - 1))
}

function reversed(x: Value): Value {
  return permuted(x, (position, length) => length - 1 - position)
}

/** Strings whose symbols are taken from other positions. */
function permuted(x: Value, from: (position: number, length: number) => number): Value {
  const [count, length, symbols] = x.shape
  const all = cells(x)
  const moved = new Float64Array(all.length)
  for (let n = 0; n < count; n++) {
    for (let position = 0; position < length; position++) {
      const start = (n * length + from(position, length)) * symbols
      moved.set(all.subarray(start, start + symbols), (n * length + position) * symbols)
    }
  }
  return value(moved, x.shape)
}
