import { quote } from '../../data/data-error.ts'
import { formatBytes } from '../../data/read-options.ts'
import { contain, type Ending } from '../processes/contained.ts'
import type { Link } from '../processes/dialogue.ts'
import type { Limits } from '../processes/limits.ts'
import { readLines } from './lines.ts'
import { type ProgramAnswer, type ProgramRequest, parseAnswer } from './protocol.ts'

export interface Launching {
  readonly command: readonly string[]
  /** The manifest's folder, which the program learns as TOUCHSTONE_FOLDER; it starts in an empty one. */
  readonly folder: string
  readonly limits: Limits
  /** Told what the program prints on standard error. */
  readonly onMessage: (text: string) => void
}

/** Starts a program that speaks JSON Lines on standard input and output. */
export function launch({
  command,
  folder,
  limits,
  onMessage,
}: Launching): Link<ProgramRequest, ProgramAnswer> {
  const contained = contain(command, limits.memory, {
    stdio: 'pipe',
    env: { ...process.env, TOUCHSTONE_FOLDER: folder },
  })
  const { stdin, stdout, stderr } = contained.child
  let last: ProgramRequest = { cmd: 'stop' }
  // A program that is gone says so by its ending.
  stdin?.on('error', () => {})
  let lastWords = ''
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = text.trimEnd().split('\n').at(-1) ?? ''
    onMessage(text)
  })
  const explained = (why: Ending): Ending =>
    why.cure || lastWords === '' ? why : { ...why, cure: `its last words are ${quote(lastWords)}` }
  return {
    contained: { ...contained, ending: contained.ending.then(explained) },
    send(request) {
      last = request
      stdin?.write(`${JSON.stringify(request)}\n`)
    },
    leave: () => stdin?.end(`${JSON.stringify({ cmd: 'stop' } satisfies ProgramRequest)}\n`),
    receive(told) {
      if (!stdout) return
      let isOver = false // what comes after a line that is no answer is no answer, either
      readLines(stdout, {
        mostBytes: limits.answer,
        onFlood: () =>
          contained.kill({
            how: `wrote a line of more than ${formatBytes(limits.answer)}`,
            cure: onlyAnswers,
          }),
        onLine(line) {
          if (isOver) return
          try {
            told(parseAnswer(line, last))
          } catch (error) {
            isOver = true
            contained.kill({
              how: `gave no proper answer (${error instanceof Error ? error.message : String(error)})`,
              cure: onlyAnswers,
            })
          }
        },
      })
    },
  }
}

const onlyAnswers = 'write one JSON object a line on standard output, and everything else on standard error'
