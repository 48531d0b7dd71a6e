import type { Value, Values } from '../../engines/engine.ts'
import { cells, value } from '../../engines/value.ts'
import { meanOf } from '../adversarial/calls.ts'
import { lossFrom } from '../adversarial/violators.ts'
import { type Alteration, combineCells, mapCells, rowsOf } from '../violators.ts'

/** A penalty with other inputs than it is given. */
const misfed =
  (change: (inputs: Values) => Values): Alteration =>
  (_, inputs, right) =>
    right.call('gradient_penalty', { ...inputs, ...change(inputs) })

/** A wrong alpha. */
export function alphaTo(change: (alpha: number) => number): Alteration {
  return misfed(({ alpha }) => ({ alpha: mapCells(alpha, change) }))
}

/** The weights of real and generated samples exchanged. */
export const weighingFake: Alteration = alphaTo((alpha) => 1 - alpha)

/** Every pair takes the first one's alpha. */
export const oneAlpha: Alteration = misfed(({ alpha }) => ({
  alpha: mapCells(alpha, () => cells(alpha)[0]),
}))

export const atReal: Alteration = misfed(({ real }) => ({ fake: real }))

/** Points a little beyond the generated samples, seen from the real ones. */
export const farther: Alteration = misfed(({ real, fake }) => ({
  fake: combineCells(fake, real, (f, r) => f + 0.1 * (f - r) + 0.05),
}))

/**
 * A critic that batch normalisation couples: its scores stand on the batch's mean, and its penalty is of samples whose
 * batch's mean is taken off.
 */
export const criticOfBatch: Readonly<Record<string, Alteration>> = {
  gradient_penalty: misfed(({ real, fake }) => ({ real: centred(real), fake: centred(fake) })),
}

function centred(of: Value): Value {
  const rows = rowsOf(of)
  const means = rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length)
  return value(
    rows.flatMap((row) => row.map((x, i) => x - means[i])),
    of.shape,
  )
}

const sigmoid = (score: number): number => 1 / (1 + Math.exp(-score))

/** A critic's loss of scores that are squeezed into (0, 1), as a discriminator's are. */
export const ofSigmoids: Alteration = lossFrom(
  ({ real, fake }) => meanOf(fake.map(sigmoid)) - meanOf(real.map(sigmoid)),
)
