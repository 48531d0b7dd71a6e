import { expect, test } from 'vitest'
import { shippedSamplers } from '../catalogue/sampler.ts'
import { rejecting } from '../catalogue/specimen.ts'

test.each(shippedSamplers)('$name', async ({ verdicts, laws }) => {
  expect(rejecting(await verdicts({ seed: 3 }))).toEqual(expect.arrayContaining([...laws]))
})
