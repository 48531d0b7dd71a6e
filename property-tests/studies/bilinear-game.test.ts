import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { float64Engine } from '../../src/engines/float64.ts'
import { spectralRadius } from '../../src/studies/bilinear-game/radius.ts'
import {
  alternating,
  averages,
  bilinear,
  extragradient,
  optimistic,
  type Rule,
  simultaneous,
  trajectory,
} from '../../src/studies/bilinear-game/updates.ts'
import { bilinearGame } from '../../src/studies/bilinear-game.ts'
import { startTrainings } from '../../src/studies/trainings.ts'
import { studyRows } from '../../src/verification/studies.ts'

const rates = fc.double({ min: 0.01, max: 0.49, noNaN: true })
const far = ([x, y]: readonly [number, number]) => Math.hypot(x, y)
const end = (rule: Rule, rate: number, steps: number) =>
  far(trajectory(rule, bilinear, rate, [1, 0], steps)[steps])

describe('on V = x y', () => {
  test('the first steps are those of the textbook', () => {
    const first = (rule: Rule) => trajectory(rule, bilinear, 0.5, [1, 0], 2)
    expect(first(simultaneous)).toEqual([
      [1, 0],
      [1, 0.5],
      [0.75, 1],
    ])
    expect(first(alternating)).toEqual([
      [1, 0],
      [1, 0.5],
      [0.75, 0.875],
    ])
    expect(first(extragradient)[1]).toEqual([0.75, 0.5])
    expect(first(optimistic)).toEqual([
      [1, 0],
      [1, 0.5],
      [0.5, 1],
    ])
  })

  test('spectral radii are the known ones: above 1, on 1, below 1', () => {
    fc.assert(
      fc.property(rates, (rate) => {
        expect(spectralRadius(simultaneous, rate)).toBeCloseTo(Math.sqrt(1 + rate ** 2), 12)
        expect(spectralRadius(alternating, rate)).toBeCloseTo(1, 12)
        expect(spectralRadius(extragradient, rate)).toBeCloseTo(Math.sqrt(1 - rate ** 2 + rate ** 4), 12)
        const optimism = Math.sqrt((1 + Math.sqrt(1 - 4 * rate ** 2)) / 2)
        expect(spectralRadius(optimistic, rate)).toBeCloseTo(optimism, 10)
      }),
    )
    expect(spectralRadius(extragradient, Math.SQRT1_2)).toBeCloseTo(Math.sqrt(3) / 2, 12)
  })

  test('steps at once go away, steps by turns stay, looking ahead or guessing arrives', () => {
    expect(end(simultaneous, 0.2, 500)).toBeGreaterThan(1e4)
    expect(end(alternating, 0.2, 500)).toBeGreaterThan(0.8)
    expect(end(alternating, 0.2, 500)).toBeLessThan(1.2)
    for (const rule of [extragradient, optimistic]) expect(end(rule, 0.2, 500)).toBeLessThan(1e-3)
  })

  test('the mean of points is the mean', () => {
    expect(
      averages([
        [1, 0],
        [0, 4],
        [2, 2],
      ]),
    ).toEqual([
      [1, 0],
      [0.5, 2],
      [1, 2],
    ])
  })
})

test('the study claims no more than it shows', async () => {
  const options = { engine: float64Engine(), seed: 1, quick: true, trainings: startTrainings() }
  const { rows, figures } = await studyRows(bilinearGame, options)
  expect(rows.length).toBe(8)
  expect(rows.filter(({ verdict }) => verdict !== 'pass')).toEqual([])
  for (const name of ['at once', 'by turns', 'mean of turns', 'extragradient', 'optimism'])
    expect(figures[0].svg).toContain(name)
})
