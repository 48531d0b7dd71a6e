import { expect, test } from 'vitest'
import { checkAgreement } from '../../bench/measuring/agreement.ts'

test('numbers within a thousandth of the largest agree', () => {
  expect(() => checkAgreement('case', [1.0005, -0.0005], [1, 0])).not.toThrow()
})

test.each([
  ['another number', [1.01, 0]],
  ['NaN', [1, Number.NaN]],
  ['too few', [1]],
])('%s does not, and is not timed', (_, got) => {
  expect(() => checkAgreement('case', got, [1, 0])).toThrow(/nothing was timed/)
})
