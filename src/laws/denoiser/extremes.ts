import fc from 'fast-check'
import type { Subject } from '../../subjects/subject.ts'
import type { Draw } from '../autoencoder/cases.ts'
import { type Rows, scale } from '../rows.ts'
import { corrupt, denoise, type Inputs, loss, noiseShape } from './calls.ts'
import { constantNoise, corruptedSamples, inputsOf, noiseEnds } from './cases.ts'
import { denoiserLaw } from './define.ts'
import { eachCell } from './violators.ts'

interface Far extends Draw {
  readonly times: number
  readonly end: 'low' | 'high'
}

export const extremes = denoiserLaw<Far>({
  name: 'denoiser/extremes',
  nature: 'extremes',
  statement:
    'all functions stay finite for inputs up to a million times the usual, and noise of 20 deviations, or at the ends of [0, 1)',
  source: 'no squared error of such inputs leaves float32',
  needs: [],
  cases: () =>
    fc.record({
      seed: fc.nat(2 ** 31 - 1),
      times: fc.constantFrom(0, 100, -1e4, 1e6, -1e6),
      end: fc.constantFrom('low', 'high'),
    }),
  runs: 10,
  async residual(subject, far) {
    const bad = await firstNonFinite(subject, far)
    return {
      error: bad ? 1 : 0,
      tolerance: 0,
      at: { times: far.times, noise: far.end, ...(bad ? { function: bad } : {}) },
    }
  },
  violators: {
    'denoise takes log(exp(1000 y)) / 1000': {
      denoise: eachCell('y', (cell) => Math.log(Math.exp(1000 * cell)) / 1000),
    },
    'corrupt divides by its own size, even where it is huge': {
      corrupt: eachCell('y', (cell) => (Math.abs(cell) > 1e3 ? cell - cell / 0 : cell)),
    },
    'the loss overflows': { loss: eachCell('loss', (cell) => Math.fround(cell ** 4)) },
  },
})

async function firstNonFinite(subject: Subject, far: Far): Promise<string | undefined> {
  const { functions } = subject
  const inputs = farInputs(subject, far)
  if (functions.corrupt && isNonFinite(await corrupt(subject, inputs))) return 'corrupt'
  if (functions.loss && !Number.isFinite(await loss(subject, inputs))) return 'loss'
  if (!functions.denoise) return undefined
  const corrupted = (await corruptedSamples(subject, far)).map((row) => scale(row, far.times))
  return isNonFinite(await denoise(subject, corrupted)) ? 'denoise' : undefined
}

function farInputs(subject: Subject, far: Far): Inputs {
  const x = inputsOf(subject, far).x.map((row) => scale(row, far.times))
  if (!noiseShape(subject)) return { x }
  const [low, high] = noiseEnds(subject)
  return { x, noise: constantNoise(subject, far.end === 'low' ? low : high) }
}

const isNonFinite = (rows: Rows): boolean => !rows.every((row) => row.every(Number.isFinite))
