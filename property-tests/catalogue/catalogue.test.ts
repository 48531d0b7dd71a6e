import { describe, expect, test } from 'vitest'
import { families, knownBugs, knownConventions } from './index.ts'

test.each(knownBugs)('known bug $number has mutants, or a reason to have none: $bug', (known) => {
  const instances = families.flatMap(({ mutants }) =>
    mutants.filter(({ bugs }) => bugs.includes(known.number)),
  )
  expect(instances.length > 0 || known.elsewhere !== undefined).toBe(true)
})

test.each(knownConventions)('is among the right ones, or there is a reason why not: $convention', (known) => {
  const all = families.flatMap(({ name, rights }) => rights.map((right) => `${name}: ${right.name}`))
  expect(known.rights.map((right) => right.join(': ')).filter((right) => !all.includes(right))).toEqual([])
  expect(known.rights.length > 0 || known.elsewhere !== undefined).toBe(true)
})

describe.each(families)('$name', ({ laws, mutants, rights }) => {
  test('tells its mutants apart, and names laws that there are', () => {
    const names = [...mutants, ...rights].map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    const known = laws.map(({ name }) => name)
    expect(mutants.flatMap((mutant) => mutant.laws).filter((law) => !known.includes(law))).toEqual([])
    const numbers = knownBugs.map(({ number }) => number)
    expect(mutants.flatMap(({ bugs }) => bugs).filter((bug) => !numbers.includes(bug))).toEqual([])
  })

  test('has laws that all bring something wrong, or are a golden', () => {
    expect(laws.filter(({ violators, nature }) => violators === 0 && nature !== 'golden')).toEqual([])
  })
})
