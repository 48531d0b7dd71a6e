import { Command } from 'commander'
import { serveBenchmarks } from '../performance/contenders/serve.ts'

/** `touchstone bench-part`: what bench starts for each fresh start of the suite. */
export const benchPartCommand = (): Command =>
  new Command('bench-part').description('serve the benchmarks of bench').action(() => serveBenchmarks())
