import { LuDecomposition, Matrix } from 'ml-matrix'
import type { Value, Values } from '../../../engines/engine.ts'
import { cells, value } from '../../../engines/value.ts'
import { fill } from '../../../formulas/arrays.ts'
import { composes } from '../relations.ts'
import type { Relation, Run } from '../trial.ts'

/**
 * Half the distance between the points of a central difference, exact in float32. What it leaves out is what the truth's
 * own differences leave out, which the tolerance measures.
 */
const half = 2 ** -5

/** log_det is log|det dy/dx| of each sample, all of whose coordinates are moved in turn. */
export const logDetIsJacobian: Relation = composes(
  "log_det is log |det| of the Jacobian of the subject's own y, by central differences",
  async (f, { inputs }) => {
    const { log_det } = await f(inputs)
    const columns = await differences(f, inputs)
    const [count] = inputs.x.shape
    const width = columns.length
    const logs = Array.from({ length: count }, (_, n) =>
      logAbsDet(
        Array.from({ length: width }, (_, i) => columns.map((column) => cells(column)[n * width + i])),
      ),
    )
    return { got: { log_det }, expected: { log_det: value(logs) } }
  },
)

async function differences(f: Run, inputs: Values): Promise<Value[]> {
  const width = inputs.x.size / inputs.x.shape[0]
  const columns: Value[] = []
  for (let j = 0; j < width; j++) {
    const above = (await f({ ...inputs, x: moved(inputs.x, j, half) })).y
    const below = (await f({ ...inputs, x: moved(inputs.x, j, -half) })).y
    columns.push(fill(inputs.x.shape, (i) => (cells(above)[i] - cells(below)[i]) / (2 * half)))
  }
  return columns
}

const moved = (x: Value, coordinate: number, by: number): Value => {
  const width = x.size / x.shape[0]
  return fill(x.shape, (i) => cells(x)[i] + (i % width === coordinate ? by : 0))
}

function logAbsDet(matrix: number[][]): number {
  const upper = new LuDecomposition(new Matrix(matrix)).upperTriangularMatrix
  return upper.diagonal().reduce((sum, pivot) => sum + Math.log(Math.abs(pivot)), 0)
}
