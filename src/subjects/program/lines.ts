import type { Readable } from 'node:stream'

export interface Lines {
  /** Of one line; a longer one is not kept. */
  readonly mostBytes: number
  readonly onLine: (line: string) => void
  /** A line has gone past that. Nothing is told after it. */
  readonly onFlood: () => void
}

/** Hands on what a stream says, line by line. */
export function readLines(stream: Readable, { mostBytes, onLine, onFlood }: Lines): void {
  let parts: Buffer[] = []
  let held = 0
  const keep = (part: Buffer) => {
    parts.push(part)
    held += part.length
  }
  function read(chunk: Buffer): void {
    let from = 0
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      keep(chunk.subarray(from, end))
      const line = Buffer.concat(parts).toString()
      parts = []
      held = 0
      from = end + 1
      onLine(line)
    }
    keep(chunk.subarray(from))
    if (held <= mostBytes) return
    stream.off('data', read)
    stream.resume()
    parts = []
    onFlood()
  }
  stream.on('data', read)
}
