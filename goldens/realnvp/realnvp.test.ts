import { expect, test } from 'vitest'
import { testGoldenCase } from '../../property-tests/support/goldens.ts'
import { cells } from '../../src/engines/value.ts'
import { readCase } from '../../src/goldens/case.ts'

testGoldenCase('realnvp')

test("the slide's determinant, of the half that changes, is not that of the Jacobian; the paper's is", () => {
  const { expected } = readCase('realnvp')
  const [slogdet, paper, slide] = ['slogdet', 'log_det', 'misprinted_log_det'].map((name) =>
    cells(expected[name]),
  )
  slogdet.forEach((jacobian, n) => {
    expect(Math.abs(paper[n] - jacobian)).toBeLessThan(1e-10)
    expect(Math.abs(slide[n] - jacobian)).toBeGreaterThan(1e-6)
  })
})
