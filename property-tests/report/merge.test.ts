import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { float64Engine } from '../../src/engines/float64.ts'
import { altered, mapCells } from '../../src/laws/violators.ts'
import { gan } from '../../src/models/index.ts'
import { subjectDocument } from '../../src/report/json.ts'
import { readReport, type SubjectDocument } from '../../src/report/merge/documents.ts'
import { joined } from '../../src/report/merge/shards.ts'
import { checkSubject } from '../../src/subjects/check.ts'
import { graphSubject } from '../../src/subjects/graph.ts'
import type { Subject } from '../../src/subjects/subject.ts'
import { messageOf } from '../subjects/verdicts.ts'
import { genericWeights } from '../support/weights.ts'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-merge-'))
afterAll(() => rmSync(folder, { recursive: true }))

const model = gan({ width: 4 })
const right = graphSubject(model, genericWeights(model, 1), float64Engine())
const wrong = altered(right, {
  generator_loss: ({ loss }) => ({ loss: mapCells(loss, (cell) => 1.01 * cell) }),
})

const verdictsOf = async (subject: Subject, shard?: { index: number; of: number }, seed = 1) => {
  const share = shard ? { share: { index: shard.index - 1, of: shard.of } } : {}
  return (await checkSubject(subject, { seed, ...share })).verdicts
}

async function documentOf(
  subject: Subject,
  index: number,
  of: number,
  more: object = {},
): Promise<SubjectDocument> {
  const shard = { index, of }
  const head = {
    file: `${index}.json`,
    subject: 'a gan',
    kind: 'gan',
    seed: 1,
    engine: 'float64',
    shard,
  } as const
  return { ...head, verdicts: await verdictsOf(subject, shard), ...more }
}

/** What is told of each law; of cases without any error, which is the worst is all one. */
const told = (verdicts: SubjectDocument['verdicts']) =>
  verdicts.map(({ law, verdict, error, tolerance }) => [law, verdict, error, error === 0 ? 'any' : tolerance])

describe('shards of a run', () => {
  test.each([2, 5, 40])('are, %d of them joined, the whole run', async (of) => {
    const shards = await Promise.all(Array.from({ length: of }, (_, i) => documentOf(right, i + 1, of)))
    expect(told(joined(shards).verdicts)).toEqual(told(await verdictsOf(right)))
  })

  test('find what the whole run finds', async () => {
    const shards = await Promise.all([1, 2, 3].map((index) => documentOf(wrong, index, 3)))
    const outcomes = (verdicts: SubjectDocument['verdicts']) =>
      verdicts.map(({ law, verdict }) => [law, verdict])
    expect(outcomes(joined(shards).verdicts)).toEqual(outcomes(await verdictsOf(wrong)))
  })

  test.each<[string, (shards: SubjectDocument[]) => SubjectDocument[], string]>([
    ['one is missing', (shards) => shards.slice(1), 'the shards 1/3 are missing'],
    [
      'one is there twice',
      ([a, b, c]) => [a, b, c, { ...b, file: 'b.json' }],
      'b.json: is shard 2/3, and so is 2.json',
    ],
    [
      'one has another seed',
      ([a, b, c]) => [a, b, { ...c, seed: 2 }],
      '3.json: does not belong with 1.json: another seed',
    ],
    [
      'one is of another model',
      ([a, b, c]) => [a, b, { ...c, digest: 'other' }],
      'another digest of the subject',
    ],
    [
      'one is of more shards',
      ([a, b, c]) => [a, b, { ...c, shard: { index: 3, of: 4 } }],
      'another number of shards',
    ],
    ['one tried fewer cases', ([a, b, c]) => [a, b, { ...c, runs: 1 }], 'another number of cases'],
  ])('are refused where %s', (_, spoil, words) => {
    const verdicts = [{ law: 'gan/shapes', verdict: 'pass', replay: '' } as const]
    const shards = [1, 2, 3].map(
      (index): SubjectDocument => ({
        file: `${index}.json`,
        subject: 'a gan',
        kind: 'gan',
        seed: 1,
        engine: 'onnx file',
        digest: 'one',
        shard: { index, of: 3 },
        verdicts,
      }),
    )
    expect(() => joined(spoil(shards))).toThrow(words)
  })
})

describe('a report that was written', () => {
  const written = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return readReport(join(folder, name))
  }
  const head = { subject: 's', kind: 'flow', seed: 1, engine: 'onnx file', shard: '2/3' }

  test('is read as it was, NaN too', async () => {
    const verdict = {
      law: 'flow/inverse',
      verdict: 'fail',
      error: Number.NaN,
      tolerance: 1e-4,
      replay: 'r',
    } as const
    const read = await written('a.json', subjectDocument(head, [verdict]))
    expect(read).toMatchObject({ ...head, shard: { index: 2, of: 3 }, verdicts: [verdict] })
  })

  test.each([
    ['{', 'not JSON'],
    ['[]', 'not a report'],
    ['{"touchstone":2}', 'version 1'],
    ['{"touchstone":1,"seed":1}', 'neither verdicts nor rows'],
    ['{"touchstone":1,"seed":1,"subject":"s","kind":"flop","verdicts":[]}', 'unknown kind "flop"'],
    [
      '{"touchstone":1,"seed":1,"subject":"s","kind":"flow","shard":"4/3","verdicts":[]}',
      'a part and their number',
    ],
    [
      '{"touchstone":1,"seed":1,"subject":"s","kind":"flow","verdicts":[{"law":"l","verdict":"fine"}]}',
      'unknown verdict',
    ],
    ['{"touchstone":1,"seed":1,"rows":[{"verdict":"pass"}]}', 'model is missing'],
  ])('%s is refused', async (text, words) => {
    expect(await messageOf(written('bad.json', text))).toContain(words)
  })
})
