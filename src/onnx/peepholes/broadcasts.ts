import { broadcast } from '../../ops/broadcast.ts'
import { integers, node } from '../../ops/lowering.ts'
import { broadcastShapes, type Shape, sameShape, size } from '../../ops/shape.ts'
import type { Tensor } from '../../ops/tensor.ts'
import { type Peephole, type Step, stepsByTensor } from '../plan.ts'

/** Ops whose ONNX operators stretch their operands themselves. */
const stretching = new Set(['add', 'sub', 'mul', 'div', 'maximum', 'greater', 'less', 'equal', 'where'])

/**
 * An elementwise op takes what a broadcast took, so long as its operands together still give the result's shape.
 * ONNX aligns shapes at the last axis, as broadcast does, so nothing needs to be reshaped. But where one cell would meet
 * only a few in a row, as a channel's does those of a small image, the operand is stretched along the rows before.
 */
export const feedUnexpanded: Peephole = (plan) => {
  const known = stepsByTensor(plan)
  const narrower = (tensor: Tensor) =>
    tensor.op === 'broadcast' ? known.get(tensor)?.operands[0] : undefined
  const rows = new Map<string, Step>()
  const steps = plan.steps.flatMap((step) => {
    if (!stretching.has(step.tensor.op)) return [step]
    const { operands } = unexpanded(step, narrower)
    const added: Step[] = []
    const fed = operands.map((operand) => {
      const shape = alongRows(operand.shape, step.tensor.shape)
      if (!shape) return operand
      const key = `${operand.id} ${shape}`
      const stretched = rows.get(key) ?? stretchedTo(operand, shape)
      if (!rows.has(key)) added.push(stretched)
      rows.set(key, stretched)
      return stretched.tensor
    })
    return [...added, { ...step, operands: fed }]
  })
  return { ...plan, steps }
}

function unexpanded(step: Step, narrower: (tensor: Tensor) => Tensor | undefined): Step {
  const operands = [...step.operands]
  for (let at = 0; at < operands.length; ) {
    const candidate = narrower(operands[at])
    const proposed = candidate && operands.with(at, candidate)
    if (candidate && proposed && sameShape(together(proposed), step.tensor.shape)) operands[at] = candidate
    else at++
  }
  return { ...step, operands }
}

const together = (operands: readonly Tensor[]): Shape =>
  operands.map(({ shape }) => shape).reduce((a, b) => broadcastShapes('broadcast', a, b))

/** ONNX Runtime takes one cell with a row at a time: rows that are shorter take three times as long as they need. */
const shortRow = 32

/** The shape of an operand that is stretched along short rows, and still over whole samples; undefined where there are none. */
function alongRows(narrow: Shape, wide: Shape): Shape | undefined {
  const own = [...new Array<number>(wide.length - narrow.length).fill(1), ...narrow]
  const kept = own.map((length) => length > 1)
  const row = size(wide.slice(kept.lastIndexOf(true) + 1))
  const stretched = wide.map((length, axis) => (axis < kept.indexOf(true) ? 1 : length))
  const isShort = kept.includes(true) && row > 1 && row < shortRow
  return isShort && size(stretched) < size(wide) ? stretched : undefined
}

const stretchedTo = (operand: Tensor, shape: Shape): Step => ({
  tensor: broadcast(operand, shape),
  operands: [operand],
  lowered: ([x]) => node('Expand', [x, integers(shape)]),
})
