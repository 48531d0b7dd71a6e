import { CommanderError } from 'commander'
import { benchCommand } from './options.ts'
import { run } from './run.ts'

const stop = new AbortController()
let firstSignal = 0

/** The first stops the run cleanly. tsx may hand on what the terminal has sent already: a second one means it later. */
function onSignal(): void {
  if (stop.signal.aborted && performance.now() - firstSignal > 1000) process.exit(130)
  if (stop.signal.aborted) return
  firstSignal = performance.now()
  stop.abort(new Error('interrupted; nothing was written'))
}
process.on('SIGINT', onSignal)
process.on('SIGTERM', onSignal)

/** Bad input gets one sentence, never a stack trace. */
try {
  await benchCommand((plan) => run(plan, stop.signal)).parseAsync()
} catch (error) {
  const isUsage = error instanceof CommanderError
  const told: unknown = stop.signal.aborted ? stop.signal.reason : error
  if (!isUsage) console.error(`bench: ${told instanceof Error ? told.message : String(told)}`)
  process.exitCode = stop.signal.aborted ? 130 : isUsage && error.exitCode === 0 ? 0 : 2
}
