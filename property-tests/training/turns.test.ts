import { expect, test } from 'vitest'
import type { Phase } from '../../src/models/model.ts'
import { mean } from '../../src/ops/mean.ts'
import { spells, turnsAfter } from '../../src/training/turns.ts'

const loss: Phase['loss'] = (_, { x }) => mean(x)
const critic: Phase = { name: 'c', moves: 'critic', loss, repeats: (round) => (round === 1 ? 3 : 2) }
const generator: Phase = { name: 'g', moves: 'generator', loss }
const never = () => false

const shown = (
  longest: number,
  isAwaited: (round: number) => boolean,
  phases = [critic, generator],
  done = 0,
) =>
  [...spells(turnsAfter(phases, done, 3), longest, isAwaited)].map((spell) =>
    spell.map(({ phase, round, isLast }) => `${phase.name}${round}${isLast ? '.' : ''}`).join(' '),
  )

test('steps of one phase are taken together, and only those', () => {
  expect(shown(16, never)).toEqual(['c1 c1 c1', 'g1.', 'c2 c2', 'g2.', 'c3 c3', 'g3.'])
  expect(shown(16, never, [generator])).toEqual(['g1. g2. g3.'])
})

test('no more than can be; and a run that goes on begins where it stood', () => {
  expect(shown(2, never, [critic])).toEqual(['c1 c1', 'c1. c2', 'c2. c3', 'c3.'])
  expect(shown(2, never, [generator], 1)).toEqual(['g2. g3.'])
  expect(shown(16, never, [generator], 3)).toEqual([])
})

test('a round that something waits for ends its spell', () => {
  expect(shown(16, (round) => round === 2, [generator])).toEqual(['g1. g2.', 'g3.'])
  expect(shown(16, (round) => round === 1, [critic])).toEqual(['c1 c1 c1.', 'c2 c2. c3 c3.'])
})

test('rounds that take every phase once are taken whole, where more than a step can be', () => {
  const once = { ...critic, repeats: () => 1 }
  expect(shown(2, never, [once, generator])).toEqual(['c1 g1. c2 g2.', 'c3 g3.'])
  expect(shown(16, (round) => round === 1, [once, generator])).toEqual(['c1 g1.', 'c2 g2. c3 g3.'])
  expect(shown(1, never, [once, generator])).toEqual(['c1', 'g1.', 'c2', 'g2.', 'c3', 'g3.'])
  const later = { ...critic, repeats: (round: number) => (round === 1 ? 2 : 1) }
  expect(shown(16, never, [later, generator])).toEqual(['c1 c1', 'g1.', 'c2 g2. c3 g3.'])
})

test('how long a spell may be is asked as it begins', () => {
  let longest = 0
  const found = [...spells(turnsAfter([generator], 0, 7), 16, never, () => ++longest)]
  expect(found.map((spell) => spell.length)).toEqual([1, 2, 3, 1])
})
