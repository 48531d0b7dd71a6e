import { pca } from '../../src/laws/autoencoder/pca.ts'
import { dot, squaredNorm, subtract, toRows } from '../../src/laws/rows.ts'
import type { Split } from './split.ts'

/** What the leading principal components of the training rows leave of held-out ones: the squared error of a row, a mean over rows. */
export function principalComponentsLoss({ train, held }: Split, latent: number): number {
  const { mean, components } = pca(toRows(train))
  const leading = components.slice(0, latent)
  const errors = toRows(held).map((row) => {
    const offset = subtract(row, mean)
    return squaredNorm(offset) - leading.reduce((sum, component) => sum + dot(component, offset) ** 2, 0)
  })
  return errors.reduce((sum, error) => sum + error) / errors.length
}
