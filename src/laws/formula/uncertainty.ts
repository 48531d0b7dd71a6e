import { type Random, seededRandom } from '../../data/random.ts'
import type { Values } from '../../engines/engine.ts'
import { cells, value } from '../../engines/value.ts'
import type { Formula, Settings } from '../../formulas/index.ts'
import { unitRoundoff } from '../tolerances.ts'
import type { Claimed } from './cases.ts'

/**
 * Roundings on the way from inputs to a result, each good to four units (exp, log, a square root), besides those of its
 * sums, which grow as the root of their number of terms (Higham & Mary 2019, theorem 2.4).
 */
const roundings = 32

/** How far inputs and constants are moved to see what that does: far above what float64 itself rounds. */
const step = 2 ** -26

/** Directions in which everything is moved at once: all of them miss a sensitive one once in 10^6. */
const directions = 6

/** The least that float32 can be asked for: below, its numbers are denormal or 0. */
const smallest = 2 ** -120

/**
 * How far each cell of the outputs may lie from the truth: what one rounding of every input and constant does to it
 * (measured in float64, by moving them), what a rounding of its own size or of the terms that cancel in it does, times
 * the number of roundings. They are float32's for models in float64, too: their constants are as often as not in
 * float32, and no mistake in the mathematics is as small.
 */
export function uncertainty({ formula, settings }: Claimed, inputs: Values): Values {
  const right = formula.value(inputs, settings)
  const terms = formula.terms?.(inputs, settings) ?? {}
  const moved = movedOutputs(formula, inputs, settings, right)
  const unit = unitRoundoff.float32
  const count = roundings + Math.sqrt(Math.max(...Object.values(inputs).map(({ size }) => size)))
  return Object.fromEntries(
    Object.entries(right).map(([name, of]) => {
      const [flat, sizes] = [cells(of), terms[name] && cells(terms[name])]
      const others = moved.map((outputs) => cells(outputs[name]))
      const data = Float64Array.from(flat, (cell, i) => {
        const change = others.reduce((most, other) => Math.max(most, Math.abs(other[i] - cell)), 0)
        const size = Math.abs(cell) + (sizes?.[i] ?? 0)
        return count * unit * (size + change / step) + smallest
      })
      return [name, value(data, of.shape)]
    }),
  )
}

function movedOutputs(formula: Formula, inputs: Values, settings: Settings, right: Values): Values[] {
  const random = seededRandom(0).split('directions')
  return Array.from({ length: directions }, () => {
    const outputs = formula.value(movedInputs(inputs, random), movedSettings(settings, random))
    return formula.align?.(outputs, right) ?? outputs
  })
}

const sign = (random: Random) => (random.uniform(1)[0] < 0.5 ? -1 : 1)

function movedInputs(inputs: Values, random: Random): Values {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, of]) => {
      const signs = random.uniform(of.size)
      const data = Float64Array.from(cells(of), (cell, i) => cell * (1 + (signs[i] < 0.5 ? -step : step)))
      return [name, value(data, of.shape)]
    }),
  )
}

/** Whole numbers stay: float32 holds them exactly. */
const movedSettings = (settings: Settings, random: Random): Settings =>
  Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => {
      const isRounded = typeof setting === 'number' && !Number.isInteger(setting)
      return [name, isRounded ? setting * (1 + sign(random) * step) : setting]
    }),
  )
