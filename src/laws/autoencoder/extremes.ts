import fc from 'fast-check'
import type { Values } from '../../engines/engine.ts'
import { cells } from '../../engines/value.ts'
import type { Subject } from '../../subjects/subject.ts'
import { fromRows, scale } from '../rows.ts'
import { sampleShape } from './calls.ts'
import { type Draw, samplesOf } from './cases.ts'
import { autoencoderLaw } from './define.ts'
import { eachCell, spoiled } from './violators.ts'

interface Far extends Draw {
  readonly times: number
}

export const extremes = autoencoderLaw<Far>({
  name: 'autoencoder/extremes',
  nature: 'extremes',
  statement: 'encode, decode and loss stay finite for inputs up to a million times the usual',
  source: 'no squared error of such inputs leaves float32',
  needs: ['encode'],
  cases: () => fc.record({ seed: fc.nat(2 ** 31 - 1), times: fc.constantFrom(0, 100, -1e4, 1e6, -1e6) }),
  runs: 10,
  async residual(subject, { seed, times }) {
    const rows = samplesOf(subject, { seed }).map((row) => scale(row, times))
    const bad = await firstNonFinite(subject, { x: fromRows(rows, sampleShape(subject)) })
    return { error: bad ? 1 : 0, tolerance: 0, at: { times, ...bad, x: Array.from(rows[0]) } }
  },
  violators: [
    spoiled(
      'encode takes log(exp(z))',
      'encode',
      eachCell((z) => Math.log(Math.exp(z))),
    ),
    spoiled(
      'decode divides infinity by infinity',
      'decode',
      eachCell((x) => (Math.abs(x) > 1e3 ? x - x / 0 : x)),
    ),
    spoiled(
      'the loss overflows',
      'loss',
      eachCell((loss) => Math.fround(loss ** 4)),
    ),
  ],
})

async function firstNonFinite(subject: Subject, x: Values): Promise<object | undefined> {
  const encoded = await subject.call('encode', x)
  if (isNonFinite(encoded)) return { function: 'encode' }
  if (subject.functions.decode && isNonFinite(await subject.call('decode', { z: encoded.z }))) {
    return { function: 'decode' }
  }
  if (subject.functions.loss && isNonFinite(await subject.call('loss', x))) return { function: 'loss' }
  return undefined
}

const isNonFinite = (values: Values): boolean =>
  Object.values(values).some((output) => !cells(output).every(Number.isFinite))
