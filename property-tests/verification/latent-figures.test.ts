import { XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { seededRandom } from '../../src/data/random.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { value } from '../../src/engines/value.ts'
import { modelNamed } from '../../src/models/index.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import { freshState } from '../../src/training/run.ts'
import { latentFigures } from '../../src/verification/latent-figures.ts'

async function figuresOf(name: string, options: Readonly<Record<string, number>>, dim: number) {
  const model = modelNamed(name, options)
  const { weights } = freshState(model, 1)
  const data = value(seededRandom(2).uniform(20 * dim), [20, dim])
  const subject = graphSubject(model, weights, float64Engine())
  return latentFigures({ model, weights, data, rows: { x: data }, losses: [] }, subject)
}

test.each(['vae', 'linear-autoencoder'])('%s is shown between codes and along latents', async (name) => {
  const [interpolation, traversal, ...rest] = await figuresOf(name, { dim: 16, latent: 3 }, 16)
  expect(rest).toEqual([])
  for (const figure of [interpolation, traversal]) {
    expect(XMLValidator.validate(figure!.svg!)).toBe(true)
    expect(figure!.model).toBe(name)
  }
  expect(interpolation!.svg!.match(/>pair \d/g)).toHaveLength(4)
  expect(traversal!.svg!.match(/>latent \d/g)).toHaveLength(3)
})

test('what is no image is not drawn', async () => {
  expect(await figuresOf('realnvp', { dim: 2, couplings: 2, width: 4 }, 2)).toEqual([])
})
