import { kernelAt } from '../graph/kernels.ts'
import type { Extent, Kernel, Thread } from '../ops/primitive.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Gpu, KernelCall } from './gpujs.ts'

/** A kernel finds its cell with float32 arithmetic, which is exact for indices and halves below 2^23. */
export const maxCells = 2 ** 23

/**
 * Gives the kernel of a node, which is shared by all nodes that need the same one. Where gpu.js gives results row by row,
 * a kernel of several rows is followed by one that makes them one array, as kernels take them.
 */
export function kernelsOf(gpu: Gpu, isByRow: boolean): (node: Tensor) => KernelCall {
  const kernels = new Map<string, KernelCall>()
  return (node) => {
    const { kernel, constants, extent } = kernelAt(node)
    const key = JSON.stringify([node.op, extent, constants])
    const made = kernels.get(key) ?? makeKernel(gpu, isByRow, kernel, extent, constants)
    kernels.set(key, made)
    return made
  }
}

function makeKernel(
  gpu: Gpu,
  isByRow: boolean,
  kernel: Kernel,
  extent: Extent,
  constants: Constants,
): KernelCall {
  const create = (function_: Kernel, output: Extent, given: Constants) =>
    gpu.createKernel(function_, {
      output,
      constants: numbersOnly(given),
      precision: 'single',
      strictIntegers: true,
      loopMaxIterations: maxCells,
    })
  const compute = create(kernel, extent, constants)
  const [x, y = 1, z = 1] = extent
  if (!isByRow || extent.length === 1) return compute
  const flatten = create(extent.length === 2 ? flattenRows : flattenPlanes, [x * y * z], { x, y })
  return (...operands) => flatten(compute(...operands))
}

type Constants = Readonly<Record<string, unknown>>

const numbersOnly = (constants: Constants): Record<string, number> =>
  Object.fromEntries(
    Object.entries(constants).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )

const flattenRows = function (this: Thread<'x' | 'y'>, rows: number[][]) {
  const y = Math.floor((this.thread.x + 0.5) / this.constants.x)
  return rows[y][this.thread.x - y * this.constants.x]
} as unknown as Kernel

const flattenPlanes = function (this: Thread<'x' | 'y'>, planes: number[][][]) {
  const line = Math.floor((this.thread.x + 0.5) / this.constants.x)
  const z = Math.floor((line + 0.5) / this.constants.y)
  return planes[z][line - z * this.constants.y][this.thread.x - line * this.constants.x]
} as unknown as Kernel
