import { expect, test } from 'vitest'
import { opCases } from '../../bench/cases/ops.ts'
import { sampleCases } from '../../bench/cases/sample.ts'
import { trainCases } from '../../bench/cases/train.ts'
import { drawCase } from '../../bench/cases/undrawn.ts'
import { workOfCase } from '../../bench/runners/engines/graphs.ts'

test('the work of an op is that of its formula, as often as it is done', () => {
  const work = (name: string) => workOfCase(drawCase(opCases, name))
  expect(work('matmul-512x512x512')).toEqual({
    flops: 2 * 512 ** 3,
    bytes: 12 * 512 ** 2,
  })
  expect(work('add-128x784-x10')).toEqual({ flops: 0, bytes: 10 * 12 * 128 * 784 })
  expect(work('conv2d-32x16x14x14-32x3x3').flops).toBe(2 * 32 * 32 * 14 ** 2 * 16 * 9)
})

test('the work of a model is that of its layers', () => {
  const decoder = workOfCase(drawCase(sampleCases, 'vae-decoder'))
  expect(decoder.flops).toBe(2 * 128 * (20 * 400 + 400 * 784))
  // Forward, and twice that backward, without the derivative by x.
  const { flops } = workOfCase(drawCase(trainCases, 'linear-autoencoder-mnist'))
  expect(flops).toBe(2 * 128 * 784 * 16 * (3 + 2))
})
