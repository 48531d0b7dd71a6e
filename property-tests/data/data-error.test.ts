import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DataError, quote } from '../../src/data/data-error.ts'

test('the message of a DataError is one line without control characters, whatever a file names', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
      const { message } = new DataError(`${before}\u001b[2J\r\n\u2028${after}`)
      expect(message).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
      expect(message).toContain('[2J')
    }),
  )
})

test('quote keeps names short', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60, unit: 'grapheme-ascii' }), (name) => {
      expect(JSON.parse(quote(name))).toBe(name)
    }),
  )
  expect(quote('x'.repeat(1e6)).length).toBe(62)
})
