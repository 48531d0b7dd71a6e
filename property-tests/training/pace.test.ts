import { expect, test } from 'vitest'
import { paceOf } from '../../src/training/pace.ts'

test('as many steps as take a second are taken in one go, one at first, and never more than the stride', () => {
  const pace = paceOf(16)
  const after = (steps: number, milliseconds: number) => {
    pace.note(steps, milliseconds)
    return pace.longest()
  }
  expect(pace.longest()).toBe(1)
  expect(after(1, 300)).toBe(3)
  expect(after(3, 1)).toBe(16)
  expect(after(16, 0)).toBe(16)
  expect(after(16, 4000)).toBe(4)
  expect(after(4, 60_000)).toBe(1)
})
