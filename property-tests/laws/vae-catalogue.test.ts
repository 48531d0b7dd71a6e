import { describe, expect, test } from 'vitest'
import { rejecting } from '../catalogue/specimen.ts'
import { shipped } from '../catalogue/subjects.ts'
import { shippedVaes } from '../catalogue/vae.ts'
import { seeds } from './vae-subjects.ts'

describe.each(shippedVaes.map(shipped))('$name', ({ verdicts, laws }) => {
  test.each(laws)('is found by vae/%s', async (law) => {
    for (const seed of seeds) expect(rejecting(await verdicts({ laws: [law], seed }))).toEqual([law])
  })
})
