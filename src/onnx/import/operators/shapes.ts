import { size } from '../../../ops/shape.ts'
import { elementOf } from '../../element.ts'
import { checkSize, integers, isKnown, type Known, known, type Reading } from '../reading.ts'
import { flag, knownAt, listAt, number, operand, type Readers, type Site, tensorAttribute } from '../site.ts'
import { unreadable } from '../unreadable.ts'
import { kindOf, readWeights } from '../weights.ts'

/** A constant is written as a tensor, or as a number or list that stands for one. */
function constant(site: Site): Known {
  const [written] = Object.values(site.attributes)
  switch (written?.kind) {
    case 'tensor':
      return readWeights(written.value)
    case 'float':
      return known([written.value], [])
    case 'floats':
      return known(written.value, [written.value.length])
    case 'int':
      return known([Number(written.value)], [], 'integer')
    case 'ints':
      return integers(written.value.map(Number))
    default:
      return unreadable(site.op, 'it holds no numbers')
  }
}

function constantOfShape(site: Site): Known {
  const shape = listAt(site, 0)
  const written = tensorAttribute(site, 'value')
  const fill = written ? readWeights(written) : known([0], [1])
  return filled(site, shape, fill.cells[0], fill.kind)
}

function filled({ op }: Site, shape: readonly number[], cell: number, kind: Known['kind']): Known {
  checkSize(op, shape)
  return known(new Float64Array(size(shape)).fill(cell), shape, kind)
}

function shapeOf(site: Site): Known {
  const { shape } = operand(site, 0)
  return integers(shape.slice(number(site, 'start', 0), number(site, 'end', shape.length)))
}

function range(site: Site): Known {
  const [start, limit, delta] = [0, 1, 2].map((at) => knownAt(site, at).cells[0])
  const count = Math.max(0, Math.ceil((limit - start) / delta))
  checkSize(site.op, [count])
  const cells = Array.from({ length: count }, (_, i) => start + i * delta)
  return known(cells, [count], knownAt(site, 0).kind)
}

/** The places of what is not 0, [axes, how many]: only of known numbers, for its shape is made of them. */
function nonZero(site: Site): Known {
  const { cells, shape } = knownAt(site, 0)
  const flat = Array.from(cells.keys()).filter((at) => cells[at] !== 0)
  const rows = shape.map((length, axis) => {
    const inner = size(shape.slice(axis + 1))
    return flat.map((at) => Math.floor(at / inner) % length)
  })
  return known(rows.flat(), [shape.length, flat.length], 'integer')
}

function eyeLike(site: Site): Known {
  const { shape, kind } = operand(site, 0)
  const [rows, columns] = shape
  const shift = number(site, 'k', 0)
  const cells = Array.from({ length: rows * columns }, (_, at) =>
    Number((at % columns) - Math.floor(at / columns) === shift),
  )
  const written = elementOf(number(site, 'dtype', 0))
  return known(cells, shape, written ? kindOf(written) : kind)
}

/** Only of known numbers: whole numbers that depend on an input have no derivative. */
function oneHot(site: Site): Known {
  const indices = knownAt(site, 0)
  const [depth, [off, on]] = [knownAt(site, 1).cells[0], knownAt(site, 2).cells]
  if (number(site, 'axis', -1) !== -1) unreadable(site.op, 'along another axis than the last')
  checkSize(site.op, [...indices.shape, depth])
  const cells = Array.from(indices.cells).flatMap((index) =>
    Array.from({ length: depth }, (_, at) => (at === (index + depth) % depth ? on : off)),
  )
  return known(cells, [...indices.shape, depth], knownAt(site, 2).kind)
}

/** In use, not in training, nothing is dropped. */
function dropout(site: Site): Reading {
  const training = site.operands[2]
  if (training && !(isKnown(training) && training.cells[0] === 0))
    unreadable(site.op, 'it drops, as in training')
  if (site.results > 1 || flag(site, 'training_mode')) unreadable(site.op, 'it gives what it dropped, too')
  return operand(site, 0)
}

export const shapes: Readers = {
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Dropout: dropout,
  EyeLike: eyeLike,
  Identity: (site) => operand(site, 0),
  NonZero: nonZero,
  OneHot: oneHot,
  Range: range,
  Shape: shapeOf,
  Size: (site) => known([size(operand(site, 0).shape)], [], 'integer'),
}
