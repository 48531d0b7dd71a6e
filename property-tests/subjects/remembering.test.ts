import { expect, test } from 'vitest'
import { value } from '../../src/engines/value.ts'
import { remembering } from '../../src/subjects/remembering.ts'
import { logisticLine, toySubject } from '../laws/toy-flows.ts'

test('a subject that remembers is asked once for each function and input, cell for cell', async () => {
  const asked: string[] = []
  const toy = toySubject(logisticLine)
  const subject = remembering({
    ...toy,
    call(name, inputs) {
      asked.push(name)
      return toy.call(name, inputs)
    },
  })
  const at = (x: number) => ({ x: value([x], [1, 1]) })
  const first = await subject.call('to_latent', at(0.5))
  expect(await subject.call('to_latent', at(0.5))).toBe(first)
  expect(asked).toEqual(['to_latent'])
  const other = await subject.call('to_latent', at(0.5 + 2 ** -50))
  expect(other.z.data[0]).toBeGreaterThan(first.z.data[0])
  await subject.call('log_prob', at(0.5))
  expect(asked).toEqual(['to_latent', 'to_latent', 'log_prob'])
  await subject.dispose()
  await subject.call('to_latent', at(0.5))
  expect(asked).toHaveLength(4)
})
