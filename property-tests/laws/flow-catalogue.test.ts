import { expect, test } from 'vitest'
import { shippedFlows } from '../catalogue/flow.ts'
import { rejecting } from '../catalogue/specimen.ts'
import { shipped } from '../catalogue/subjects.ts'

test.each(shippedFlows.map(shipped))('$name', async ({ verdicts, laws }) => {
  expect(rejecting(await verdicts({ seed: 3 }))).toEqual(expect.arrayContaining([...laws]))
})
