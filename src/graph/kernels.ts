import { kernelRuleOf } from '../ops/index.ts'
import type { Extent, Kernel } from '../ops/primitive.ts'
import { size } from '../ops/shape.ts'
import type { Tensor } from '../ops/tensor.ts'

type Cells = Float64Array

/** A node's kernel, and what it is told about its place. */
export function kernelAt({ op, attributes, inputs, shape }: Tensor): {
  kernel: Kernel
  constants: Readonly<Record<string, number>>
  extent: Extent
} {
  const rule = kernelRuleOf(op)
  const site = { attributes, shapes: inputs.map((operand) => operand.shape), shape }
  return {
    kernel: rule.kernel as Kernel,
    constants: rule.constants?.(site) ?? {},
    extent: rule.extent?.(site) ?? [size(shape)],
  }
}

/** A node's kernel as a plain function, which writes the result's cells. */
export function kernelOf(node: Tensor): (operands: readonly Cells[], result: Cells) => void {
  const { kernel: compute, constants, extent } = kernelAt(node)
  const self = { compute, constants, thread: { x: 0, y: 0, z: 0 } }
  const loop = loopOf(node)
  return (operands, result) => loop(self, extent, result, ...operands)
}

type Loop = (self: ThisParameterType<Kernel>, extent: Extent, result: Cells, ...operands: Cells[]) => void

const loops = new Map<string, Loop>()

/**
 * The loop over a result's cells, made anew for each op: V8 compiles a loop that has called no kernel but one into that
 * kernel's own code, which takes a fraction of the time.
 */
function loopOf({ op, inputs }: Tensor): Loop {
  const operands = inputs.map((_, i) => `operand${i}`).join(', ')
  const known = loops.get(`${op} ${operands}`)
  if (known) return known
  const loop = new Function(
    ...['self', '[lengthX, lengthY = 1]', 'result', operands],
    `const { thread } = self
    for (let line = 0, at = 0; at < result.length; line++) {
      thread.z = Math.floor(line / lengthY)
      thread.y = line - thread.z * lengthY
      for (let x = 0; x < lengthX; x++) {
        thread.x = x
        result[at++] = self.compute(${operands})
      }
    }`,
  ) as Loop
  loops.set(`${op} ${operands}`, loop)
  return loop
}
