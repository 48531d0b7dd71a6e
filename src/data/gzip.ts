import { constants } from 'node:buffer'
import { gunzipSync } from 'node:zlib'
import { DataError } from './data-error.ts'
import { fileFailure, systemCode } from './file-error.ts'
import { defaultLimitBytes, formatBytes } from './read-options.ts'

/** RFC 1952, section 2.3.1: a gzip member starts with these two bytes. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/**
 * Unpacks gzip, told by its first two bytes; other bytes pass as they are. Throws a DataError for damaged or
 * truncated gzip and for more than `limitBytes` unpacked.
 */
export function gunzipIfPacked(name: string, bytes: Uint8Array, limitBytes = defaultLimitBytes): Uint8Array {
  if (!isGzip(bytes)) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: Math.max(1, Math.min(limitBytes, constants.MAX_LENGTH)) })
  } catch (error) {
    if (systemCode(error) === 'ERR_BUFFER_TOO_LARGE') {
      const limit = formatBytes(limitBytes)
      throw new DataError(
        `${name}: unpacks to more than the limit of ${limit}; if that is right, raise limitBytes`,
      )
    }
    throw new DataError(`${name}: gzip cannot be unpacked (${fileFailure(error)}); download it again`, {
      cause: error,
    })
  }
}
