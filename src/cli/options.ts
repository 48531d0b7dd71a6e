import { InvalidArgumentError, Option } from 'commander'
import { engineNames } from '../engines/index.ts'

/** A whole number of at least `least`, from the command line. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const number = Number(text)
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < least) {
      throw new InvalidArgumentError(`Expected a whole number from ${least}.`)
    }
    return number
  }

export function positiveNumber(text: string): number {
  const number = Number(text)
  if (text.trim() === '' || !Number.isFinite(number) || number <= 0) {
    throw new InvalidArgumentError('Expected a number above 0.')
  }
  return number
}

/** Whole numbers from 0 with commas between: rows of a data set, or latents. */
export function wholeNumbers(text: string): number[] {
  if (!/^\d+(,\d+)*$/.test(text)) {
    throw new InvalidArgumentError('Expected whole numbers with commas between, such as 0,3,5.')
  }
  return text.split(',').map(Number)
}

/** name=value, gathered: the sizes of a model, and weights such as beta=0.5. */
export function setting(text: string, known: Readonly<Record<string, number>> = {}): Record<string, number> {
  const match = /^([a-z_]+)=(-?\d+(?:\.\d+)?)$/i.exec(text)
  if (!match) throw new InvalidArgumentError('Expected name=number, such as latent=16.')
  return { ...known, [match[1]]: Number(match[2]) }
}

export const engineOption = (fallback: string): Option =>
  new Option('--engine <name>', 'what computes').choices([...engineNames]).default(fallback)

export const seedOption = (): Option =>
  new Option('--seed <number>', 'seed of all that is random').argParser(wholeNumber(0)).default(1)

export const threadsOption = (): Option =>
  new Option(
    '--threads <number>',
    'threads of an engine that takes them (default: 1; more for large steps on an idle machine)',
  ).argParser(wholeNumber(1))
