import { seededRandom } from '../../data/random.ts'
import type { Subject } from '../../subjects/subject.ts'
import { type Draw, draws } from '../autoencoder/cases.ts'
import type { Residual } from '../law.ts'
import type { Rows } from '../rows.ts'
import { mapCells } from '../violators.ts'
import { corrupt, denoise, type Inputs, loss, noiseShape } from './calls.ts'
import { corruptedSamples, drawNoise, inputsOf } from './cases.ts'
import { declaredCorruption } from './corruptions.ts'
import { denoiserLaw } from './define.ts'
import { allRows, eachCell, misfed } from './violators.ts'

export const noiseIsInput = denoiserLaw<Draw>({
  name: 'denoiser/noise-is-an-input',
  nature: 'dependence',
  statement: 'equal inputs give equal bits, and another noise gives another corruption and another loss',
  source: 'the contract of subjects: every random draw is an input',
  needs: [],
  cases: () => draws,
  runs: 4,
  async residual(subject, draw) {
    const problem = await firstProblem(subject, draw)
    return problem ? { error: 1, tolerance: 0, ...problem } : { error: 0, tolerance: 0 }
  },
  violators: {
    'corrupt draws noise of its own': { corrupt: withOwnNoise('y') },
    'dropout is left on in denoise': { denoise: withOwnNoise('y') },
    'the loss draws noise of its own': { loss: withOwnNoise('loss') },
    'corrupt ignores the noise': { corrupt: allRows('y', (_, { x }) => x) },
    'corrupt uses the same noise always': {
      corrupt: misfed('corrupt', ({ x, noise }) => ({ x, noise: mapCells(noise, (_, at) => Math.sin(at)) })),
    },
    'the loss is of the clean input': {
      loss: misfed('loss', ({ x, noise }) => ({ x, noise: mapCells(noise, () => 0) })),
    },
  },
})

/** A mistake: what is drawn inside cannot be repeated from outside. */
function withOwnNoise(output: string) {
  const random = seededRandom(1)
  return eachCell(output, (cell) => cell * (1 + 0.1 * random.normal(1)[0]))
}

/** Few features are often masked alike by two draws, but not by so many. */
const otherDraws = 8

type Problem = Pick<Residual, 'at' | 'diagnosis'>

async function firstProblem(subject: Subject, draw: Draw): Promise<Problem | undefined> {
  const random = seededRandom(draw.seed).split('another noise')
  for (const { name, isRandom, result } of await callsOf(subject, draw)) {
    const inputs = inputsOf(subject, draw)
    const first = await result(inputs)
    if (!sameBits(first, await result(inputs))) {
      return { at: { function: name }, diagnosis: `${name} draws numbers of its own: make them an input` }
    }
    if (!isRandom) continue
    const others: Rows[] = []
    for (let i = 0; noiseShape(subject) && i < otherDraws; i++) {
      others.push(await result({ x: inputs.x, noise: drawNoise(subject, random, inputs.x.length) }))
    }
    if (others.every((other) => sameBits(first, other))) {
      return { at: { function: name }, diagnosis: `${name} does not depend on the noise` }
    }
  }
  return undefined
}

/** Each function of the subject, on clean samples and noise, and whether the noise should matter to it. */
async function callsOf(subject: Subject, draw: Draw) {
  const { functions } = subject
  const isRandom = noiseShape(subject) !== undefined || declaredCorruption(subject) !== 'unstated'
  const samples = functions.denoise ? await corruptedSamples(subject, draw) : []
  const calls = {
    corrupt: { isRandom, result: (inputs: Inputs) => corrupt(subject, inputs) },
    loss: { isRandom, result: async (inputs: Inputs) => [Float64Array.of(await loss(subject, inputs))] },
    denoise: { isRandom: false, result: () => denoise(subject, samples) },
  }
  return Object.entries(calls).flatMap(([name, call]) => (name in functions ? [{ name, ...call }] : []))
}

const sameBits = (a: Rows, b: Rows): boolean =>
  a.every((row, n) => row.every((cell, i) => Object.is(cell, b[n][i])))
