import { DataError } from '../../data/data-error.ts'
import type { Ending } from './contained.ts'
import { type Dialogue, dialogue, type Link } from './dialogue.ts'
import type { Limits } from './limits.ts'

export interface Guarding<Request, Answer> {
  /** What the process is called in sentences: 'subject.json: the program python3 flow.py'. */
  readonly name: string
  readonly limits: Limits
  /** Starts the process. */
  launch(): Link<Request, Answer>
  /** What each process is asked first. */
  readonly opening: Request
}

/** A stranger's process, asked one thing at a time. It may crash or fall silent: each question has an answer or an error. */
export interface Guard<Request, Answer> {
  /** The answer to the opening. Throws a DataError where there is none. */
  open(): Promise<Answer>
  /** Throws a DataError where the process ends or falls silent; the next question starts it again. */
  ask(request: Request, what: string): Promise<Answer>
  close(): Promise<void>
}

/** Two silences say that there will be more, each as long as a call may be. */
const mostSilences = 2

export function guard<Request, Answer>(guarding: Guarding<Request, Answer>): Guard<Request, Answer> {
  const { name, limits, launch, opening } = guarding
  let current: Dialogue<Request, Answer> | undefined
  let silences = 0
  let spent = 0

  async function exchange(on: Dialogue<Request, Answer>, request: Request, seconds: number, when: string) {
    const began = performance.now()
    const result = await on.exchange(request, seconds)
    spent += (performance.now() - began) / 1000
    if ('answer' in result) return result.answer
    current = undefined
    if (result.ending.isSilence) silences++
    throw failure(name, result.ending, when)
  }

  async function start() {
    const started = dialogue(launch())
    const answer = await exchange(started, opening, limits.start, 'at the start')
    current = started
    return { started, answer }
  }

  async function answered(request: Request, what: string): Promise<Answer> {
    if (silences >= mostSilences) throw failure(name, givenUp)
    if (spent > limits.total) throw failure(name, exhausted(limits.total))
    const on = current ?? (await start()).started
    return await exchange(on, request, limits.call, `when asked for ${what}`)
  }

  const inTurn = oneAtATime()
  return {
    open: () => inTurn(async () => (await start()).answer),
    ask: (request, what) => inTurn(() => answered(request, what)),
    close: () => inTurn(async () => current?.end()),
  }
}

function failure(name: string, { how, cure }: Ending, when = ''): DataError {
  return new DataError([`${name} ${how}${when && ` ${when}`}`, ...(cure ? [cure] : [])].join('; '))
}

const givenUp: Ending = {
  how: `left ${mostSilences} questions without answer`,
  cure: 'it is not asked again; make it faster, or raise --call-limit',
}

const exhausted = (seconds: number): Ending => ({
  how: `took more than ${seconds} s for all of its answers`,
  cure: 'check fewer laws at a time, with --law',
})

/** Runs what it is given one after another. */
function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve()
  return <Result>(act: () => Promise<Result>): Promise<Result> => {
    const result = last.then(act)
    last = result.catch(() => undefined)
    return result
  }
}
