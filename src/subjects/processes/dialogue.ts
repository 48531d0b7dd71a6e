import { setTimeout as pause } from 'node:timers/promises'
import type { Contained, Ending } from './contained.ts'

/** How requests reach a process, and its answers us. */
export interface Link<Request, Answer> {
  readonly contained: Contained
  send(request: Request): void
  /** Says whom to tell of answers. What is no answer to the last request ends the process. */
  receive(told: (answer: Answer) => void): void
  /** Asks the process to end, where it knows how to. */
  leave?(): void
}

/** A process that answers one request at a time. */
export interface Dialogue<Request, Answer> {
  /** Gives the answer, or how the process ended: it is not given more than so many seconds. */
  exchange(request: Request, seconds: number): Promise<{ answer: Answer } | { ending: Ending }>
  /** Lets it end, or ends it. */
  end(): Promise<void>
}

export function dialogue<Request, Answer>(link: Link<Request, Answer>): Dialogue<Request, Answer> {
  const { contained, send, receive, leave } = link
  let settle: ((answer: Answer) => void) | undefined
  let ending: Ending | undefined
  let interrupt: (() => void) | undefined
  void contained.ending.then((why) => {
    ending = why
    interrupt?.()
  })
  receive((answer) => {
    if (!settle) contained.kill(unasked)
    settle?.(answer)
    settle = undefined
  })
  return {
    async exchange(request, seconds) {
      const timer = setTimeout(() => contained.kill(silence(seconds)), 1000 * seconds)
      try {
        return await new Promise((resolve) => {
          settle = (answer) => resolve({ answer })
          interrupt = () => resolve({ ending: ending as Ending })
          if (ending) interrupt()
          else send(request)
        })
      } finally {
        clearTimeout(timer)
      }
    },
    async end() {
      leave?.()
      if (leave) await Promise.race([contained.ending, pause(timeToLeave, undefined, { ref: false })])
      contained.kill({ how: 'is no longer needed' })
    },
  }
}

/** Milliseconds. */
const timeToLeave = 1000

const unasked: Ending = {
  how: 'wrote an answer that nobody had asked for',
  cure: 'answer each request once, and print everything else on standard error',
}

const silence = (seconds: number): Ending => ({
  how: `gave no answer within ${seconds} s`,
  cure: 'make it faster, or raise --call-limit',
  isSilence: true,
})
