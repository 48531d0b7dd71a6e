import type { Value, Values } from '../../engines/engine.ts'
import { cells } from '../../engines/value.ts'
import { fill } from '../../formulas/arrays.ts'
import type { Formula } from '../../formulas/index.ts'
import type { Residual } from '../law.ts'
import { inconclusive, worst } from '../measure.ts'
import { claimedBy } from './cases.ts'
import { formulaLaw } from './define.ts'
import { departure, type Relation } from './trial.ts'

export const formulaBatch = formulaLaw({
  name: 'formula/batch',
  nature: 'independence',
  statement:
    "a sample's outputs are those it has alone, means over a batch do not change when it is doubled, and the order of " +
    'samples does not matter, as far as the formula says so',
  source: 'the formulas are maps of one sample, or means over samples',
  runs: 2,
  exempts(subject) {
    const { batch } = claimedBy(subject).formula
    if (batch === 'none') return 'the formula has no batch'
    return batch === 'ordered' ? 'the place in the batch matters' : undefined
  },
  async residual(subject, draw) {
    const found: Residual[] = []
    for (const relation of relationsOf(claimedBy(subject).formula)) {
      const residual = await departure(subject, relation, draw)
      if (residual) found.push({ ...residual, diagnosis: `not so: ${relation.statement}` })
    }
    return found.length > 0 ? worst(found) : inconclusive('the batch is fixed to one sample')
  },
  violators: [
    ['gan_value', 'a sum over the batch in place of the mean (N times ours)'],
    ['gradient_penalty', 'the norm is over the batch too'],
    ['instance_norm', 'moments are taken over the batch, too: a batch norm'],
    ['batch_norm', 'the variance is unbiased'],
    ['reparameterize', 'one eps serves all samples'],
    ['effective_sample_size', 'divided by N once more'],
  ],
})

function relationsOf(formula: Formula): Relation[] {
  const all = [rotation(formula)]
  if (formula.batch === 'exchangeable') return all
  if (formula.batch === 'independent' && hasRows(formula)) all.push(alone(formula))
  return [...all, doubling(formula)]
}

const hasBatch = (formula: Formula, input: string) => formula.inputs[input].axes[0] === 'N'
const isRows = (formula: Formula, output: string) => formula.outputs[output][0] === 'N'
const hasRows = (formula: Formula) => Object.keys(formula.outputs).some((output) => isRows(formula, output))

/** A value [N, ...] with each sample taken from another place. */
function picked(of: Value, count: number, from: (n: number) => number): Value {
  const width = of.size / of.shape[0]
  const flat = cells(of)
  return fill([count, ...of.shape.slice(1)], (i) => flat[from(Math.floor(i / width)) * width + (i % width)])
}

/** Every input with a batch, with each sample taken from another place. */
const batchOf = (formula: Formula, inputs: Values, count: number, from: (n: number) => number): Values =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, of]) => [
      name,
      hasBatch(formula, name) ? picked(of, count, from) : of,
    ]),
  )

const rowsOf = (formula: Formula, outputs: Values, from: (n: number) => number, count?: number): Values =>
  Object.fromEntries(
    Object.entries(outputs).map(([name, of]) => [
      name,
      isRows(formula, name) && of.shape.length > 0 ? picked(of, count ?? of.shape[0], from) : of,
    ]),
  )

const countOf = (formula: Formula, inputs: Values): number => {
  const name = Object.keys(inputs).find((input) => hasBatch(formula, input))
  return name ? inputs[name].shape[0] : 1
}

const rotation = (formula: Formula): Relation => ({
  statement: 'samples in another order have their outputs in that order, and means stay',
  async gap(f, { inputs }) {
    const count = countOf(formula, inputs)
    if (count === 1) return undefined
    const next = (n: number) => (n + 1) % count
    const got = await f(batchOf(formula, inputs, count, next))
    const before = await f(inputs)
    const expected = rowsOf(formula, before, next)
    return { got, expected: formula.align?.(expected, got) ?? expected }
  },
})

const alone = (formula: Formula): Relation => ({
  statement: 'a sample alone, or among copies, has the outputs that it has in its batch',
  async gap(f, { inputs, isOpen }) {
    const count = countOf(formula, inputs)
    if (count === 1) return undefined
    const size = isOpen ? 1 : count
    const whole = await f(inputs)
    const got = await f(batchOf(formula, inputs, size, () => count - 1))
    const rows = Object.fromEntries(Object.entries(got).filter(([name]) => isRows(formula, name)))
    const expected = rowsOf(formula, whole, () => count - 1, size)
    return {
      got: rows,
      expected: Object.fromEntries(Object.keys(rows).map((name) => [name, expected[name]])),
    }
  },
})

const doubling = (formula: Formula): Relation => ({
  statement: 'a batch with every sample twice has the means and the outputs of the batch',
  async gap(f, { inputs, isOpen }) {
    if (!isOpen) return undefined
    const count = countOf(formula, inputs)
    const once = (n: number) => n % count
    const got = await f(batchOf(formula, inputs, 2 * count, once))
    return { got, expected: rowsOf(formula, await f(inputs), once, 2 * count) }
  },
})
