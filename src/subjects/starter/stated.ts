import type { Kind } from '../../models/model.ts'
import type { Port } from './ports.ts'

/** Sizes of the examples, of which no two are alike, so that no axis is taken for another. */
const sizes = { N: 7, D: 3, Z: 2, K: 5, L: 4, C: 6, H: 8, W: 10, O: 9, I: 11, k: 3, l: 3 }
export const sizesIn = (shapes: readonly string[]): [string, number][] =>
  Object.entries(sizes).filter(([size]) => shapes.some((shape) => shape.split(/[^A-Za-z]+/).includes(size)))

/**
 * The shapes of one sample that a program states, by the names of inputs. Where another function takes one number a sample
 * under the same name, the function's own name goes before: 'gradient_penalty.real'.
 */
export function stated(
  kind: Kind,
  ports: readonly Port[],
  write: (input: string, shape: readonly number[]) => string,
): string {
  if (kind === 'formula') return ''
  const all = ports.flatMap(({ name, inputs, shapes }) =>
    inputs.map((input, i) => ({ name, input, shape: shapes[i] })),
  )
  const found = new Map<string, string>()
  for (const { name, input, shape } of all) {
    const isAmbiguous = all.some((other) => other.input === input && other.shape === 'N')
    const key = isAmbiguous ? `${name}.${input}` : input
    if (shape !== 'N' && !found.has(key)) found.set(key, shape)
  }
  return [...found].map(([key, shape]) => write(key, lengthsOf(shape))).join(', ')
}

/** 'N, K, Z' without the batch, in numbers. */
const lengthsOf = (shape: string): number[] =>
  shape
    .split(', ')
    .slice(1)
    .map((size) => sizes[size as keyof typeof sizes])
