import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Model } from '../../src/onnx/model.ts'
import { bareManifest } from '../../src/subjects/bare.ts'
import { flowModels, modelOf, node, port, writeSubject } from './onnx-files.ts'
import { messageOf } from './verdicts.ts'

/** A folder of models, beside a manifest that says nothing. */
const folderOf = (models: Readonly<Record<string, Model>>): string => dirname(writeSubject({}, models))

const { 'reference.onnx': forward, 'reference_to_data.onnx': back } = flowModels()
const toY = modelOf([node('Tanh', ['x'], 'y')], [port('x', ['N', 3])], [port('y', ['N', 3])])
const found = (folder: string, functions: Readonly<Record<string, { model: string }>>) =>
  Object.fromEntries(
    Object.entries(functions).map(([name, { model }]) => [name, model.replace(`${folder}/`, '')]),
  )

describe('models without a manifest', () => {
  test('one file gives every function whose names it has', async () => {
    const folder = folderOf({ 'model.onnx': forward })
    const { kind, name, functions, conventions } = await bareManifest(join(folder, 'model.onnx'), {
      kind: 'flow',
    })
    expect({ kind, name }).toEqual({ kind: 'flow', name: 'model.onnx' })
    expect(found(folder, functions)).toEqual({ to_latent: 'model.onnx', log_prob: 'model.onnx' })
    expect(conventions.prior).toBe('standard_normal')
  })

  test('a folder gives what its files give, each under its own name or by its inputs and outputs', async () => {
    const folder = folderOf({ 'forward.onnx': forward, 'to_data.onnx': back })
    const { functions, conventions } = await bareManifest(folder, {
      kind: 'flow',
      declared: { dependence: 'all' },
    })
    expect(found(folder, functions)).toEqual({
      to_latent: 'forward.onnx',
      log_prob: 'forward.onnx',
      to_data: 'to_data.onnx',
    })
    expect(conventions.dependence).toBe('all')
  })

  test('names of files tell functions apart that nothing else does', async () => {
    const folder = folderOf({ 'a_to_b.onnx': toY, 'b_to_a.onnx': toY })
    const { functions } = await bareManifest(folder, { kind: 'translator' })
    expect(found(folder, functions)).toEqual({ a_to_b: 'a_to_b.onnx', b_to_a: 'b_to_a.onnx' })
  })

  test('a formula is named', async () => {
    const kl = modelOf(
      [node('Add', ['mean', 'log_variance'], 'kl')],
      [port('mean', ['N', 3]), port('log_variance', ['N', 3])],
      [port('kl', ['N'])],
    )
    const folder = folderOf({ 'kl.onnx': kl })
    const { functions, formula } = await bareManifest(join(folder, 'kl.onnx'), {
      kind: 'formula',
      formula: 'gaussian_kl',
    })
    expect(formula).toBe('gaussian_kl')
    expect(found(folder, functions)).toEqual({ value: 'kl.onnx' })
  })

  test('that are none are refused', async () => {
    const path = join(dirname(writeSubject({}, { 'm.onnx': Uint8Array.of(1, 2, 3) })), 'm.onnx')
    expect(await messageOf(bareManifest(path, { kind: 'flow' }))).toMatch(/^m\.onnx: not an ONNX model/)
    expect(await messageOf(bareManifest(`${path}x`, { kind: 'flow' }))).toContain('no such file')
  })

  test.each([
    ['flow', { 'm.onnx': toY }, 'no function of kind flow has these inputs and outputs: m.onnx x -> y'],
    ['translator', { 'm.onnx': toY }, 'm.onnx may be "a_to_b", "b_to_a"; name the file after the function'],
    ['flow', { 'a.onnx': forward, 'b.onnx': forward }, '"a.onnx", "b.onnx" may each be to_latent'],
    ['flow', {}, 'holds neither a subject.json nor an .onnx file'],
    ['formula', { 'm.onnx': toY }, 'which one? give --formula'],
  ] as const)('of kind %s are refused in case %#', async (kind, models, words) => {
    expect(await messageOf(bareManifest(folderOf(models), { kind }))).toContain(words)
  })
})
