import ndarray from 'ndarray'
import { DataError } from './data-error.ts'
import type { Dataset, Strings } from './dataset.ts'

/** What fills up strings that are shorter than the longest. */
const padding = ' '

/**
 * Strings as rows of one-hot characters, filled up with spaces to the length of the longest. The alphabet is theirs, in
 * the order of code points, the space first. Throws a DataError where there is none, or one is empty.
 */
export function stringsDataset(name: string, texts: readonly string[]): Dataset & { strings: Strings } {
  if (texts.length === 0) throw new DataError(`${name}: holds no strings; give one a line`)
  const empty = texts.findIndex((text) => text.trim() === '')
  if (empty >= 0) throw new DataError(`${name}: string ${empty} is empty; remove it`)
  const alphabet = [padding, ...[...new Set(texts.join(''))].filter((c) => c !== padding).sort()]
  const length = texts.reduce((most, text) => Math.max(most, text.length), 0)
  const width = length * alphabet.length
  const x = new Float32Array(texts.length * width)
  texts.forEach((text, n) => {
    for (let i = 0; i < length; i++) {
      x[n * width + i * alphabet.length + alphabet.indexOf(text[i] ?? padding)] = 1
    }
  })
  return { name, x: ndarray(x, [texts.length, width]), strings: { alphabet, length } }
}

/** The strings of the largest cell at every position: of one-hot rows, of logits. cells: [N, length, alphabet]. */
export function textsOf(cells: ArrayLike<number>, { alphabet, length }: Strings): string[] {
  const symbols = alphabet.length
  const count = cells.length / (length * symbols)
  const best = (start: number) => {
    let at = 0
    for (let k = 1; k < symbols; k++) if (cells[start + k] > cells[start + at]) at = k
    return alphabet[at]
  }
  return Array.from({ length: count }, (_, n) =>
    Array.from({ length }, (_, i) => best((n * length + i) * symbols))
      .join('')
      .trimEnd(),
  )
}
