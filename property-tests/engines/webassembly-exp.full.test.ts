import { expect, test } from 'vitest'
import { gpuEngine } from '../../src/engines/index.ts'
import { cells, value } from '../../src/engines/value.ts'
import { trace } from '../../src/graph/trace.ts'
import { exp } from '../../src/ops/index.ts'
import { bitsOf, float32FromBits } from '../support/float32-bits.ts'

const chunk = 2 ** 22
const signBit = 2 ** 31
// Nearer to 0 than 2^-26, e^x is 1; beyond 128 it is 0 or infinite.
const [nearest, furthest] = bitsOf([2 ** -26, 128])

test('e^x of every float32 x where it is not trivial has the bits of Math.exp, rounded to float32', async () => {
  const engine = await gpuEngine('webasm')
  const executable = await engine.compile(trace({ x: [chunk] }, ({ x }) => ({ y: exp(x) })))
  for (const sign of [0, signBit]) {
    for (let start = nearest; start < furthest; start += chunk) {
      const x = float32FromBits(sign + start, 1, chunk)
      const { y } = await executable.run({ x: value(x, [chunk]) })
      const computed = bitsOf(cells(y))
      const expected = bitsOf(x.map(Math.exp))
      const wrong = computed.findIndex((bits, i) => bits !== expected[i])
      expect(wrong === -1 ? 'none' : `e^${x[wrong]}`).toBe('none')
    }
  }
  await engine.dispose()
})
