import { loadDataset } from '../data/dataset.ts'
import type { Findings, Study } from './study.ts'
import { direction } from './two-gaussians/direction.ts'
import { distances } from './two-gaussians/distances.ts'
import { gradients } from './two-gaussians/gradients.ts'
import { saturation } from './two-gaussians/saturation.ts'
import { table } from './two-gaussians/table.ts'

/** Steps of training, and the shifts at which critics and judges of lines are trained besides. */
const budgets = {
  quick: {
    table: 256,
    gradients: [1, 4, 16, 64, 256, 1024],
    distances: { steps: 512, shifts: [2, 5], lines: [0.5, 1] },
  },
  thorough: {
    table: 2048,
    gradients: [1, 4, 16, 64, 256, 1024, 4096],
    distances: { steps: 2048, shifts: [0.5, 1, 2, 3, 4, 5], lines: [0.1, 0.25, 0.5, 0.75, 1] },
  },
}

/** Why a GAN's generator stops learning where the discriminator is good, and a Wasserstein GAN's does not. */
export const twoGaussians: Study = {
  name: 'two-gaussians',
  title: 'Jensen-Shannon is vertical, Wasserstein horizontal',
  statement:
    'a perfect discriminator has no slope where the generator is, a critic is a straight line: JSD stops growing where distributions part, W1 is how far apart they are',
  source: 'Goodfellow et al. 2014, theorem 1; Arjovsky & Bottou 2017; Arjovsky et al. 2017, figures 1 and 2',
  ownData: true,
  data: async () => {
    const nothing = await loadDataset('none')
    return { train: nothing, heldOut: nothing }
  },
  async run(context) {
    const budget = budgets[context.quick ? 'quick' : 'thorough']
    return together([
      await table(context, budget.table),
      await saturation(context, Math.max(...budget.gradients)),
      await distances(context, budget.distances),
      await gradients(context, budget.gradients),
      await direction(context, budget.table),
    ])
  },
}

const together = (all: readonly Findings[]): Findings => ({
  claims: all.flatMap(({ claims }) => claims),
  figures: all.flatMap(({ figures }) => figures),
  numbers: Object.assign({}, ...all.map(({ numbers }) => numbers)),
})
