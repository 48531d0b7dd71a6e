import { type Command, CommanderError } from 'commander'

/** Runs a command that exits by exceptions. Bad input gets one sentence, never a stack trace, and exit code 2. */
export async function runCommand(command: Command): Promise<void> {
  try {
    await command.parseAsync()
  } catch (error) {
    const isUsage = error instanceof CommanderError
    if (!isUsage)
      console.error(`${command.name()}: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = isUsage && error.exitCode === 0 ? 0 : 2
  }
}
