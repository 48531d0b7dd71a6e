import { expect, test } from 'vitest'
import { dcgan } from '../../src/models/dcgan.ts'
import { functionGraph } from '../../src/subjects/graph.ts'

test.each([
  [8, [2, 4, 8]],
  [28, [4, 7, 14, 28]],
  [27, [4, 7, 14, 27]],
])('a DCGAN of images of side %i goes through sides %j, there and back', (side, sides) => {
  const model = dcgan({ dim: side ** 2, latent: 3, channels: 2 })
  const graphs = ['generate', 'discriminate'].map((name) => functionGraph(model, name, 5))
  const [up, down] = graphs.map(({ nodes }) =>
    nodes.filter(({ op }) => op.startsWith('conv')).map(({ shape }) => shape[3]),
  )
  expect(up).toEqual(sides)
  expect(down).toEqual([...sides.toReversed().slice(1), 1])
  expect(graphs.map(({ outputs }) => [...outputs.values()][0].shape)).toEqual([[5, side ** 2], [5]])
})

test('a DCGAN is of square images', () => {
  expect(() => dcgan({ dim: 60 })).toThrow('x must be square images, got 60 pixels')
})
