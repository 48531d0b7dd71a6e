import type { Random } from '../data/random.ts'
import { value } from '../engines/value.ts'
import { sideOf } from '../images/resampling.ts'
import { type Rows, toRows } from '../laws/rows.ts'
import { imageGrid } from '../report/plots/image-grid.ts'
import { imageRows } from '../report/plots/image-rows.ts'
import { joinPlots } from '../report/plots/plot.ts'
import { squaredMmd } from '../statistics/mmd.ts'
import { precisionRecall } from '../statistics/precision-recall.ts'
import { slicedWasserstein } from '../statistics/wasserstein.ts'
import type { Subject } from '../subjects/subject.ts'
import { trainClassifier } from './generated-digits/classifier.ts'
import {
  certainty,
  confidentShare,
  countsOf,
  entropy,
  likeliest,
  shareOf,
} from './generated-digits/verdicts.ts'
import type { Findings, Study, StudyContext } from './study.ts'
import type { TrainedModel } from './trainings.ts'

const drawn = 1000
/** Distances between all pairs take the square of that in time. */
const compared = 500
const [shown, stages] = [8, 6]
/** The least share of the samples that a class must have: a tenth of its part in the data. */
const present = 0.01

/** By hand there is time for images of 28 x 28 pixels. */
const efforts = {
  quick: { lessons: 1000, recipe: {} },
  thorough: {
    lessons: 2000,
    recipe: { sizes: { latent: 32, channels: 32 }, settings: { steps: 5000, learningRate: 1e-3 } },
  },
}
const bounds = { mistaken: 0.05, unsure: 0.15, unsureQuickly: 0.45 }
/** Of smaller images no more is claimed than in seconds: 8 x 8 pixels leave many a stroke in doubt. */
const leastSide = 16

export const generatedDigits: Study = {
  name: 'generated-digits',
  title: 'Samples before a judge',
  statement:
    'a classifier that has learnt what real digits are is sure of most that a DCGAN makes up, and finds all ten among them',
  source: 'Radford et al. 2016; Salimans et al. 2016 for a classifier as the judge',
  async run(context) {
    const { data, quick, seed, random, share, subject } = context
    const { lessons, recipe } = efforts[quick ? 'quick' : 'thorough']
    const judge = await share('classifier', (engine) =>
      trainClassifier(data.train, engine, { seed, steps: lessons }),
    )
    const trained = await context.train({ model: 'dcgan', looks: stages, ...recipe })
    const real = toRows(data.heldOut.x)
    const samples = await generated(subject(trained), drawn, random)
    return findings(context, {
      real: { images: real, verdicts: await judge.classify(real) },
      samples: { images: samples, verdicts: await judge.classify(samples) },
      stages: context.draws ? await stagesOf(trained, context) : [],
    })
  },
}

async function generated(dcgan: Subject, count: number, random: Random): Promise<Rows> {
  const [latent] = dcgan.functions.generate.inputs.z
  const z = value(random.split('samples').normal(count * latent), [count, latent])
  return toRows((await dcgan.call('generate', { z })).x)
}

/** What the same noise becomes in the course of the training. */
function stagesOf(trained: TrainedModel, { subject, random }: StudyContext) {
  return Promise.all(
    trained.history.slice(1).map(async ({ step, weights }) => ({
      label: `Round ${step}`,
      images: await generated(subject({ ...trained, weights }), shown + stages, random),
    })),
  )
}

/** Images, and what the classifier says of each. */
interface Judged {
  readonly images: Rows
  readonly verdicts: Rows
}

interface Found {
  readonly real: Judged
  readonly samples: Judged
  readonly stages: readonly { readonly label: string; readonly images: Rows }[]
}

function findings({ data, quick, draws, random }: StudyContext, { real, samples, stages }: Found): Findings {
  const truth = Array.from(data.heldOut.labels ?? [])
  const counts = countsOf(samples.verdicts)
  const least = present * samples.verdicts.length
  return {
    claims: [
      {
        name: 'held-out digits that the classifier mistakes, share',
        measured: shareOf(real.verdicts, (verdict, i) => likeliest(verdict) !== truth[i]),
        bound: bounds.mistaken,
      },
      {
        name: `samples that it is less than ${100 * certainty} % sure of, share`,
        measured: 1 - confidentShare(samples.verdicts),
        bound: quick || sideOf(real.images[0]) < leastSide ? bounds.unsureQuickly : bounds.unsure,
      },
      {
        name: `digits that fewer than ${100 * present} % of the samples are`,
        measured: counts.filter((count) => count < least).length,
        bound: 0,
      },
    ],
    numbers: draws ? numbers(real, samples, toRows(data.train.x), random) : {},
    figures: draws ? figures(real, samples, stages) : [],
  }
}

function numbers(real: Judged, samples: Judged, known: Rows, random: Random): Record<string, number> {
  const counts = countsOf(samples.verdicts)
  const [some, others, seen] = [real.images, samples.images, known].map((images) => images.slice(0, compared))
  const quality = precisionRecall(some, others)
  const sliced = (images: Rows) => slicedWasserstein(images, some, random.split('directions'))
  return {
    'samples with a confident class, share': confidentShare(samples.verdicts),
    'held-out digits with a confident class, share': confidentShare(real.verdicts),
    "entropy of the samples' classes, of the greatest": entropy(counts) / Math.log(counts.length),
    'precision of the samples': quality.precision,
    'recall of the samples': quality.recall,
    'sliced Wasserstein distance to held-out digits, samples': sliced(others),
    'sliced Wasserstein distance to held-out digits, training digits': sliced(seen),
    'squared MMD to held-out digits, samples': squaredMmd(some, others),
    'squared MMD to held-out digits, training digits': squaredMmd(some, seen),
  }
}

function figures(real: Judged, samples: Judged, stages: Found['stages']): Findings['figures'] {
  const side = sideOf(real.images[0])
  const size = { height: side, width: side, channels: 1 }
  const scale = Math.max(1, Math.round(24 / side))
  const byClass = (of: Judged) => imageRows([classRows(of)], size, scale)
  return [
    {
      title: 'Real digits and samples, by what the classifier takes them for',
      caption: `Held-out digits (left) and samples (right): the first ${shown} of each class, sure or not, and its share of all. It is ${100 * certainty} % sure of ${percent(confidentShare(real.verdicts))} of the held-out digits and of ${percent(confidentShare(samples.verdicts))} of ${samples.images.length} samples.`,
      ...joinPlots([byClass(real), byClass(samples)]),
    },
    {
      title: 'Samples over training',
      caption: 'The same noise, in the course of the training.',
      ...imageGrid(stages, side, side),
    },
  ]
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`

/** The images that are taken for each class. */
const classRows = ({ images, verdicts }: Judged) =>
  countsOf(verdicts).map((count, label) => ({
    label: `${label}: ${percent(count / images.length)}`,
    images: images.filter((_, i) => likeliest(verdicts[i]) === label).slice(0, shown),
  }))
