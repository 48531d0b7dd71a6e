import { interpolation } from '../../latent/interpolation.ts'
import { inconclusive } from '../measure.ts'
import type { Rows } from '../rows.ts'
import { mapCells } from '../violators.ts'
import { decode, encode } from './calls.ts'
import { type Draw, draws, samplesOf } from './cases.ts'
import { autoencoderLaw } from './define.ts'
import { carried } from './interpolation-endpoints.ts'
import { distance } from './measure.ts'
import { eachCell, misfed, spoiled } from './violators.ts'
import { lookedUp } from './wrong-maps.ts'

/** Parts that the path is cut into, and its steepest part again. */
const parts = 64

/**
 * Where decode is Lipschitz, a step of alpha changes the image by at most its length times a constant, so that the
 * greatest change falls to about a 64th when the steps do; at a jump it does not fall. Between the two lies the square
 * root: it leaves the slope room to grow eightfold within a 64th of the path, for kinks and steep places.
 */
export const interpolationContinuous = autoencoderLaw<Draw>({
  name: 'autoencoder/interpolation-continuous',
  nature: 'identity',
  statement:
    "xi(x, x', alpha + h) - xi(x, x', alpha) goes to 0 with h, at order 1/2 at least: the steepest 64th of the path, cut into 64 again",
  source: 'a decoder made of Lipschitz layers is Lipschitz: the changes are linear in h',
  needs: ['encode', 'decode'],
  cases: () => draws,
  runs: 8,
  async residual(subject, draw) {
    const [x, y] = samplesOf(subject, draw, 2)
    const [f, g] = await encode(subject, [x, y])
    const codes = interpolation(f, g, parts + 1)
    const images = await decode(subject, codes)
    const coarse = steepest(images)
    const refined = interpolation(codes[coarse.at], codes[coarse.at + 1], parts + 1)
    const fine = steepest(await decode(subject, refined))
    const carry = carried(subject, [x, y, f, g, ...images])
    if (coarse.change <= 2 * carry) return inconclusive('decode gives the same along the whole path')
    const alpha = (coarse.at + fine.at / parts) / parts
    return {
      error: fine.change,
      tolerance: coarse.change / Math.sqrt(parts) + 2 * carry,
      at: { x: Array.from(x), y: Array.from(y), alpha },
    }
  },
  violators: [
    misfed('decode rounds the code to whole numbers', 'decode', ({ z }) => ({ z: mapCells(z, Math.round) })),
    spoiled(
      'decode gives black and white alone',
      'decode',
      eachCell((x) => (x > 0.25 ? 1 : 0)),
    ),
    spoiled(
      'decode gives sixteen levels of grey',
      'decode',
      eachCell((x) => Math.round(16 * x) / 16),
    ),
    lookedUp,
  ],
})

/** The greatest change from one image of a path to the next, and where it begins. */
function steepest(images: Rows): { at: number; change: number } {
  const changes = images.slice(1).map((image, i) => distance(image, images[i]))
  const change = changes.reduce((most, one) => (one > most || Number.isNaN(one) ? one : most), 0)
  return { at: Math.max(0, changes.indexOf(change)), change }
}
