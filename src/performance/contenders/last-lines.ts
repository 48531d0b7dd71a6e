import type { ChildProcess } from 'node:child_process'

/** Gives what a process has written last on standard error: why it ended, if it did. */
export function lastLines({ stderr }: ChildProcess): () => string {
  let text = ''
  stderr?.setEncoding('utf8').on('data', (piece: string) => {
    text = (text + piece).slice(-4000)
  })
  return () => tellingLine(text)
}

/** The last line that names an error, such as 'TypeError: x is not a function': stack traces go on after it. */
export function tellingLine(text: string): string {
  const lines = text.trim().split('\n')
  return (
    lines.findLast((line) => /^(\w+: )?\w*(Error|Exception)\b.*:/.test(line)) ||
    lines.at(-1) ||
    'it wrote no reason'
  )
}
