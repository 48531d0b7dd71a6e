import { expect, test } from 'vitest'
import { rejecting } from '../catalogue/specimen.ts'
import { attachedTrainings, shippedTrainings } from '../catalogue/training.ts'

test.each(shippedTrainings)('$name', async ({ verdicts, laws }) => {
  expect(rejecting(await verdicts())).toEqual(laws)
})

test.each(attachedTrainings)('no mistake: $name', async ({ verdicts }) => {
  expect(rejecting(await verdicts())).toEqual([])
})
