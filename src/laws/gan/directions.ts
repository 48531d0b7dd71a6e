import { lossOf, type Scores } from '../adversarial/calls.ts'
import { batchOf, type Draw, draws, randomOf } from '../adversarial/cases.ts'
import { given, whyNothing } from '../adversarial/shapes.ts'
import { exchanged, lossFrom, lossTo } from '../adversarial/violators.ts'
import { ganLaw } from './define.ts'
import { drawInside, lossRoundoff } from './scalars.ts'

const step = 1 / 16

/** Which way each score must go for a loss to fall. */
const downhill: Readonly<Record<string, Readonly<Record<string, 1 | -1>>>> = {
  discriminator_loss: { real: 1, fake: -1 },
  generator_loss: { fake: 1 },
}
const names = Object.keys(downhill)

/** It asks for no convention: every declared loss obeys it where scores lie in (0, 1), within all margins. */
export const lossesPullApart = ganLaw<Draw>({
  name: 'gan/losses-pull-the-right-way',
  nature: 'derivative',
  statement:
    'discriminator_loss falls where any real score rises, or any generated one falls; generator_loss where any generated score rises',
  source:
    'Goodfellow et al. 2014, section 1: the generator makes the discriminator take its samples for real',
  needs: [],
  exempts: (subject) => whyNothing(names, subject),
  cases: draws,
  runs: 6,
  async residual(subject, draw) {
    const wrong: object[] = []
    for (const name of given(names, subject)) {
      const random = randomOf(draw).split(name)
      const scores: Scores = Object.fromEntries(
        Object.keys(downhill[name]).map((input) => [input, drawInside(random, batchOf(subject))]),
      )
      const before = await lossOf(subject, name, scores)
      const least = 2 * lossRoundoff(subject, before, ...Object.values(scores))
      for (const [input, way] of Object.entries(downhill[name])) {
        for (const [sample, score] of scores[input].entries()) {
          const moved = { ...scores, [input]: scores[input].with(sample, score + way * step) }
          const after = await lossOf(subject, name, moved)
          if (!(before - after > least)) wrong.push({ function: name, input, sample, before, after })
        }
      }
    }
    return { error: wrong.length, tolerance: 0, ...(wrong.length > 0 ? { at: wrong[0] } : {}) }
  },
  violators: {
    'real and fake are exchanged': { discriminator_loss: exchanged('discriminator_loss', 'real', 'fake') },
    'the generator loss has the opposite sign': { generator_loss: lossTo((loss) => -loss) },
    'the discriminator descends the value function': { discriminator_loss: lossTo((loss) => -loss) },
    'no gradient reaches the generator': { generator_loss: lossFrom(() => 1) },
    'the loss is of the first sample alone': { generator_loss: lossFrom(({ fake }) => -fake[0]) },
  },
})
