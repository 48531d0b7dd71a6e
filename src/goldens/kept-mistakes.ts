import type { Value } from '../engines/engine.ts'
import { cells, value } from '../engines/value.ts'
import { sameShape } from '../ops/shape.ts'
import type { GoldenCase } from './case.ts'

/** Wrong values this near to what was got name the mistake, whatever the precision. */
const near = 1e-4

/** The mistake whose numbers these are: one that the case keeps, a sign, a transposition. */
export function likelyMistake(
  golden: GoldenCase,
  tensor: string,
  got: Value,
  expected: Value,
  tolerance: number,
): string | undefined {
  if (tolerance >= near && sameShape(got.shape, expected.shape)) return undefined
  return keptMistake(golden, tensor, got) ?? turned(got, expected)
}

/** `invalid.kl` beside `kl` with a note of what is wrong with it; `misprinted_log_det` as a slide has it. */
function keptMistake({ description, expected }: GoldenCase, tensor: string, got: Value): string | undefined {
  const slash = tensor.lastIndexOf('/') + 1
  const [example, output] = [tensor.slice(0, slash), tensor.slice(slash)]
  const invalid = expected[`${example}invalid.${output}`]
  if (invalid && isNear(got, invalid)) {
    return description.formulas?.find(({ name }) => `${name}/` === example)?.invalid?.note
  }
  const misprinted = `${example}misprinted_${output}`
  if (expected[misprinted] && isNear(got, expected[misprinted])) {
    return `these are the numbers of ${misprinted}: see the notes of case.json`
  }
  return undefined
}

function turned(got: Value, expected: Value): string | undefined {
  const [rows, columns] = got.shape
  const isTurned = got.shape.length === 2 && sameShape([columns, rows], expected.shape)
  if (isTurned && isNear(transposed(got), expected)) {
    return 'it is transposed: weights are [out, in], as PyTorch lays them out'
  }
  const negative = value(
    Float64Array.from(cells(got), (cell) => -cell),
    got.shape,
  )
  return isNear(negative, expected) ? 'it has the opposite sign' : undefined
}

function transposed(of: Value): Value {
  const [rows, columns] = of.shape
  const flat = cells(of)
  return value(
    Float64Array.from(
      { length: rows * columns },
      (_, i) => flat[(i % rows) * columns + Math.floor(i / rows)],
    ),
    [columns, rows],
  )
}

function isNear(got: Value, wrong: Value): boolean {
  if (!sameShape(got.shape, wrong.shape)) return false
  const [a, b] = [cells(got), cells(wrong)]
  const scale = Array.from(b).reduce((most, cell) => Math.max(most, Math.abs(cell)), 0)
  return scale > 0 && Array.from(a).every((cell, i) => Math.abs(cell - b[i]) <= near * scale)
}
