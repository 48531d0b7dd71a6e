import { DataError } from './data-error.ts'

/** What the directory of a zip says of one member. */
export interface ZipEntry {
  crc32: number
  /** Bytes once unpacked. */
  size: number
}

const endSignature = 0x06054b50
const entrySignature = 0x02014b50

function findEnd(view: DataView): number {
  // The end record is 22 bytes and a comment of at most 65,535.
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) !== endSignature) continue
    if (at + 22 + view.getUint16(at + 20, true) === view.byteLength) return at
  }
  return -1
}

function readEntries(view: DataView, end: number): ZipEntry[] | undefined {
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  if (view.getUint16(end + 8, true) !== count || at + view.getUint32(end + 12, true) !== end) return undefined
  const entries: ZipEntry[] = []
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== entrySignature) return undefined
    entries.push({ crc32: view.getUint32(at + 16, true), size: view.getUint32(at + 24, true) })
    const tails = [28, 30, 32].map((field) => view.getUint16(at + field, true))
    at += 46 + tails.reduce((sum, length) => sum + length)
  }
  return at === end ? entries : undefined
}

/**
 * The members of a zip in the order of its central directory (PKWARE APPNOTE.TXT 4.3.12 and 4.3.16). fflate
 * trusts the counts and checks no checksum; this reads the fields that a check of both needs. Throws a
 * DataError where the directory does not add up, and so for zip64, which only starts at 4 GiB.
 */
export function zipDirectory(name: string, bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  if (end < 0)
    throw new DataError(`${name}: not a zip, or truncated: it has no end record; download it again`)
  const entries = readEntries(view, end)
  if (!entries) throw new DataError(`${name}: the zip directory does not add up; download it again`)
  return entries
}
