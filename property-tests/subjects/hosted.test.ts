import { describe, expect, test } from 'vitest'
import { checkSubject, exitCode } from '../../src/subjects/check.ts'
import { hostileModels } from './hostile-models.ts'
import { openHosted, said, x } from './hosting.ts'
import { autoencoderModels, openAutoencoder, smallWeights } from './onnx-files.ts'
import { laws } from './verdicts.ts'

const models = autoencoderModels(smallWeights)
const functions = { encode: { model: 'encode.onnx' }, decode: { model: 'decode.onnx' } }

describe('models in a process of their own', () => {
  test('are the subject that they are in ours', async () => {
    const [here, there] = [await openAutoencoder(), await openHosted(models, functions)]
    expect(there.functions).toEqual({ encode: here.functions.encode, decode: here.functions.decode })
    expect(there.precise).toMatchObject({ precision: 'float64', engine: 'onnx file in float64' })
    for (const [a, b] of [
      [here, there],
      [here.precise, there.precise],
    ]) {
      expect(await b?.call('encode', { x })).toEqual(await a?.call('encode', { x }))
    }
    await expect(there.call('loss', { x })).rejects.toThrow('gives no function loss')
    await here.dispose()
    await there.dispose()
  })

  test('one that ends it is an error of its laws, and the others go on', async () => {
    const [crash] = hostileModels['the least number by -1, when run']
    const subject = await openHosted({ ...models, 'encode.onnx': crash }, functions)
    const report = await checkSubject(subject, { seed: 1, laws: ['autoencoder/extremes'], runs: 2 })
    const { z } = await openAutoencoder().then((right) => right.call('encode', { x }))
    expect((await subject.call('decode', { z })).x.shape).toEqual([2, 3])
    await subject.dispose()
    expect(laws(report, 'error')).toEqual(['autoencoder/extremes'])
    expect(report.verdicts[0].reason).toMatch(/was ended by SIGFPE when asked for encode/)
    expect(exitCode(report)).toBe(2)
  })

  test.each([
    ['a tensor that would fill the memory', 10],
    ['products without end, when run', 0.2],
  ])('%s', async (name, call) => {
    const [model, sentence] = hostileModels[name]
    expect(await said(model, { start: 20, call, memory: 2 ** 29 })).toMatch(sentence)
  })
})
