import fc from 'fast-check'
import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import type { Subject } from '../../subjects/subject.ts'
import type { Residual } from '../law.ts'
import { inconclusive } from '../measure.ts'
import { dot, meanRow, type Rows, scale, subtract } from '../rows.ts'
import { decode } from './calls.ts'
import { autoencoderLaw } from './define.ts'
import { roundoff } from './measure.ts'
import { variance } from './pca.ts'
import { exemptUntrained, type Trained, trained, whyDegenerate } from './trained.ts'
import { deadCoordinate, rolledFeatures } from './wrong-maps.ts'

export const principalAngles = autoencoderLaw<null>({
  name: 'autoencoder/principal-angles',
  nature: 'optimum',
  statement: "decode's columns span the leading principal components: sin^2 of the largest angle is 0",
  source:
    'Baldi & Hornik 1989, fact 4; the bound: error above the optimum >= eigengap * sin^2 (Davis & Kahan 1970)',
  needs: ['encode', 'decode'],
  exempts: exemptUntrained,
  cases: () => fc.constant(null),
  runs: 1,
  async residual(subject) {
    const measured = await trained(subject)
    const reason = whyDegenerate(measured) ?? whyGapless(measured)
    return reason ? inconclusive(reason) : angle(subject, measured)
  },
  violators: [deadCoordinate, rolledFeatures],
})

/** lambda_K - lambda_(K+1): what it costs to exchange the last component that is kept for the first that is not. */
export const eigengap = ({ truth, latent }: Trained): number =>
  variance(truth, latent) - variance(truth, latent + 1)

/** With less, the slack of training alone lets the subspace turn by more than 30 degrees. */
export function whyGapless(measured: Trained): string | undefined {
  const { slack, latent } = measured
  if (eigengap(measured) >= 4 * slack) return undefined
  return `eigenvalues ${latent} and ${latent + 1} of the data are too close to tell their components apart`
}

async function angle(subject: Subject, measured: Trained): Promise<Residual> {
  const { truth, latent, slack } = measured
  const { basis, least, carry } = await decoderSpan(subject, measured)
  const missed = truth.components
    .slice(0, latent)
    .map((component) =>
      basis.reduce(
        (rest, direction) => subtract(rest, scale(direction, dot(direction, component))),
        component,
      ),
    )
  const sine = new SingularValueDecomposition(asMatrix(missed).transpose()).diagonal[0]
  const tolerance = (Math.sqrt(slack / eigengap(measured)) + carry / least) ** 2
  const degrees = (Math.asin(Math.min(1, sine)) * 180) / Math.PI
  return { error: sine ** 2, tolerance, at: { 'largest angle in degrees': degrees } }
}

/** An orthonormal basis of span { decode(e_i) - decode(0) }, each e_i as long as the code usually varies. */
async function decoderSpan(subject: Subject, { codes, latent }: Trained) {
  const mean = meanRow(codes)
  const deviations = mean.map((centre, i) =>
    Math.sqrt(codes.reduce((sum, code) => sum + (code[i] - centre) ** 2, 0) / codes.length),
  )
  const units = Array.from({ length: latent }, (_, i) =>
    new Float64Array(latent).fill(deviations[i] || 1, i, i + 1),
  )
  const [origin, ...images] = await decode(subject, [new Float64Array(latent), ...units])
  const columns = images.map((image) => subtract(image, origin))
  const { leftSingularVectors, diagonal } = new SingularValueDecomposition(asMatrix(columns).transpose())
  const carry = roundoff(subject.precision, latent, origin, ...images)
  const kept = diagonal.filter((value) => value > carry)
  const basis = kept.map((_, k) => Float64Array.from(leftSingularVectors.getColumn(k)))
  return { basis, least: Math.min(...kept), carry }
}

const asMatrix = (rows: Rows): Matrix => new Matrix(rows.map((row) => Array.from(row)))
