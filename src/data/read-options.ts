import { DataError } from './data-error.ts'

/** What every reader of bytes takes. */
export interface ReadOptions {
  /** How errors call these bytes, usually the path of the file. */
  name?: string
  /** The most bytes that the header may promise, unpacked; 2 GiB unless told. */
  limitBytes?: number
}

export const defaultLimitBytes = 2 ** 31

/** 64, as in NumPy 2: more axes than that is a damaged header. */
const largestRank = 64

/** Bytes for a person: whole numbers below 1 MiB, one decimal above. */
export function formatBytes(bytes: number): string {
  if (bytes < 2 ** 20) return `${bytes} bytes`
  const [unit, name] = bytes < 2 ** 30 ? [2 ** 20, 'MiB'] : [2 ** 30, 'GiB']
  const amount = bytes / unit
  return `${Number.isInteger(amount) ? amount : amount.toFixed(1)} ${name}`
}

/** Throws a DataError when `bytes`, promised by a header, is over the limit. */
export function checkLimit(name: string, bytes: number, limitBytes = defaultLimitBytes): void {
  if (bytes <= limitBytes) return
  throw new DataError(
    `${name}: it promises ${bytes} bytes, over the limit of ${formatBytes(limitBytes)}; ` +
      'if that size is right, raise limitBytes',
  )
}

/**
 * Bytes of an array of this shape. Throws a DataError for sizes that are no counts, for more than 64 axes
 * and for arrays over the limit.
 */
export function arrayBytes(
  name: string,
  shape: readonly number[],
  elementBytes: number,
  limitBytes?: number,
): number {
  if (shape.length > largestRank) {
    throw new DataError(
      `${name}: ${shape.length} axes, expected at most ${largestRank}; the header is damaged, get it again`,
    )
  }
  const size = shape.reduce((product, length) => product * length, elementBytes)
  // 0 times an overflow to Infinity is NaN: an empty array with absurd other axes.
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0) || Number.isNaN(size)) {
    throw new DataError(
      `${name}: shape [${shape}] is not a list of counts; the header is damaged, get it again`,
    )
  }
  checkLimit(name, size, limitBytes)
  return size
}

/** Throws a DataError unless the file has exactly the bytes that its header promises. */
export function checkLength(name: string, promised: number, found: number): void {
  if (found === promised) return
  const what = found < promised ? 'truncated' : 'too long'
  throw new DataError(
    `${name}: ${what}: the header promises ${promised} bytes, the file has ${found}; download it again`,
  )
}
