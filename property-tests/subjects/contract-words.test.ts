import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/data/package-root.ts'
import { formulas } from '../../src/formulas/index.ts'
import { outcomes } from '../../src/laws/index.ts'
import { kinds } from '../../src/models/model.ts'
import { contractWords } from '../../src/subjects/contract-words.ts'
import { contracts } from '../../src/subjects/manifest-contract.ts'

const page = readFileSync(join(packageRoot(), 'goldens/SUBJECTS.md'), 'utf8')

/** The page's section on a kind. */
function section(kind: string): string {
  const [, after = ''] = page.split(`\n### \`${kind}\`\n`)
  return after.split(/\n##/)[0]
}

describe.each(Object.entries(contracts))('the contract of %s', (kind, { functions, conventions }) => {
  const words = contractWords[kind as keyof typeof contractWords]

  test('is in words, function by function and convention by convention', () => {
    expect(Object.keys(words.functions).sort()).toEqual(Object.keys(functions).sort())
    expect(Object.keys(words.conventions).sort()).toEqual(Object.keys(conventions).sort())
  })

  test('is published, with every input, output and choice', () => {
    const own = section(kind)
    for (const [name, { inputs, outputs }] of Object.entries(functions)) {
      const [line = ''] = own.match(new RegExp(`^\\| \`${name}\` \\|.*`, 'm')) ?? []
      for (const port of [...inputs, ...outputs]) expect(line).toMatch(new RegExp(`\\b${port}\\b`))
    }
    for (const [name, known] of Object.entries(conventions)) {
      const [line = ''] = own.match(new RegExp(`^\\| \`${name}\` \\|.*`, 'm')) ?? []
      expect(line).not.toBe('')
      if ('above' in known) expect(line).toContain('a number')
      else
        for (const [i, choice] of known.entries())
          expect(line).toContain(i === 0 ? `**\`${choice}\`**` : `\`${choice}\``)
    }
  })
})

describe('the page of the contract', () => {
  test('has a section for every kind, and every verdict', () => {
    for (const kind of kinds) expect(section(kind)).not.toBe('')
    for (const outcome of outcomes) expect(page).toContain(`| \`${outcome}\` |`)
  })

  test.each([...formulas.values()])('has the formula $name as it is computed', (formula) => {
    const [line = ''] = section('formula').match(new RegExp(`^\\| \`${formula.name}\` \\|.*`, 'm')) ?? []
    expect(line).toContain(formula.statement.replaceAll('|', '\\|'))
    for (const [input, { axes }] of Object.entries(formula.inputs))
      expect(line).toContain(`${input} [${axes.join(', ')}]`)
    for (const [output, axes] of Object.entries(formula.outputs))
      expect(line).toContain(`${output} [${axes.join(', ')}]`)
    for (const name of [...Object.keys(formula.parameters), ...Object.keys(formula.conventions)]) {
      expect(line).toContain(`\`${name}\``)
    }
  })
})
