import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { closestName } from './closest-name.ts'
import { DataError, quote } from './data-error.ts'
import { fileFailure, systemCode } from './file-error.ts'
import { checkLimit } from './read-options.ts'

async function missingFile(path: string, cause: unknown): Promise<DataError> {
  const folder = dirname(path)
  try {
    const near = closestName(basename(path), await readdir(folder))
    const cure = near ? `did you mean ${quote(near)} in the same folder?` : 'check the path'
    return new DataError(`${path}: no such file; ${cure}`, { cause })
  } catch {
    return new DataError(`${path}: no such file, and no folder ${quote(folder)}; check the path`, { cause })
  }
}

/**
 * Reads a whole file. Throws a DataError for a missing file, naming a near one in its folder, and for an
 * empty one, a folder or device, a file over the limit and one that may not be read.
 */
export async function readFileBytes(path: string, limitBytes?: number): Promise<Uint8Array> {
  try {
    const { size, ...status } = await stat(path).then((s) => ({
      size: s.size,
      file: s.isFile(),
      folder: s.isDirectory(),
    }))
    if (status.folder) throw new DataError(`${path}: is a directory; give the path of a file`)
    if (!status.file) throw new DataError(`${path}: is not a regular file; save the data to one`)
    if (size === 0) throw new DataError(`${path}: is empty; download or save it again`)
    checkLimit(path, size, limitBytes)
    return await readFile(path)
  } catch (error) {
    if (error instanceof DataError) throw error
    if (systemCode(error) === 'ENOENT') throw await missingFile(path, error)
    throw new DataError(`${path}: cannot be read: ${fileFailure(error)}`, { cause: error })
  }
}
