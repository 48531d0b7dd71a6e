import { expect, test } from 'vitest'
import { shippedFlows } from '../catalogue/flow.ts'
import { rejecting } from '../catalogue/specimen.ts'

test.each(shippedFlows)('$name', async ({ verdicts, laws }) => {
  expect(rejecting(await verdicts({ seed: 3 }))).toEqual(expect.arrayContaining([...laws]))
})
