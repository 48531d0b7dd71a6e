import { expect, test } from 'vitest'
import { runCommand } from '../../bench/checking/run-command.ts'

const { signal } = new AbortController()

test('a command is timed from its start to its end', async () => {
  const { ms } = await runCommand(['-e', 'setTimeout(() => {}, 60)'], signal)
  expect(ms).toBeGreaterThanOrEqual(60)
})

test('one that fails is not timed, and its last words are shown', async () => {
  const failing = ['-e', 'console.error("no such subject"); process.exitCode = 2']
  await expect(runCommand(failing, signal)).rejects.toThrow(/exit code 2; no such subject/)
})

test('one is stopped when the run is', async () => {
  const stop = new AbortController()
  const running = runCommand(['-e', 'setTimeout(() => {}, 60_000)'], stop.signal)
  stop.abort(new Error('interrupted'))
  await expect(running).rejects.toThrow()
})
