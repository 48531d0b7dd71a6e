import { stripVTControlCharacters } from 'node:util'

/** The most of a program's messages that are shown. */
const mostCharacters = 20_000

/** Prints what a program says on standard error, up to a length, without what would steer the terminal. */
export function printMessage(print = (text: string): unknown => process.stderr.write(text)) {
  let left = mostCharacters
  return (text: string): void => {
    if (left <= 0) return
    print(readable(text.slice(0, left)))
    left -= text.length
    if (left <= 0) print('\n... (the program says more, which is left out)\n')
  }
}

const readable = (text: string): string => stripVTControlCharacters(text).replace(/[^\P{Cc}\n\t]/gu, '')
