import fc from 'fast-check'
import { expect } from 'vitest'
import { DataError } from '../../src/data/data-error.ts'

/** The message of the DataError that `read` must throw: one line, not empty. */
export function refusal(read: () => unknown): string {
  try {
    read()
  } catch (error) {
    if (!(error instanceof DataError)) throw error
    expect(error.message).toMatch(/^[^\n\r]{10,}$/)
    return error.message
  }
  throw new Error('read without an error')
}

/** The same of a promise. */
export async function asyncRefusal(promise: Promise<unknown>): Promise<string> {
  const result = await promise.then(
    () => 'read without an error',
    (error: unknown) => error,
  )
  return refusal(() => {
    throw result
  })
}

/** Each prefix of the file, but the whole, must be refused. */
export function refusesEveryPrefix(bytes: Uint8Array, read: (bytes: Uint8Array) => unknown): void {
  for (let length = 0; length < bytes.length; length++) refusal(() => read(bytes.slice(0, length)))
}

/** What `read` gives, or undefined where it refuses; any other error passes on and fails the test. */
export function readOrRefuse<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof DataError) return undefined
    throw error
  }
}

/** A share of the file. Not fc.double, which takes every float alike and so nearly always a place at the start. */
const places = fc.nat(2 ** 20 - 1).map((n) => n / 2 ** 20)

/** Where to put which bytes: a place as a share of the file, and what to xor there. */
export const flips = fc.array(fc.tuple(places, fc.integer({ min: 1, max: 255 })), {
  minLength: 1,
  maxLength: 3,
})

/** A copy with bytes flipped among the first `reach` ones. */
export function damaged(
  bytes: Uint8Array,
  places: readonly [number, number][],
  reach = bytes.length,
): Uint8Array {
  const copy = bytes.slice()
  for (const [place, bits] of places) copy[Math.floor(place * reach)]! ^= bits
  return copy
}
