import type { ChildProcess } from 'node:child_process'

/** Gives what a process has written last on standard error: why it ended, if it did. */
export function lastLines({ stderr }: ChildProcess): () => string {
  let text = ''
  stderr?.setEncoding('utf8').on('data', (piece: string) => {
    text = (text + piece).slice(-4000)
  })
  return () => tellingLine(text)
}

/** The last line that names an error, such as 'TypeError: x is not a function', and more where that ends in a colon. */
export function tellingLine(text: string): string {
  const lines = text.trim().split('\n')
  const at = lines.findLastIndex((line) => /^\w*(Error|Exception)\b.*:/.test(line))
  if (at < 0) return lines.at(-1) || 'it wrote no reason'
  const more = lines[at].endsWith(':') ? lines[at + 1] : undefined
  return [lines[at], ...(more ? [more] : [])].join(' ')
}
