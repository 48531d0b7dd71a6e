import { XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { translators } from '../catalogue/translator.ts'
import { coverageOf, faultsOf } from './faults.ts'
import { renderHeatMap } from './heat-map.ts'
import { runFamily } from './matrix.ts'
import { killMatrixCommand } from './options.ts'
import { renderCoverage, renderMatrix, renderSummary } from './table.ts'

const names: string[] = []
const matrix = await runFamily(translators, {
  seed: 2,
  isChosen: () => true,
  onDone: (_, name) => names.push(name),
})

test('translators: every mutant dies as it should, and no right one is rejected', () => {
  expect(faultsOf([matrix])).toEqual([])
  expect(matrix.isWhole).toBe(true)
  expect(names).toHaveLength(translators.mutants.length + translators.rights.length)
})

test('the table has a line for each, and what each law rejects', () => {
  const lines = renderMatrix(matrix).split('\n')
  expect(lines).toContain(
    'losses-are-means: the loss is a root                                     · X · X X ·  3',
  )
  expect(lines).toContain('  f batch-independent                  independence  rejects 4')
  expect(renderSummary([matrix], [])).toContain('25 of 25 mutants are rejected')
  expect(renderSummary([matrix], ['one is amiss'])).toContain('1 fault:\n  one is amiss')
  expect(renderCoverage(coverageOf([matrix]))).toContain('tied weights not tied')
})

test('the page is well-formed', () => {
  const page = renderHeatMap([matrix], ['<amiss>'])
  expect(XMLValidator.validate(page.replace('<!doctype html>\n', ''))).toBe(true)
  expect(page.match(/class="fail"/g)?.length).toBe(matrix.mutants.flatMap(({ killedBy }) => killedBy).length)
})

test('a part is a part', async () => {
  const part = await runFamily(translators, {
    seed: 1,
    isChosen: (name) => name.includes('a sum over the batch'),
    onDone: () => {},
  })
  expect(part.isWhole).toBe(false)
  expect(part.mutants.map(({ laws }) => laws[0])).toEqual([
    'cycle-loss',
    'identity-loss',
    'losses-are-means',
    'losses-are-means',
  ])
})

test.each([
  [['--mutant', 'nothing of the kind'], "no mutant has 'nothing of the kind' in its name"],
  [['--json', '/nowhere/at/all.json'], 'nowhere'],
])('%j is refused', async (given, message) => {
  const command = killMatrixCommand(async () => {})
  await expect(command.parseAsync(given, { from: 'user' })).rejects.toThrow(message)
})
