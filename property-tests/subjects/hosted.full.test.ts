import { describe, expect, test } from 'vitest'
import { hostileModels } from './hostile-models.ts'
import { said } from './hosting.ts'

describe('a model that would do harm ends within its limits, with a sentence', () => {
  test.each(Object.entries(hostileModels))('%s', async (name, [model, sentence]) => {
    const start = name.endsWith('when loaded') ? 2 : 20
    const message = await said(model, { start, call: 3, memory: 2 ** 29 })
    expect(message).toMatch(sentence)
    expect(message).not.toMatch(/\p{Cc}/u)
  })
})
