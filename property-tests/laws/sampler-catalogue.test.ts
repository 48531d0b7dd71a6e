import { expect, test } from 'vitest'
import { shippedSamplers } from '../catalogue/sampler.ts'
import { rejecting } from '../catalogue/specimen.ts'
import { shipped } from '../catalogue/subjects.ts'

test.each(shippedSamplers.map(shipped))('$name', async ({ verdicts, laws }) => {
  expect(rejecting(await verdicts({ seed: 3 }))).toEqual(expect.arrayContaining([...laws]))
})
