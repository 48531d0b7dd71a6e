import { CommanderError } from 'commander'
import { benchCommand } from './options.ts'
import { run } from './run.ts'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => stop.abort(new Error('interrupted; nothing was written')))
}

/** Bad input gets one sentence, never a stack trace. */
try {
  await benchCommand((plan) => run(plan, stop.signal)).parseAsync()
} catch (error) {
  const isUsage = error instanceof CommanderError
  if (!isUsage) console.error(`bench: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = stop.signal.aborted ? 130 : isUsage && error.exitCode === 0 ? 0 : 2
}
