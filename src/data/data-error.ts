/**
 * The data a user gave cannot be used. The message is one sentence on one line: what, what was expected,
 * what was found, and the cure.
 */
export class DataError extends Error {
  override readonly name = 'DataError'

  constructor(message: string, options?: ErrorOptions) {
    // File and tensor names are the file's own words: control characters in them must not reach a terminal.
    super(message.replace(/[\p{Cc}\u2028\u2029]+/gu, ' '), options)
  }
}

/** A name out of a file, quoted and kept short enough for an error message. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text)
}
