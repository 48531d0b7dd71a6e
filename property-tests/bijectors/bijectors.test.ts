import { describe, expect, test } from 'vitest'
import { chain } from '../../src/bijectors/chain.ts'
import { affineCoupling } from '../../src/bijectors/coupling.ts'
import { permutation, reversal } from '../../src/bijectors/permutation.ts'
import { float64Engine } from '../../src/engines/float64.ts'
import { value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'
import { linearAutoencoder, modelNamed, realNvp } from '../../src/models/index.ts'

async function mapped(
  bijector: ReturnType<typeof permutation>,
  direction: 'toLatent' | 'toData',
  rows: number[][],
) {
  const graph = trace({ x: [rows.length, bijector.dim] }, ({ x }) => {
    const { value: y, logDet } = bijector[direction]({}, x)
    return { y, logDet }
  })
  const { run } = await float64Engine().compile(graph)
  const { y, logDet } = await run({ x: value(rows.flat(), [rows.length, bijector.dim]) })
  return { y: [...y.data], logDet: [...logDet.data] }
}

describe('a permutation', () => {
  test('puts coordinate order(i) at place i, moves no volume, and is undone', async () => {
    const cycle = permutation([2, 0, 1])
    expect(await mapped(cycle, 'toLatent', [[10, 20, 30]])).toEqual({ y: [30, 10, 20], logDet: [0] })
    expect((await mapped(cycle, 'toData', [[30, 10, 20]])).y).toEqual([10, 20, 30])
  })

  test('must name every coordinate once', () => {
    expect(() => permutation([0, 0, 1])).toThrow('[0,0,1] does not name every coordinate once')
  })
})

describe('a chain', () => {
  test('goes through its parts in order, and back in the reverse order', async () => {
    const both = chain([permutation([1, 2, 0]), reversal(3)])
    const { y } = await mapped(both, 'toLatent', [[1, 2, 3]])
    expect(y).toEqual([1, 3, 2])
    expect((await mapped(both, 'toData', [y])).y).toEqual([1, 2, 3])
  })

  test('keeps the parameters of its parts apart, and wants one dimension', () => {
    const names = Object.keys(chain([affineCoupling(2, 3), affineCoupling(2, 3)]).parameters)
    expect(names).toHaveLength(14)
    expect(names).toContain('1.net.2.bias')
    expect(() => chain([reversal(2), reversal(3)])).toThrow('parts must agree on the dimension, got 2, 3')
  })
})

describe('what cannot be built says why', () => {
  test.each([
    [() => affineCoupling(1, 8), 'dim must be at least 2, got 1'],
    [() => realNvp({ couplings: 0 }), 'couplings must be at least 1, got 0'],
    [() => linearAutoencoder({ dim: 4, latent: 5 }), 'latent must be at most dim = 4, got 5'],
    [() => modelNamed('toString'), "no model is called 'toString'"],
  ])('%s', (build, words) => {
    expect(build).toThrow(words)
  })
})
