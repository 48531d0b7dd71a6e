import * as ops from '../../../ops/index.ts'
import { size } from '../../../ops/shape.ts'
import type { Tensor } from '../../../ops/tensor.ts'
import { unreadable } from '../unreadable.ts'

/** A tensor with a letter for each of its axes. */
interface Lettered {
  readonly tensor: Tensor
  readonly letters: string
}

/** Sums of products as Einstein wrote them, 'bi,ij->bj': two operands at a time, each a product of matrices. */
export function einsum(equation: string, operands: readonly Tensor[]): Tensor {
  const [left, right] = equation.replaceAll(' ', '').split('->')
  const terms = left.split(',')
  if (equation.includes('...') || terms.length !== operands.length) {
    unreadable('Einsum', `equation '${equation}'`)
  }
  const wanted = right ?? implicitLetters(left)
  const lettered = operands.map((tensor, i): Lettered => ({ tensor, letters: terms[i] }))
  if (lettered.some(({ letters }) => new Set(letters).size < letters.length)) {
    unreadable('Einsum', `a diagonal in '${equation}'`)
  }
  const product = lettered.reduce((a, b, i) => {
    const later = lettered.slice(i + 1).map(({ letters }) => letters)
    return multiplied(a, b, [wanted, ...later].join(''))
  })
  return arranged(summed(product, wanted), wanted)
}

/** Without an arrow: the letters that occur once, in alphabetical order. */
const implicitLetters = (left: string): string =>
  [...new Set(left)]
    .filter((letter) => /[a-z]/i.test(letter) && left.indexOf(letter) === left.lastIndexOf(letter))
    .sort()
    .join('')

/** Without the axes that nobody asks for any more. */
function summed({ tensor, letters }: Lettered, kept: string): Lettered {
  const axes = [...letters].flatMap((letter, axis) => (kept.includes(letter) ? [] : [axis]))
  if (axes.length === 0) return { tensor, letters }
  return { tensor: ops.sum(tensor, axes), letters: [...letters].filter((l) => kept.includes(l)).join('') }
}

const arranged = ({ tensor, letters }: Lettered, order: string): Tensor =>
  letters === order
    ? tensor
    : ops.transpose(
        tensor,
        [...order].map((letter) => letters.indexOf(letter)),
      )

/** Letters of both that are wanted are batches, other letters of both are summed over. */
function multiplied(first: Lettered, second: Lettered, wanted: string): Lettered {
  const a = summed(first, wanted + second.letters)
  const b = summed(second, wanted + first.letters)
  const both = [...a.letters].filter((letter) => b.letters.includes(letter))
  const batch = both.filter((letter) => wanted.includes(letter)).join('')
  const inner = both.filter((letter) => !wanted.includes(letter)).join('')
  const rows = [...a.letters].filter((letter) => !both.includes(letter)).join('')
  const columns = [...b.letters].filter((letter) => !both.includes(letter)).join('')
  const lengths = new Map([...lengthsOf(a), ...lengthsOf(b)])
  const shapeOf = (letters: string) => [...letters].map((letter) => lengths.get(letter) ?? 1)
  const cells = (letters: string) => size(shapeOf(letters))
  const left = ops.reshape(arranged(a, batch + rows + inner), [cells(batch), cells(rows), cells(inner)])
  const right = ops.reshape(arranged(b, batch + inner + columns), [
    cells(batch),
    cells(inner),
    cells(columns),
  ])
  const letters = batch + rows + columns
  return { tensor: ops.reshape(ops.matmul(left, right), shapeOf(letters)), letters }
}

const lengthsOf = ({ tensor, letters }: Lettered): [string, number][] =>
  [...letters].map((letter, axis) => [letter, tensor.shape[axis]])
