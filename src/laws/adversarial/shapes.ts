import { value } from '../../engines/value.ts'
import { type Shape, size } from '../../ops/shape.ts'
import type { Subject } from '../../subjects/subject.ts'
import { type Problem, problemsIn } from '../autoencoder/shapes.ts'
import { fromRows } from '../rows.ts'
import { type Alteration, mapCells } from '../violators.ts'
import { batchOf, type Draw, draws, inputsOf, randomOf } from './cases.ts'
import { lawOf, type ShortLaw, type Wrongs } from './define.ts'

/** The functions of a kind, by what they give: a map something of each sample, a loss one number of the batch. */
export interface Family {
  readonly kind: Parameters<typeof lawOf>[0]
  /** Their output's shape, where the subject lets it be known. */
  readonly maps: Readonly<Record<string, (subject: Subject) => Shape | undefined>>
  readonly losses: readonly string[]
}

const namesOf = ({ maps, losses }: Family): string[] => [...Object.keys(maps), ...losses]

export const given = (names: readonly string[], { functions }: Subject): string[] =>
  names.filter((name) => name in functions)

export const whyNothing = (names: readonly string[], subject: Subject): string | undefined =>
  given(names, subject).length === 0 ? `the subject gives none of ${names.join(', ')}` : undefined

/** Every function's output has the shape that the contract says, and is finite; `alpha` is one number a sample. */
export const shapesAndFinite = (family: Family, statement: string, violators: Wrongs) =>
  lawOf(family.kind)<Draw>({
    name: `${family.kind}/shapes-and-finite`,
    nature: 'form',
    statement,
    source: 'the contract of subjects',
    needs: [],
    exempts: (subject) => whyNothing(namesOf(family), subject),
    cases: draws,
    runs: 2,
    async residual(subject, draw) {
      const found: Problem[] = []
      for (const name of given(namesOf(family), subject)) {
        found.push(...problemsOfInputs(subject, name), ...(await problemsOf(family, subject, name, draw)))
      }
      return { error: found.length, tolerance: 0, ...(found.length > 0 ? { at: found[0] } : {}) }
    },
    violators,
  } satisfies ShortLaw<Draw>)

/** What is called a number a sample must be one. An alpha for each pixel leaves the segment between the samples. */
function problemsOfInputs({ functions }: Subject, name: string): Problem[] {
  const numbers = name === 'gradient_penalty' ? ['alpha'] : name.endsWith('_loss') ? ['real', 'fake'] : []
  return numbers.flatMap((input) => {
    const shape = functions[name].inputs[input]
    return shape && size(shape) !== 1 ? [{ function: name, input, expected: '[N]', got: `[N,${shape}]` }] : []
  })
}

async function problemsOf(family: Family, subject: Subject, name: string, draw: Draw): Promise<Problem[]> {
  const { inputs: shapes, outputs } = subject.functions[name]
  const rows = inputsOf(subject, name, randomOf(draw).split(name))
  const fed = Object.entries(shapes).map(([input, shape]) => [input, fromRows(rows[input], shape)])
  const { [outputs[0]]: result } = await subject.call(name, Object.fromEntries(fed))
  if (!result) return [{ function: name, output: outputs[0], got: 'nothing' }]
  if (name in family.maps) {
    const sample = family.maps[name](subject) ?? result.shape.slice(1)
    return problemsIn(name, outputs[0], result, [batchOf(subject), ...sample])
  }
  return problemsIn(name, outputs[0], result, size(result.shape) === 1 ? result.shape : [])
}

/** An output with an axis too many. */
export const withAxis =
  (output: string): Alteration =>
  (outputs) => ({ ...outputs, [output]: value([...outputs[output].data], [...outputs[output].shape, 1]) })

/** An output whose first number is none. */
export const withNaN =
  (output: string): Alteration =>
  (outputs) => ({
    ...outputs,
    [output]: mapCells(outputs[output], (cell, at) => (at === 0 ? Number.NaN : cell)),
  })

/** A loss that is not reduced: the same for each sample, [N]. */
export const unreduced =
  (output: string): Alteration =>
  (outputs, inputs) => {
    const count = Object.values(inputs)[0].shape[0]
    return { [output]: value(new Float64Array(count).fill(outputs[output].data[0]), [count]) }
  }
