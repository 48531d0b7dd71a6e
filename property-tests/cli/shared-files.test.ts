import { expect, test } from 'vitest'
import { sharedFiles } from '../../src/cli/export.ts'
import type { ModelFunction } from '../../src/models/model.ts'

const takes = (inputs: ModelFunction['inputs'], ...outputs: string[]): ModelFunction => ({
  inputs,
  outputs,
  apply: () => ({}),
})

test('functions share an exported file where their inputs are the same and their outputs are not', () => {
  const [x, pair] = [{ x: [3] }, { a: [3], b: [3] }]
  const functions = {
    a_to_b: takes(x, 'y'),
    b_to_a: takes(x, 'y'),
    discriminate: takes(x, 'score'),
    cycle_loss: takes(pair, 'loss'),
    identity_loss: takes(pair, 'loss'),
  }
  expect(sharedFiles({ functions })).toEqual([
    ['a_to_b', 'discriminate'],
    ['b_to_a'],
    ['cycle_loss'],
    ['identity_loss'],
  ])
})
