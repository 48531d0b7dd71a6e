import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { packageRoot } from '../data/package-root.ts'
import { benchCommand } from './bench.ts'
import { benchPartCommand } from './bench-part.ts'
import { checkCommand } from './check.ts'
import { tolerateClosedPipes } from './closed-pipe.ts'
import { compareCommand } from './compare.ts'
import { exportCommand } from './export.ts'
import { initCommand } from './init.ts'
import { interpolateCommand } from './interpolate.ts'
import { listCommand } from './list.ts'
import { mergeCommand } from './merge.ts'
import { reconstructCommand } from './reconstruct.ts'
import { sampleCommand } from './sample.ts'
import { studyCommand } from './study.ts'
import { trainCommand } from './train.ts'
import { traverseCommand } from './traverse.ts'
import { verifyCommand } from './verify.ts'
import { verifyPartCommand } from './verify-part.ts'

const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'))

const program = new Command('touchstone')
  .description('Deep generative models, held to the mathematics they come from.')
  .version(version)
  .showHelpAfterError('(touchstone --help shows the commands)')
  .exitOverride()

const commands = [
  verifyCommand(),
  checkCommand(),
  initCommand(),
  compareCommand(),
  mergeCommand(),
  benchCommand(),
  trainCommand(),
  studyCommand(),
  exportCommand(),
  sampleCommand(),
  reconstructCommand(),
  interpolateCommand(),
  traverseCommand(),
  listCommand(),
]
for (const command of commands) program.addCommand(command.exitOverride())
for (const part of [verifyPartCommand(), benchPartCommand()]) program.addCommand(part, { hidden: true })

tolerateClosedPipes()

/** Bad input gets one sentence, never a stack trace; 2 says that nothing could be tested. */
try {
  await program.parseAsync()
} catch (error) {
  const isUsage = error instanceof CommanderError
  if (!isUsage) console.error(`touchstone: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = isUsage && error.exitCode === 0 ? 0 : 2
}
