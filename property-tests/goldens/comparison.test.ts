import { describe, expect, test } from 'vitest'
import type { Values } from '../../src/engines/engine.ts'
import { cells, value } from '../../src/engines/value.ts'
import { readCase } from '../../src/goldens/case.ts'
import { compareTensors } from '../../src/goldens/comparison.ts'

const realnvp = readCase('realnvp')
const formulas = readCase('formulas')
const { z, log_det, x_out, ...others } = realnvp.expected
const weight = 'gradient.couplings.0.net.1.weight'

const changed = (of: Values[string], change: (cell: number, i: number) => number) =>
  value(Float64Array.from(cells(of), change), of.shape)
const single = (of: Values[string]) => value(Float32Array.from(cells(of)), of.shape)

/** What is said of one tensor. */
function told(mine: Values, tensor: string, golden = realnvp) {
  const found = compareTensors(golden, mine).compared.find((each) => each.tensor === tensor)
  return found ?? { tensor, verdict: 'nothing' as const, reason: '' }
}

describe('tensors beside those of a golden case', () => {
  test('are right where they are the same, in the order in which they are computed', () => {
    const { compared, missing } = compareTensors(realnvp, { [weight]: others[weight], x_out, log_det, z })
    expect(compared.map(({ tensor, verdict }) => [tensor, verdict])).toEqual([
      ['z', 'pass'],
      ['log_det', 'pass'],
      ['x_out', 'pass'],
      [weight, 'pass'],
    ])
    expect(missing).toContain('log_prob')
    expect(missing).not.toContain('misprinted_log_det')
  })

  test('are held to the tolerance of their own precision', () => {
    const slip = (cell: number) => cell * (1 + 1e-7)
    expect(told({ z: single(changed(z, slip)) }, 'z').verdict).toBe('pass')
    expect(told({ z: changed(z, slip) }, 'z').verdict).toBe('fail')
    expect(compareTensors(realnvp, { z: single(z) }, 'float64').compared[0].verdict).toBe('fail')
  })

  test('fail with the cell that departs most', () => {
    const wrong = changed(z, (cell, i) => (i === 5 ? cell + 1 : cell))
    expect(told({ z: wrong }, 'z')).toMatchObject({ verdict: 'fail', at: { index: [2, 1] } })
    const lost = changed(z, (cell, i) => (i === 3 ? Number.NaN : cell))
    expect(told({ z: lost }, 'z')).toMatchObject({ verdict: 'fail', at: { index: [1, 1] } })
  })

  test.each<[string, Values, string, string]>([
    [
      'another shape',
      { x_out: value(cells(x_out), [32, 1]) },
      'x_out',
      'expected shape [16, 2], got [32, 1]',
    ],
    ['a sign', { log_det: changed(log_det, (cell) => -cell) }, 'log_det', 'the opposite sign'],
    ['the misprint of a slide', { log_det: others.misprinted_log_det }, 'log_det', 'misprinted_log_det'],
    ['a layout', { [weight]: transposed(others[weight]) }, weight, 'it is transposed'],
  ])('fail for %s, which is named', (_, mine, tensor, words) => {
    const { verdict, reason } = told(mine, tensor)
    expect(verdict).toBe('fail')
    expect(reason).toContain(words)
  })

  test('of a name that is nearly expected are an error; of others, nothing', () => {
    expect(told({ log_prop: log_det }, 'log_prop')).toMatchObject({ verdict: 'error' })
    expect(told({ log_prop: log_det }, 'log_prop').reason).toContain('did you mean "log_prob"?')
    expect(told({ z, remark: z }, 'remark').verdict).toBe('not applicable')
    expect(told({ x: realnvp.inputs.x }, 'x').reason).toContain("one of the case's inputs")
  })
})

describe('values of formulas', () => {
  const invalid = formulas.description.formulas?.filter((example) => example.invalid) ?? []

  test.each(invalid)(
    'the wrong value of $name is rejected, and its mistake named',
    ({ name, invalid: kept }) => {
      const wrong = formulas.expected[`${name}/invalid.${kept?.output}`]
      const { verdict, reason } = told(
        { [`${name}/${kept?.output}`]: wrong },
        `${name}/${kept?.output}`,
        formulas,
      )
      expect(verdict).toBe('fail')
      expect(reason ?? '').toContain(kept?.note)
    },
  )

  test('the signs of principal components are free', () => {
    const pca = formulas.description.formulas?.find(({ formula }) => formula === 'pca')?.name
    const components = formulas.expected[`${pca}/components`]
    const mine = { [`${pca}/components`]: changed(components, (cell) => -cell) }
    expect(told(mine, `${pca}/components`, formulas).verdict).toBe('pass')
  })

  test('flags say what is special', () => {
    const extreme = formulas.description.formulas?.find(({ flags }) => flags.includes('extreme'))
    const [name] = Object.keys(formulas.expected).filter((each) => each.startsWith(`${extreme?.name}/`))
    expect(told({ [name]: formulas.expected[name] }, name, formulas).reason).toContain(
      'extreme: careless arithmetic',
    )
  })
})

function transposed(of: Values[string]): Values[string] {
  const [rows, columns] = of.shape
  const flat = cells(of)
  return value(
    Float64Array.from(
      { length: rows * columns },
      (_, i) => flat[(i % rows) * columns + Math.floor(i / rows)],
    ),
    [columns, rows],
  )
}
