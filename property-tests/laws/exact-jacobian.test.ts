import { afterAll, describe, expect, test } from 'vitest'
import { exactJacobians } from '../../src/laws/flow/exact-jacobian.ts'
import { jacobians } from '../../src/laws/flow/jacobian.ts'
import { toData, toLatent } from '../../src/laws/flow/maps.ts'
import { readManifest } from '../../src/subjects/manifest.ts'
import { onnxSubject } from '../../src/subjects/onnx.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { flowManifest, flowModels, modelOf, node, port, writeSubject } from '../subjects/onnx-files.ts'

const opened: Subject[] = []
afterAll(async () => {
  for (const subject of opened) await subject.dispose()
})

/** The float64 twin of a subject of ONNX files. */
async function twinOf(...[manifest, files]: Parameters<typeof writeSubject>): Promise<Subject> {
  const subject = await onnxSubject(await readManifest(writeSubject(manifest, files)))
  opened.push(subject)
  return subject.precise as Subject
}

const withoutDerivatives = ({ pullback: _, ...others }: Subject): Subject => others

describe('the Jacobian of a PyTorch RealNVP, from its operators', () => {
  test.each([
    ['data', toLatent],
    ['latent', toData],
  ] as const)('on the side of %s is what differences tend to', async (side, map) => {
    const twin = await twinOf(flowManifest, flowModels('realnvp-odd'))
    const points = [
      [0.3, -1.2, 0.7, 2, -0.4],
      [-0.9, 0.1, 1.6, -0.2, 0.8],
    ]
    const exact = (await exactJacobians(twin, side, points)) ?? []
    const near = await jacobians(withoutDerivatives(twin), map, side, points)
    expect(exact).toHaveLength(2)
    exact.forEach(({ matrix, uncertainty }, n) => {
      matrix.forEach((row, i) => {
        row.forEach((slope, j) => {
          expect(uncertainty[i][j]).toBeLessThan(1e-9)
          const gap = Math.abs(slope - near[n].matrix[i][j])
          expect(gap).toBeLessThanOrEqual(near[n].uncertainty[i][j] + uncertainty[i][j])
        })
      })
    })
  })
})

describe('at a kink', () => {
  const slope = { alpha: { kind: 'float', value: 0.25 } } as const
  const ramp = modelOf([node('LeakyRelu', ['x'], 'z', slope)], [port('x', ['N', 2])], [port('z', ['N', 2])])
  const manifest = { touchstone: 1, kind: 'flow', functions: { to_latent: { model: 'ramp.onnx' } } }

  test('both slopes are right, and the uncertainty spans them', async () => {
    const twin = await twinOf(manifest, { 'ramp.onnx': ramp })
    const [at, beside] =
      (await exactJacobians(twin, 'data', [
        [0, 3],
        [-1, 3],
      ])) ?? []
    expect(at.matrix[0][0] + at.uncertainty[0][0]).toBeCloseTo(1, 12)
    expect(at.uncertainty[1][1]).toBeLessThan(1e-12)
    expect(beside.matrix).toEqual([
      [0.25, 0],
      [0, 1],
    ])
    expect(beside.uncertainty[0][0]).toBeLessThan(1e-12)
  })

  test('an operator that cannot be read leaves differences', async () => {
    const rounded = modelOf(
      [node('Floor', ['x'], 'floor'), node('Add', ['x', 'floor'], 'z')],
      ramp.graph.inputs,
      ramp.graph.outputs,
    )
    const twin = await twinOf(manifest, { 'ramp.onnx': rounded })
    expect(await exactJacobians(twin, 'data', [[0.5, 0.5]])).toBeUndefined()
    const [{ matrix }] = await jacobians(twin, toLatent, 'data', [[0.5, 0.5]])
    expect(matrix[0][0]).toBeCloseTo(1, 6)
  })
})
