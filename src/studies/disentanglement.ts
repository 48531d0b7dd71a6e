import { sampleBlobs } from '../data/blobs.ts'
import type { Dataset } from '../data/dataset.ts'
import { type Random, seededRandom } from '../data/random.ts'
import { cells, value } from '../engines/value.ts'
import { decoderOf } from '../latent/maps.ts'
import { offsets, traversal } from '../latent/traversal.ts'
import { pca } from '../laws/autoencoder/pca.ts'
import { dot, type Rows, subtract, toRows } from '../laws/rows.ts'
import { imageRows } from '../report/plots/image-rows.ts'
import {
  type Columns,
  informationShares,
  mutualInformationGap,
} from '../statistics/mutual-information-gap.ts'
import type { Subject } from '../subjects/subject.ts'
import type { Findings, Study, StudyContext } from './study.ts'

const rows = 3000
const latent = 10
const strong = 16
const bounds = { rest: 0.8, second: 0.25, ofPlain: 0.6 }

export const disentanglement: Study = {
  name: 'disentanglement',
  title: 'Disentangling what images are made of',
  statement:
    'a VAE whose KL weighs more, a beta-VAE, gives each factor of the images a latent of its own, which a plain VAE does not',
  source: 'Higgins et al. 2017; Chen et al. 2018 for the mutual information gap',
  ownData: true,
  data: async (seed) => ({ train: blobs(seed, 'train'), heldOut: blobs(seed, 'held out') }),
  async run(context) {
    const { data, random, draws } = context
    const { also = {} } = data.heldOut
    const factors = Object.values(also).map(cells)
    const names = Object.keys(also)
    const [plain, weighted] = [await vae(context, 1), await vae(context, strong)]
    const codes = await drawCodes(weighted, data.heldOut, random)
    const plainCodes = await drawCodes(plain, data.heldOut, random)
    const [shares, plainShares] = [codes, plainCodes].map((each) => informationShares(each, factors))
    const gap = mutualInformationGap(codes, factors)
    const [second, plainSecond] = [shares, plainShares].map(secondOfFirst)
    return {
      claims: [
        { name: `1 - mutual information gap, beta = ${strong}`, measured: 1 - gap, bound: bounds.rest },
        {
          name: `what a factor's second latent tells, of what its first does, beta = ${strong}`,
          measured: second,
          bound: bounds.second,
        },
        {
          name: `the same, beta = ${strong} of beta = 1`,
          measured: second / plainSecond,
          bound: bounds.ofPlain,
        },
        {
          name: `factors without a latent of their own, beta = ${strong}`,
          measured: factors.length - new Set(shares.map(mostTelling)).size,
          bound: 0,
        },
      ],
      figures: draws
        ? [
            await traversalFigure(weighted, `beta = ${strong}`, names, shares.map(mostTelling)),
            await traversalFigure(plain, 'beta = 1', names, plainShares.map(mostTelling)),
          ]
        : [],
      numbers: draws
        ? {
            [`mutual information gap, beta = ${strong}`]: gap,
            'mutual information gap, beta = 1': mutualInformationGap(plainCodes, factors),
            'mutual information gap, principal components': mutualInformationGap(components(data), factors),
            "a factor's second latent of its first, beta = 1": plainSecond,
          }
        : {},
    }
  },
}

const blobs = (seed: number, half: string): Dataset =>
  sampleBlobs(rows, seededRandom(seed).split(`blobs, ${half}`))

const vae = async ({ train, subject }: StudyContext, beta: number): Promise<Subject> =>
  subject(
    await train({
      model: 'gaussian-vae',
      sizes: { latent, beta, sigma: 0.1 },
      settings: { steps: 2500, learningRate: 5e-3 },
    }),
  )

/** A draw of q(z | x) for every image, whose noise hides what the bound does not pay for: a column each latent. */
async function drawCodes(vae: Subject, { x }: Dataset, random: Random): Promise<Columns> {
  const { mean, spread } = await vae.call('encode', { x: value(x.data, x.shape) })
  const eps = value(random.split('codes').normal(rows * latent), [rows, latent])
  const { z } = await vae.call('reparameterize', { mean, spread, eps })
  return columns(toRows(z))
}

const columns = (of: Rows): Columns => Array.from(of[0], (_, k) => of.map((row) => row[k]))

/** What the linear rival has: projections, without noise. */
function components({ train, heldOut }: StudyContext['data']): Columns {
  const { mean, components } = pca(toRows(train.x))
  const axes = components.slice(0, latent)
  return columns(
    toRows(heldOut.x).map((row) => Float64Array.from(axes, (axis) => dot(axis, subtract(row, mean)))),
  )
}

/** The latent that tells most of a factor. */
const mostTelling = (shares: readonly number[]): number => shares.indexOf(Math.max(...shares))

/** What the second most telling latent tells of a factor, of what the most telling does; the mean over factors. */
function secondOfFirst(shares: readonly number[][]): number {
  const ratios = shares.map((each) => {
    const [first, second] = each.toSorted((a, b) => b - a)
    return second / first
  })
  return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
}

/** From the middle of the prior, the latent that tells most of each factor moved through it. */
async function traversalFigure(
  vae: Subject,
  title: string,
  names: readonly string[],
  tellers: readonly number[],
): Promise<Findings['figures'][number]> {
  const decode = decoderOf(vae)
  if (!decode) throw new Error('the VAE has no decode')
  const steps = offsets(11, 2)
  const drawn = await Promise.all(
    tellers.map(async (teller, k) => ({
      label: `${names[k]}: latent ${teller}`,
      images: await decode.apply(traversal(new Float64Array(latent), teller, steps)),
    })),
  )
  return {
    title: `Traversals, ${title}`,
    caption: "From the prior's mean, the latent that tells most of each factor moved from -2 to 2.",
    ...imageRows([drawn], { height: 8, width: 8, channels: 1 }, 4),
  }
}
