import type { ChildProcess } from 'node:child_process'

/** Gives what a process has written last on standard error: why it ended, if it did. */
export function lastLines({ stderr }: ChildProcess): () => string {
  let text = ''
  stderr?.setEncoding('utf8').on('data', (piece: string) => {
    text = (text + piece).slice(-2000)
  })
  return () => text.trim().split('\n').at(-1) || 'it wrote no reason'
}
