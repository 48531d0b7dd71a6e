import { bitsPerDimension, dequantizedGrey, quantized } from '../bijectors/pixels.ts'
import type { Random } from '../data/random.ts'
import { cells, value } from '../engines/value.ts'
import { sideOf } from '../images/resampling.ts'
import { fromRows, type Rows, toRows } from '../laws/rows.ts'
import { imageGrid } from '../report/plots/image-grid.ts'
import type { Subject } from '../subjects/subject.ts'
import type { Findings, Study, StudyContext } from './study.ts'

const shown = 12
const strangers = 200
/** Beside the highest bits of so many held-out images an image is called an anomaly. */
const alarms = 0.05
/** Bits per dimension that a flow is to save beside the uniform distribution over the grey values. */
const saved = 1

const budgets = { quick: {}, thorough: { settings: { steps: 3000 } } }

export const likelihoodAnomaly: Study = {
  name: 'likelihood-anomaly',
  title: 'Anomalies by likelihood',
  statement:
    'a flow of images finds noise unlikely, as it should; but a blank image, which is no digit, it finds more likely than any digit: likelihood is not novelty',
  source: 'Nalisnick et al. 2019; Theis et al. 2016 for bits per dimension',
  async run(context) {
    const { data, quick, draws, train, subject, random } = context
    const levels = data.train.levels ?? 256
    const trained = await train({
      model: 'realnvp-image',
      sizes: { levels },
      ...budgets[quick ? 'quick' : 'thorough'],
    })
    const flow = subject(trained)
    const unseen = toRows(data.heldOut.x)
    const kinds = { 'Held out': unseen, ...strangersOf(unseen, levels, random.split('strangers')) }
    const bits: Record<string, readonly number[]> = {}
    for (const [name, images] of Object.entries(kinds)) {
      bits[name] = await bitsOf(flow, images, levels, random.split(`u of ${name}`))
    }
    const samples = draws ? await samplesOf(flow, levels, random) : []
    return findings(context, kinds, bits, levels, samples)
  },
}

/** Images that no digit is: noise, pixels of a digit in another order, blanks. */
function strangersOf(digits: Rows, levels: number, random: Random): Record<string, Rows> {
  const dim = digits[0].length
  const orders = digits.slice(0, strangers).map((_, n) => random.split(`order ${n}`).permutation(dim))
  return {
    Noise: Array.from({ length: strangers }, (_, n) =>
      Float64Array.from(random.split(`noise ${n}`).integers(dim, levels), (k) => k / (levels - 1)),
    ),
    Shuffled: orders.map((order, n) => Float64Array.from(order, (at) => digits[n][at])),
    Blank: Array.from({ length: strangers }, () => new Float64Array(dim)),
  }
}

/** Bits per dimension of every image, spread over its cell at random. */
async function bitsOf(flow: Subject, images: Rows, levels: number, random: Random): Promise<number[]> {
  const [dim] = flow.functions.log_prob.inputs.x
  const u = random.uniform(images.length * dim)
  const x = images.map((image, n) => image.map((grey, j) => dequantizedGrey(grey, u[n * dim + j], levels)))
  const { log_prob } = await flow.call('log_prob', { x: fromRows(x, [dim]) })
  return Array.from(cells(log_prob), (log) => bitsPerDimension(log, dim, levels))
}

async function samplesOf(flow: Subject, levels: number, random: Random): Promise<Rows> {
  const [dim] = flow.functions.to_data.inputs.z
  const z = value(random.split('samples').normal(shown * dim), [shown, dim])
  const { x } = await flow.call('to_data', { z })
  return toRows(x).map((image) => image.map((pixel) => quantized(pixel, levels)))
}

function findings(
  { data, draws }: StudyContext,
  kinds: Readonly<Record<string, Rows>>,
  bits: Readonly<Record<string, readonly number[]>>,
  levels: number,
  samples: Rows,
): Findings {
  const means = Object.fromEntries(Object.entries(bits).map(([name, all]) => [name, mean(all)]))
  const threshold = bits['Held out'].toSorted((a, b) => b - a)[Math.floor(alarms * data.heldOut.x.shape[0])]
  const missed = (name: string) => share(bits[name], (own) => own <= threshold)
  const side = sideOf(kinds['Held out'][0])
  const rows = Object.entries(kinds).map(([label, images]) => ({
    label,
    note: `${means[label].toFixed(2)} bits per dimension`,
    images: images.slice(0, shown),
  }))
  return {
    claims: [
      {
        name: 'bits per dimension of unseen images',
        measured: means['Held out'],
        bound: Math.log2(levels) - saved,
      },
      { name: 'noise that is taken for digits, share', measured: missed('Noise'), bound: alarms },
      {
        name: 'digits with shuffled pixels that are taken for digits, share',
        measured: missed('Shuffled'),
        bound: alarms,
      },
      {
        name: 'the failure: unseen images more likely than a blank one, share',
        measured: share(bits['Held out'], (own) => own < means.Blank),
        bound: alarms,
      },
    ],
    figures: draws
      ? [
          {
            title: 'Likely and unlikely images',
            caption: `Bits per dimension, the less the likelier; the uniform distribution over ${levels} grey values has ${Math.log2(levels).toFixed(2)}. Blank images are likelier than the digits that the flow was trained on: likelihood is not novelty.`,
            ...imageGrid([...rows, { label: 'Samples of the flow', images: samples }], side, side),
          },
        ]
      : [],
    numbers: Object.fromEntries(
      Object.entries(means).map(([name, number]) => [`${name}: bits per dimension`, number]),
    ),
  }
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length

const share = (numbers: readonly number[], holds: (number: number) => boolean): number =>
  numbers.filter(holds).length / numbers.length
