import { DataError, quote } from './data-error.ts'
import { type ElementType, elementTypes } from './element-types.ts'

/** The dictionary at the head of a .npy file. */
export interface NpyHeader {
  type: ElementType
  order: 'little' | 'big'
  fortran: boolean
  shape: number[]
}

/** NumPy's type strings without the byte order, such as f4; bool is b1. */
export function npyCode(type: ElementType): string {
  return type === 'bool' ? 'b1' : `${type[0]}${Number(type.slice(1)) / 8}`
}

const typeByCode = new Map(
  elementTypes.filter((type) => type !== 'bf16').map((type) => [npyCode(type), type]),
)

function parseDescr(name: string, descr: string): Pick<NpyHeader, 'type' | 'order'> {
  const [, order = '', code = ''] = /^([<>|=]?)([a-zA-Z]\d+|O)$/.exec(descr) ?? []
  if (code[0] === 'O') {
    throw new DataError(`${name}: holds Python objects, which are not read; save it with a numeric dtype`)
  }
  const type = typeByCode.get(code)
  if (!type) {
    throw new DataError(
      `${name}: dtype ${quote(descr)} is not read, expected one of ${[...typeByCode.keys()].join(', ')}; save it with astype`,
    )
  }
  return { type, order: order === '>' ? 'big' : 'little' }
}

function parseShape(tuple: string): number[] | undefined {
  // A tuple of one has a trailing comma; Python 2 wrote its long integers with an L.
  if (!/^\s*(\d+L?\s*(,\s*\d+L?\s*)*,?)?\s*$/.test(tuple)) return undefined
  return (tuple.match(/\d+/g) ?? []).map(Number)
}

/** One `'key': value` of the dictionary: a string, a bool or a tuple. */
const field = /\s*(?:'(\w+)'|"(\w+)")\s*:\s*(?:'([^']*)'|"([^"]*)"|(True|False)|\(([^()]*)\))\s*(,|$)/y

function parseFields(dictionary: string): Map<string, string> | undefined {
  const fields = new Map<string, string>()
  const pattern = new RegExp(field)
  while (pattern.lastIndex < dictionary.length) {
    const rest = dictionary.slice(pattern.lastIndex)
    if (fields.size > 0 && rest.trim() === '') break
    const match = pattern.exec(dictionary)
    const key = match?.[1] ?? match?.[2]
    const value = match?.[3] ?? match?.[4] ?? match?.[5] ?? match?.[6]
    if (key === undefined || value === undefined || fields.has(key)) return undefined
    fields.set(key, value)
  }
  return fields
}

/**
 * Reads the Python dictionary of a .npy header (numpy/lib/format.py): exactly the keys descr, fortran_order
 * and shape, in any order. It is matched, never evaluated. Throws a DataError for anything else.
 */
export function parseNpyHeader(name: string, text: string): NpyHeader {
  const dictionary = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1]
  if (dictionary && /'descr':\s*\[/.test(dictionary)) {
    throw new DataError(
      `${name}: holds a structured dtype, which is not read; save each field as its own array`,
    )
  }
  const fields = dictionary === undefined ? undefined : parseFields(dictionary)
  const descr = fields?.get('descr')
  const fortran = fields?.get('fortran_order')
  const tuple = fields?.get('shape')
  const shape = tuple === undefined ? undefined : parseShape(tuple)
  if (fields?.size !== 3 || descr === undefined || !shape || !/^(True|False)$/.test(fortran ?? '')) {
    throw new DataError(
      `${name}: expected a header with descr, fortran_order and shape, got ${quote(text.trim())}; save it again with numpy.save`,
    )
  }
  return { ...parseDescr(name, descr), fortran: fortran === 'True', shape }
}

/** The dictionary of a row-major little-endian array. */
export function formatNpyHeader(type: ElementType, shape: readonly number[]): string {
  const order = /[1]$/.test(npyCode(type)) ? '|' : '<'
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  return `{'descr': '${order}${npyCode(type)}', 'fortran_order': False, 'shape': ${tuple}, }`
}
