import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import type { Subject } from '../../subjects/subject.ts'
import { dot, type Rows, subtract } from '../rows.ts'
import type { Encoded, Evidence } from './evidence.ts'
import { entropyOf } from './family.ts'
import { isConstantKept } from './likelihood.ts'
import type { LinearDecoder } from './linear-decoder.ts'

const logTwoPi = Math.log(2 * Math.PI)

/**
 * x = W z + b + noise of variances Psi has p(x) = N(b, W W' + Psi), and p(z | x) = N(M^-1 W' Psi^-1 (x - b), M^-1), where
 * M = I + W' Psi^-1 W (Tipping & Bishop 1999, eqs. 3 to 8; Psi = sigma^2 I there). By Woodbury's identity only M, of the
 * latents, has to be inverted.
 */
export function linearEvidence(subject: Subject, decoder: LinearDecoder, x: Rows): Evidence[] {
  const { columns, bias, variances } = decoder
  const scaled = columns.map((column) => column.map((cell, i) => cell / variances[i]))
  const whitened = columns.map((column) => column.map((cell, i) => cell / Math.sqrt(variances[i])))
  const precision = new Matrix(whitened.map((a, i) => whitened.map((b, j) => dot(a, b) + (i === j ? 1 : 0))))
  const cholesky = new CholeskyDecomposition(precision)
  const logDet = 2 * cholesky.lowerTriangularMatrix.diagonal().reduce((sum, cell) => sum + Math.log(cell), 0)
  const constant = isConstantKept(subject) ? x[0].length * logTwoPi : 0
  const logVariance = variances.reduce((sum, variance) => sum + Math.log(variance), 0)

  return x.map((row): Evidence => {
    const offset = subtract(row, bias)
    const pull = Matrix.columnVector(scaled.map((column) => dot(column, offset)))
    const centre = cholesky.solve(pull)
    const whole = offset.reduce((sum, cell, i) => sum + cell ** 2 / variances[i], 0)
    const explained = pull.dot(centre)
    const logEvidence = -(constant + logVariance + logDet + whole - explained) / 2
    const gap = async ({ mean, logs }: Encoded) => {
      const from = Matrix.columnVector(mean.map((m, j) => m - centre.get(j, 0)))
      const spread = logs.reduce((sum, log, j) => sum + precision.get(j, j) * Math.exp(log), 0)
      const cross = (logs.length * logTwoPi - logDet + spread + from.dot(precision.mmul(from))) / 2
      return { nats: cross - entropyOf(subject, logs), change: 0 }
    }
    const terms = constant + Math.abs(logVariance) + Math.abs(logDet) + whole + explained
    return { logEvidence, terms, uncertainty: 0, gap }
  })
}
