import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, sep, win32 } from 'node:path'
import { systemCode } from '../data/file-error.ts'
import { type Field, refusal, shown, text } from './manifest-json.ts'

/**
 * The real path of a file that a manifest names, which must lie in the manifest's folder: a manifest comes from a
 * stranger, and must not make us open what is elsewhere. Throws a DataError for '..', for absolute paths, for links
 * that lead out, and where there is no such file.
 */
export async function pathInside(folder: string, field: Field): Promise<string> {
  const named = text(field, 'the path of a file')
  const cure = "put the file into the manifest's folder"
  if (
    isAbsolute(named) ||
    win32.isAbsolute(named) ||
    named.split(/[\\/]/).includes('..') ||
    named.includes('\0')
  ) {
    throw refusal(field, `${shown(named)} leaves the manifest's folder; ${cure}`)
  }
  const found = await realPath(field, join(folder, named))
  if (!found.startsWith((await realpath(folder)) + sep)) {
    throw refusal(field, `${shown(named)} is a link out of the manifest's folder; ${cure}`)
  }
  if (!(await stat(found)).isFile()) {
    throw refusal(field, `${shown(named)} is not a regular file; give the path of a file`)
  }
  return found
}

async function realPath(field: Field, path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    const isMissing = systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR'
    const problem = isMissing ? 'there is no file' : `cannot open`
    throw refusal(field, `${problem} ${shown(field.value)} in the manifest's folder; check the path`)
  }
}
