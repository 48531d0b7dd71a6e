import { randomUUID } from 'node:crypto'
import { access, constants, open, realpath, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DataError } from './data-error.ts'
import { fileFailure, systemCode } from './file-error.ts'

interface Target {
  path: string
  /** Permissions of the file that is replaced. */
  mode?: number
}

/** Renaming would replace a link, a device or a read-only file without a word; so the target is looked at first. */
async function findTarget(path: string): Promise<Target> {
  try {
    const target = await realpath(path)
    const status = await stat(target)
    if (status.isDirectory()) throw new DataError(`${path}: is a directory; give the path of a file`)
    if (!status.isFile()) throw new DataError(`${path}: is not a regular file; choose another path`)
    await access(target, constants.W_OK)
    return { path: target, mode: status.mode & 0o777 }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { path }
    throw error
  }
}

async function writeDurably(path: string, contents: Uint8Array | string, mode?: number): Promise<void> {
  const file = await open(path, 'wx')
  try {
    if (mode !== undefined) await file.chmod(mode)
    await file.writeFile(contents)
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * Writes a file whole or not at all: under a name of its own in the same folder, to the disk, then renamed
 * to `path`. A crash or failure leaves an existing file as it was, and no half of a new one.
 *
 * Throws a DataError: disk full, no such folder, no permission, is a directory.
 */
export async function writeFileAtomically(path: string, contents: Uint8Array | string): Promise<void> {
  let temporary: string | undefined
  try {
    const target = await findTarget(path)
    // Not made of the target's name, which may already be as long as the file system allows.
    temporary = join(dirname(target.path), `.touchstone-${randomUUID()}.tmp`)
    await writeDurably(temporary, contents, target.mode)
    await rename(temporary, target.path)
  } catch (error) {
    if (temporary) await unlink(temporary).catch(() => undefined)
    if (error instanceof DataError) throw error
    const reason =
      systemCode(error) === 'ENOENT' ? `no folder ${dirname(path)}; create it` : fileFailure(error)
    throw new DataError(`${path}: cannot be written: ${reason}`, { cause: error })
  }
}
