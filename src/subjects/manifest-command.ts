import { stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { type Field, refusal, shown, text } from './manifest-json.ts'
import { pathInside } from './manifest-path.ts'

/**
 * The words of a program, which starts in an empty folder: words that name files beside the manifest become their real
 * paths. Throws a DataError for what is no list of texts, and for a program or a file outside the manifest's folder that
 * is named relative to it.
 */
export async function commandOf(folder: string, field: Field): Promise<string[]> {
  const { file, path, value } = field
  if (!Array.isArray(value) || value.length === 0) {
    throw refusal(
      field,
      `expected a program and its arguments, got ${shown(value)}; write ["python3", "my_flow.py"]`,
    )
  }
  const words = value.map((word, i): Field => ({ file, path: `${path}[${i}]`, value: word }))
  const [program, ...args] = words
  return [
    await programOf(folder, program),
    ...(await Promise.all(args.map((argument) => argumentOf(folder, argument)))),
  ]
}

/** A program without a slash is looked for on the PATH, as shells do. */
async function programOf(folder: string, field: Field): Promise<string> {
  const named = text(field, 'the name of a program')
  return isAbsolute(named) || !/[\\/]/.test(named) ? checked(field) : await pathInside(folder, field)
}

async function argumentOf(folder: string, field: Field): Promise<string> {
  const word = checked(field)
  const isFile = !isAbsolute(word) && (await stat(join(folder, word)).catch(() => undefined))?.isFile()
  return isFile ? await pathInside(folder, field) : word
}

function checked(field: Field): string {
  const { value } = field
  if (typeof value === 'string' && !value.includes('\0')) return value
  throw refusal(field, `expected a text, got ${shown(value)}; write each word in double quotes`)
}
