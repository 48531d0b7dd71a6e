import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Option } from 'commander'
import { DataError } from '../data/data-error.ts'
import { type Conventions, type Kind, kinds } from '../models/model.ts'
import { bareManifest } from '../subjects/bare.ts'
import { type Manifest, readManifest } from '../subjects/manifest.ts'

/** How a subject is named on the command line. */
export interface SourceFlags {
  readonly kind?: Kind
  readonly formula?: string
  readonly declare?: Conventions
}

export const sourceOptions = (): Option[] => [
  new Option('--kind <kind>', 'what models without a subject.json are').choices(kinds),
  new Option('--formula <name>', 'which formula, for --kind formula'),
  new Option('--declare <name=value...>', 'conventions of models without a subject.json').argParser(
    declaration,
  ),
]

/** A manifest; or models without one, whose inputs and outputs have the contract's names. */
export async function manifestFrom(path: string, { kind, formula, declare }: SourceFlags): Promise<Manifest> {
  const beside = join(path, 'subject.json')
  const isFile = async (file: string) => (await stat(file).catch(() => undefined))?.isFile() === true
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true
  const written = isFolder
    ? (await isFile(beside))
      ? beside
      : undefined
    : /\.onnx$/i.test(path)
      ? undefined
      : path
  if (written !== undefined) {
    const extra = Object.entries({ kind, formula, declare }).find(([, value]) => value !== undefined)
    if (extra) throw new DataError(`--${extra[0]}: ${written} says that itself; leave the option out`)
    return readManifest(written)
  }
  if (kind)
    return bareManifest(path, {
      kind,
      ...(formula ? { formula } : {}),
      ...(declare ? { declared: declare } : {}),
    })
  throw new DataError(`${path}: what is it? give --kind, one of ${kinds.join(', ')}, or a subject.json`)
}

/** name=value, gathered; numbers and booleans are what they look like. */
function declaration(text: string, known: Conventions = {}): Conventions {
  const at = text.indexOf('=')
  if (at < 1) throw new DataError(`--declare ${text}: expected name=value, such as spread=std`)
  const [name, value] = [text.slice(0, at), text.slice(at + 1)]
  const literal = value === 'true' || value === 'false' ? value === 'true' : value
  const isNumber = value.trim() !== '' && Number.isFinite(Number(value))
  return { ...known, [name]: isNumber ? Number(value) : literal }
}

/** The command that checks this subject again. */
export const commandOf = (
  path: string,
  { kind, formula, declare }: SourceFlags,
  further: readonly string[],
): string =>
  [
    'touchstone check',
    shellWord(path),
    ...(kind ? [`--kind ${kind}`] : []),
    ...(formula ? [`--formula ${shellWord(formula)}`] : []),
    ...Object.entries(declare ?? {}).map(([name, value]) => `--declare ${shellWord(`${name}=${value}`)}`),
    ...further,
  ].join(' ')

const shellWord = (word: string): string =>
  /^[\w./=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
