import { describe, expect, test } from 'vitest'
import { readers } from '../../../src/onnx/import/operators/index.ts'
import type { Model, OnnxNode, OnnxTensor } from '../../../src/onnx/model.ts'
import { modelOf, node, port } from '../../subjects/onnx-files.ts'
import { messageOf } from '../../subjects/verdicts.ts'
import { knownCases, stored } from './known-cases.ts'
import { operatorCases } from './operator-cases.ts'
import { distance, feedsOf, ran, read } from './run.ts'

const ofX = (nodes: readonly OnnxNode[], tensors: readonly OnnxTensor[] = [], opset = 13): Model => ({
  ...modelOf(nodes, [port('x', [2, 3])], [port('y', null)], tensors),
  opsets: { '': opset },
})

const feeds = feedsOf({ x: [2, 3] }, 5)

describe('what depends on shapes and weights alone is computed', () => {
  test.each(Object.entries(knownCases))('%s', async (_, { nodes, tensors, opset }) => {
    const model = ofX(nodes, tensors, opset)
    // Numbers of size 1 and up; artanh(tanh x) has the condition of x near 3.
    expect(distance(await read(model, feeds), await ran(model, feeds))).toBeLessThanOrEqual(1e-5)
  })
})

test('no operator of the table goes untried', () => {
  const tried = [
    ...operatorCases.map(({ op }) => op),
    ...Object.values(knownCases).flatMap(({ nodes }) => nodes.map(({ op }) => op)),
  ]
  expect(Object.keys(readers).filter((op) => !tried.includes(op))).toEqual([])
})

describe('what cannot be read is named', () => {
  const scalar = (name: string, cell: bigint) => stored(name, 'int64', BigInt64Array.of(cell))
  test.each<[string, readonly OnnxNode[], readonly OnnxTensor[], string]>([
    [
      'an operator that there is no reading for',
      [node('Hardmax', ['x'], 'y')],
      [],
      'operator "Hardmax" cannot be read: it has no reading',
    ],
    [
      'steps of what is fed',
      [node('Floor', ['x'], 'y')],
      [],
      'operator "Floor" cannot be read: it rounds what depends on an input',
    ],
    [
      'a shape that depends on the data',
      [node('NonZero', ['x'], 'y')],
      [],
      'operator "NonZero" cannot be read: its operand 1 depends on an input',
    ],
    [
      'moments of the batch',
      [
        {
          ...node('BatchNormalization', ['x', 'w', 'w', 'w', 'w'], 'y', {
            training_mode: { kind: 'int', value: 1n },
          }),
        },
      ],
      [stored('w', 'float', Float32Array.of(1, 1, 1))],
      "it normalises by the batch's own moments, as in training",
    ],
    [
      'shapes that do not fit',
      [node('Add', ['x', 'w'], 'y')],
      [stored('w', 'float', Float32Array.of(1, 1))],
      'operator "Add" cannot be read: add: shapes [2, 3] and [2] do not broadcast',
    ],
    [
      'a name that nothing has',
      [node('Add', ['x', 'w'], 'y')],
      [],
      'operator "Add" cannot be read: "w" is not defined',
    ],
    [
      'more numbers than a memory holds',
      [node('ConstantOfShape', ['many'], 'zeros'), node('Add', ['x', 'zeros'], 'y')],
      [scalar('many', 2n ** 40n)],
      'operator "ConstantOfShape" cannot be read: it makes 1099511627776 numbers, and at most 16777216 are read',
    ],
    [
      'padding without end',
      [node('Pad', ['x', 'pads'], 'y')],
      [stored('pads', 'int64', BigInt64Array.of(0n, 0n, 0n, 2n ** 31n))],
      'operator "Pad" cannot be read: it makes 4294967296 numbers',
    ],
    [
      'parts without end',
      [node('Split', ['x', 'split'], 'y')],
      [stored('split', 'int64', BigInt64Array.of(2n ** 31n))],
      'operator "Split" cannot be read: 2147483648 places are too many',
    ],
    [
      'constants that take hours',
      [
        node('ConstantOfShape', ['side'], 'a'),
        node('MatMul', ['a', 'a'], 'b'),
        node('ReduceSum', ['b'], 'c'),
        node('Add', ['x', 'c'], 'y'),
      ],
      [stored('side', 'int64', BigInt64Array.of(4000n, 4000n))],
      'operator "matmul" cannot be read: it takes 64000000000 multiplications of constants',
    ],
    [
      'an operator of another set',
      [{ ...node('Relu', ['x'], 'y'), domain: 'com.microsoft' }],
      [],
      'operator "Relu" cannot be read: it is of the set "com.microsoft"',
    ],
  ])('%s', async (_, nodes, tensors, message) => {
    expect(await messageOf(read(ofX(nodes, tensors), feeds))).toContain(message)
  })
})
