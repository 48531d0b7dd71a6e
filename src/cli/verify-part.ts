import { Command } from 'commander'
import { serveParts } from '../verification/part.ts'

/** `touchstone verify-part`: what verify starts for each part of its work. */
export const verifyPartCommand = (): Command =>
  new Command('verify-part').description('serve one part of verify').action(serveParts)
