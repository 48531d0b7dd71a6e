import { dirname, resolve } from 'node:path'
import { DataError } from '../../data/data-error.ts'
import type { Precision, Values } from '../../engines/engine.ts'
import type { Manifest } from '../manifest.ts'
import type { Field } from '../manifest-json.ts'
import { guard } from '../processes/guard.ts'
import type { Limits } from '../processes/limits.ts'
import { launch } from './launch.ts'
import type { ProgramAnswer, ProgramRequest } from './protocol.ts'
import { toWire } from './tensors.ts'

/** A conversation with a program. */
export interface Session {
  /** What it is called in sentences. */
  readonly name: string
  /** What it says of itself. */
  start(): Promise<Field>
  /** Throws a DataError where there is no proper answer, or the answer is an error. */
  call(name: string, inputs: Values, dtype: Precision): Promise<{ outputs: Values } | { skipped: string }>
  close(): Promise<void>
}

export function sessionWith(
  { path, command = [] }: Manifest,
  limits: Limits,
  onMessage: (text: string) => void,
): Session {
  const name = `${path}: the program ${shortened(command.join(' '))}`
  const folder = dirname(resolve(path))
  const program = guard<ProgramRequest, ProgramAnswer>({
    name,
    limits,
    launch: () => launch({ command, folder, limits, onMessage }),
    opening: { cmd: 'start', version: 1 },
  })
  let seq = 0
  return {
    name,
    async start() {
      const answer = await program.open()
      if ('start' in answer) return answer.start
      throw new DataError(`${name} did not say what it is`)
    },
    async call(called, inputs, dtype) {
      const wired = Object.fromEntries(
        Object.entries(inputs).map(([input, of]) => [input, toWire(of, dtype)]),
      )
      const request: ProgramRequest = { cmd: 'call', seq: ++seq, function: called, inputs: wired }
      const answer = await program.ask(request, called)
      if ('error' in answer) throw new DataError(`${name} has no answer to ${called}: ${answer.error}`)
      return answer as { outputs: Values } | { skipped: string }
    },
    close: program.close,
  }
}

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text)
