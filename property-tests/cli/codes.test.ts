import { describe, expect, test } from 'vitest'
import type { Opened } from '../../src/cli/checkpoint-subject.ts'
import { codesFor } from '../../src/cli/codes.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { doubling, takes } from '../latent/doubling.ts'

describe('codes to start from', () => {
  const opened = (subject: Subject): Opened =>
    ({ subject, record: {}, data: () => Promise.reject(new Error('no data')) }) as unknown as Opened

  test('are draws of the prior where there is no encoder', async () => {
    const found = await codesFor(opened(doubling({ generate: takes('z', ['x']) })), {
      verb: 'traversed',
      count: 3,
      seed: 1,
    })
    expect(found.codes.length).toBe(3)
    expect(found.names).toEqual(['draw 0', 'draw 1', 'draw 2'])
    expect((await found.spread()).every((deviation) => Math.abs(deviation - 1) < 0.2)).toBe(true)
  })

  test('cannot be rows of data without an encoder, nor anything without a decoder', async () => {
    const asked = { verb: 'traversed', count: 1, seed: 1 }
    const generator = opened(doubling({ generate: takes('z', ['x']) }))
    await expect(codesFor(generator, { ...asked, rows: [1] })).rejects.toThrow('has no encoder')
    await expect(codesFor(opened(doubling({ denoise: takes('x', ['y']) })), asked)).rejects.toThrow(
      'doubling cannot be traversed: that takes decode or to_data or generate, and it has denoise; choose a checkpoint of another kind',
    )
  })
})
