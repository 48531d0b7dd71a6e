import { crc32 } from 'node:zlib'
import { type UnzipFileInfo, unzipSync, zipSync } from 'fflate'
import { DataError, quote } from './data-error.ts'
import { readNpy, writeNpy } from './npy.ts'
import { checkLimit, type ReadOptions } from './read-options.ts'
import type { StoredArray } from './stored-array.ts'
import { type ZipEntry, zipDirectory } from './zip-directory.ts'

/** Lists the members as fflate sees them and throws, before any is unpacked, where one must not be. */
function memberLister(name: string, entries: readonly ZipEntry[], names: string[]) {
  return (member: UnzipFileInfo): boolean => {
    const entry = entries[names.length]
    if (member.originalSize !== entry?.size) {
      throw new DataError(`${name}: the zip directory does not add up; download it again`)
    }
    if (!member.name.endsWith('.npy')) {
      throw new DataError(
        `${name}: member ${quote(member.name)} is not a .npy array; save it again with numpy.savez`,
      )
    }
    if (names.includes(member.name)) {
      throw new DataError(
        `${name}: two arrays are named ${quote(member.name)}; save it again with numpy.savez`,
      )
    }
    names.push(member.name)
    return true
  }
}

function unpack(name: string, bytes: Uint8Array, filter: (member: UnzipFileInfo) => boolean) {
  try {
    return unzipSync(bytes, { filter })
  } catch (error) {
    if (error instanceof DataError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new DataError(`${name}: the zip cannot be unpacked (${reason}); download it again`, {
      cause: error,
    })
  }
}

/**
 * Reads the arrays of a .npz by name, packed or stored. The sizes that the zip declares are checked against
 * the limit before anything is unpacked, the checksums after.
 *
 * Throws a DataError for damaged zips, members that are no .npy, repeated names, and all that readNpy refuses.
 */
export function readNpz(bytes: Uint8Array, options: ReadOptions = {}): Map<string, StoredArray> {
  const name = options.name ?? '.npz data'
  const entries = zipDirectory(name, bytes)
  checkLimit(
    name,
    entries.reduce((sum, entry) => sum + entry.size, 0),
    options.limitBytes,
  )
  const names: string[] = []
  const members = unpack(name, bytes, memberLister(name, entries, names))
  return new Map(
    names.map((member, i) => {
      const data = members[member]!
      if (data.length !== entries[i]!.size || crc32(data) !== entries[i]!.crc32) {
        throw new DataError(`${name}: the checksum of ${quote(member)} does not match; download it again`)
      }
      return [
        member.slice(0, -'.npy'.length),
        readNpy(data, { ...options, name: `${name}: ${quote(member)}` }),
      ]
    }),
  )
}

/**
 * Writes arrays as a packed .npz. The same arrays give the same bytes: names are sorted and the time stamp
 * is the first one that zip has. Throws a DataError for elements of no typed array.
 */
export function writeNpz(arrays: ReadonlyMap<string, StoredArray>): Uint8Array {
  const sorted = [...arrays].sort(([a], [b]) => (a < b ? -1 : 1))
  const members = sorted.map(([name, array]) => [`${name}.npy`, writeNpy(array)] as const)
  return zipSync(Object.fromEntries(members), { mtime: new Date(1980, 0, 1) })
}
