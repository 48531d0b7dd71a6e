import { describe, expect, test } from 'vitest'
import { value } from '../../src/engines/value.ts'
import { contracts } from '../../src/subjects/manifest-contract.ts'
import { parseHandshake } from '../../src/subjects/program/handshake.ts'
import { type ProgramRequest, parseAnswer } from '../../src/subjects/program/protocol.ts'
import { toWire } from '../../src/subjects/program/tensors.ts'

const call: ProgramRequest = { cmd: 'call', seq: 7, function: 'to_latent', inputs: {} }
const third = toWire(value([1 / 3]), 'float64')

const ofTensor = (change: object) => JSON.stringify({ seq: 7, outputs: { z: { ...third, ...change } } })

describe('an answer', () => {
  const z = (line: string) => {
    const answer = parseAnswer(line, call)
    return 'outputs' in answer ? answer.outputs.z : undefined
  }

  test('holds tensors, bit by bit, or words', () => {
    expect(z(ofTensor({}))?.data).toEqual(Float64Array.of(1 / 3))
    expect(parseAnswer('{"seq":7,"skipped":"why"}', call)).toEqual({ skipped: 'why' })
    expect(parseAnswer('{"seq":7,"error":"what"}', call)).toEqual({ error: 'what' })
  })

  test('may have no cells, or no axes', () => {
    expect(z(ofTensor({ shape: [0, 3], data: '' }))?.shape).toEqual([0, 3])
    expect(z(ofTensor({ shape: [] }))?.shape).toEqual([])
  })

  test.each([
    ['text', 'Loading weights', '"Loading weights" is no JSON'],
    ['nothing', '', 'is no JSON'],
    ['NaN, which JSON has not', '{"seq": 7, "outputs": NaN}', 'is no JSON'],
    ['a list', '[]', 'expected an object, got []'],
    ['lists without end', '['.repeat(2e5) + ']'.repeat(2e5), 'expected an object'],
    ['null', 'null', 'got null'],
    ['another number', '{"seq":99,"outputs":{}}', 'expected seq 7, as it was asked, got 99'],
    ['no number', '{"outputs":{}}', 'expected seq 7, as it was asked, got nothing'],
    ['nothing of the three', '{"seq":7}', 'one of outputs, skipped and error'],
    ['two of the three', '{"seq":7,"outputs":{},"error":"no"}', 'one of outputs, skipped and error'],
    ['a key of nobody', '{"seq":7,"output":{}}', 'did you mean "outputs"?'],
    ['an error without words', '{"seq":7,"error":""}', 'what went wrong'],
    ['too few cells', ofTensor({ shape: [2] }), 'takes 16 bytes, got 8'],
    ['too many', ofTensor({ shape: [0] }), 'takes 0 bytes, got 8'],
    ['a giant', ofTensor({ shape: [2 ** 50, 2 ** 50] }), 'got 8'],
    ['a length below 0', ofTensor({ shape: [-1] }), 'expected a shape, got [-1]'],
    ['half a cell', ofTensor({ shape: [0.5] }), 'expected a shape'],
    ['a hundred axes', ofTensor({ shape: Array(100).fill(1) }), 'expected a shape'],
    ['a shape as text', ofTensor({ shape: '1' }), 'expected a shape'],
    ['integers', ofTensor({ dtype: 'int8' }), '"int8"'],
    ['a dtype of JavaScript', ofTensor({ dtype: 'constructor' }), '"constructor"'],
    ['no base64', ofTensor({ data: '#' }), 'expected base64'],
    ['cells as numbers', ofTensor({ data: [1] }), 'expected base64'],
  ])('%s', (_, line, words) => {
    expect(() => parseAnswer(line, call)).toThrow(words)
  })
})

describe('a handshake', () => {
  const hello = { version: 1, functions: ['to_latent'] }
  const parsed = (change: object) =>
    parseHandshake({ file: 'it', path: '', value: { ...hello, ...change } }, contracts.flow)

  test('has defaults', () => {
    expect(parsed({})).toEqual({ functions: ['to_latent'], shapes: {}, dtype: 'float32', batch: null })
    expect(parsed({ batch: null, dtype: 'float64', shapes: { x: [2] } })).toMatchObject({
      shapes: { x: [2] },
    })
  })

  test.each([
    ['another version', { version: 2 }, 'expected version 1, got 2'],
    ['functions of nobody', { functions: ['to_latnt'] }, 'unknown function "to_latnt"'],
    ['no functions', { functions: [] }, 'names of some of "to_latent", "to_data", "log_prob", got []'],
    ['functions as an object', { functions: {} }, 'got {}'],
    ['shapes of nobody', { shapes: { y: [2] } }, 'unknown key "y"'],
    ['a batch of 0', { batch: 0 }, 'batch'],
    ['integers', { dtype: 'int8' }, 'expected a dtype of "float32" or "float64", got "int8"'],
    ['a key of nobody', { shape: {} }, 'did you mean "shapes"?'],
  ])('%s', (_, change, words) => {
    expect(() => parsed(change)).toThrow(words)
  })
})
