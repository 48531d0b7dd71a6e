/** What a shell gives for a program that writes to a pipe nobody reads: 128 and the number of SIGPIPE. */
const closedPipe = 141

/**
 * Nobody may read to the end what a command prints, as in `touchstone list | head -1`. It does its work all the same,
 * files and cleaning up included, and ends with the exit code that is usual then.
 */
export function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.once('exit', () => {
        process.exitCode = closedPipe
      })
    })
  }
}
