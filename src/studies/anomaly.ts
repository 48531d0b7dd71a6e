import type { Dataset } from '../data/dataset.ts'
import type { Random } from '../data/random.ts'
import { selectRows } from '../data/select-rows.ts'
import { cells } from '../engines/value.ts'
import { decode, encode } from '../laws/autoencoder/calls.ts'
import { fromRows, type Rows, scale, squaredNorm, subtract, toRows } from '../laws/rows.ts'
import { lossCurve } from '../report/plots/loss-curve.ts'
import { areaUnderRoc, rocCurve, type Scores } from '../statistics/roc.ts'
import type { Subject } from '../subjects/subject.ts'
import { drawNoise } from '../training/noise.ts'
import type { Claim, Findings, Split, Study, StudyContext } from './study.ts'
import type { TrainedModel } from './trainings.ts'

/** The class that the claims are about. The 1s are the hardest for the ELBO: strokes that other digits have too. */
const claimed = 0
const shownQuickly = [claimed, 1]
/** By hand there is time for more weights, which larger images need. */
const thorough = { sizes: { width: 256 }, settings: { steps: 2000, learningRate: 2e-3 } }
const worstOrder = { error: 0.06, elbo: 0.07 }

export const anomaly: Study = {
  name: 'anomaly',
  title: 'Finding what no training has seen',
  statement:
    'a model trained without one class of digits reconstructs that class worse, and gives it a lower ELBO; but not every class: the 1s pass for others by their ELBO',
  source: 'Sakurada & Yairi 2014; An & Cho 2015',
  async run(context) {
    const classes = classesOf(context)
    const found = new Map<number, Detectors>()
    for (const label of classes) found.set(label, await detect(context, label))
    const { error, elbo } = found.get(claimed) as Detectors
    return {
      claims: [
        wronglyOrdered('reconstruction error', error, worstOrder.error),
        wronglyOrdered('negative ELBO', elbo, worstOrder.elbo),
      ],
      figures: classes
        .filter((label) => shownQuickly.includes(label))
        .map((label) => rocFigure(label, found.get(label) as Detectors)),
      numbers: Object.fromEntries(
        classes.flatMap((label) => {
          const { error, elbo } = found.get(label) as Detectors
          return [
            [`class ${label}: AUC of the reconstruction error`, areaUnderRoc(error)],
            [`class ${label}: AUC of the negative ELBO`, areaUnderRoc(elbo)],
          ]
        }),
      ),
    }
  },
}

/** The classes to leave out, one after the other. Throws a RangeError where the data have none. */
function classesOf({ data, quick }: StudyContext): number[] {
  const all = [...new Set(data.train.labels)].sort((a, b) => a - b)
  if (!all.includes(claimed) || all.length < 2) {
    throw new RangeError(
      `anomaly: expected images with labels, ${claimed} among them, and ${data.train.name} has ${all.length === 0 ? 'none' : all}; choose other data`,
    )
  }
  return quick ? all.filter((label) => shownQuickly.includes(label)) : all
}

/** How an autoencoder and a VAE that never saw a class score it, beside held-out images of the others. */
interface Detectors {
  readonly error: Scores
  readonly elbo: Scores
}

async function detect(
  { data, train, subject, random, quick }: StudyContext,
  left: number,
): Promise<Detectors> {
  const { known, negatives, positives } = without(left, data)
  const effort = quick ? {} : thorough
  const autoencoder = subject(await train({ model: 'deep-autoencoder', data: known, ...effort }))
  const vae = await train({ model: 'vae', data: known, ...effort })
  const bound = subject(vae)
  const error = (x: Rows) => reconstructionErrors(autoencoder, x)
  const elbo = (x: Rows) => negativeElbos(vae, bound, x, random.split(`class ${left}`))
  return {
    error: { negatives: await error(negatives), positives: await error(positives) },
    elbo: { negatives: await elbo(negatives), positives: await elbo(positives) },
  }
}

/** Training images of all classes but one; held-out ones of these; and all of that one, which no training sees. */
function without(left: number, { train, heldOut }: Split) {
  const known = ofClass(train, (label) => label !== left)
  const negatives = toRows(ofClass(heldOut, (label) => label !== left).x)
  const positives = [train, heldOut].flatMap((half) => toRows(ofClass(half, (label) => label === left).x))
  return { known, negatives, positives }
}

function ofClass(data: Dataset, isOne: (label: number) => boolean): Dataset {
  const labels = Array.from(data.labels ?? [])
  return selectRows(
    data,
    labels.flatMap((label, i) => (isOne(label) ? [i] : [])),
  )
}

async function reconstructionErrors(autoencoder: Subject, x: Rows): Promise<number[]> {
  const made = await decode(autoencoder, await encode(autoencoder, x))
  return made.map((row, n) => squaredNorm(subtract(row, x[n])))
}

const draws = 4

/** The mean over a few draws of z. */
async function negativeElbos({ model }: TrainedModel, vae: Subject, x: Rows, random: Random) {
  let total = new Float64Array(x.length)
  for (let draw = 0; draw < draws; draw++) {
    const noise = drawNoise(model.phases[0].noise ?? {}, x.length, random.split(`draw ${draw}`))
    const { elbo } = await vae.call('elbo', { x: fromRows(x, model.samples.x), ...noise })
    const each = cells(elbo)
    total = total.map((sum, n) => sum - each[n])
  }
  return scale(total, 1 / draws)
}

const wronglyOrdered = (score: string, scores: Scores, bound: number): Claim => ({
  name: `${score}: pairs of a ${claimed} and another digit in the wrong order`,
  measured: 1 - areaUnderRoc(scores),
  bound,
})

const rocFigure = (label: number, { error, elbo }: Detectors): Findings['figures'][number] => ({
  title: `Receiver operating characteristic, trained without class ${label}`,
  caption: `The share of class ${label} that is found, against the share of other images, all held out, that is taken for it. Area under the curve: ${areaUnderRoc(error).toFixed(3)} by the reconstruction error, ${areaUnderRoc(elbo).toFixed(3)} by the negative ELBO.`,
  ...lossCurve(
    [
      { label: 'error', points: rocCurve(error) },
      { label: 'ELBO', points: rocCurve(elbo) },
      {
        label: 'chance',
        points: [
          [0, 0],
          [1, 1],
        ],
      },
    ],
    { xLabel: 'false alarms', yLabel: 'found' },
  ),
})
