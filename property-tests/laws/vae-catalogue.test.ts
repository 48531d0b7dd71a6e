import { describe, expect, test } from 'vitest'
import { rejecting } from '../catalogue/specimen.ts'
import { shippedVaes } from '../catalogue/vae-mistakes.ts'
import { seeds } from './vae-subjects.ts'

describe.each(shippedVaes)('$name', ({ verdicts, laws }) => {
  test.each(laws)('is found by vae/%s', async (law) => {
    for (const seed of seeds) expect(rejecting(await verdicts({ laws: [law], seed }))).toEqual([law])
  })
})
