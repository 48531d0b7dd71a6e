import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { engineNamed } from '../../src/engines/index.ts'
import { goldensFolder } from '../../src/goldens/case.ts'
import { mutateRule, neg, type Rule, ruleOf, type Thread } from '../../src/ops/index.ts'
import { node, real } from '../../src/ops/lowering.ts'
import { exitCodeOf, type Row } from '../../src/report/row.ts'
import { goldenRows, loadCases, referenceRow } from '../../src/verification/goldens.ts'

const cases = new Map(loadCases().map((loaded) => [loaded.name, loaded]))

async function rowsWith(
  wrong: { op: string; facts: Partial<Rule> },
  golden: string,
  engineName: string,
): Promise<Row[]> {
  const restore = mutateRule(wrong.op, wrong.facts)
  const engine = await engineNamed(engineName)
  try {
    return await goldenRows(cases.get(golden)!, engine)
  } finally {
    restore()
    await engine.dispose()
  }
}

const failures = (rows: readonly Row[]) =>
  rows.filter(({ verdict }) => verdict === 'fail').map(({ name }) => name)

/** What must be found, with the golden and the engine on which it shows. */
const mistakes: Readonly<
  Record<string, { op: string; facts: () => Partial<Rule>; golden: string; engine: string }>
> = {
  'a kernel off by one part in a thousand': {
    op: 'tanh',
    facts: () => ({
      kernel: function (this: Thread, x: number[]) {
        return Math.tanh(x[this.thread.x]) * 1.001
      },
    }),
    golden: 'ops-elementwise',
    engine: 'gpu:webasm',
  },
  'a kernel that overflows': {
    op: 'softplus',
    facts: () => ({
      kernel: function (this: Thread, x: number[]) {
        return Math.log(1.0 + Math.exp(x[this.thread.x]))
      },
    }),
    golden: 'ops-elementwise',
    engine: 'gpu:webasm',
  },
  'a product with its sign flipped': {
    op: 'log',
    facts: () => ({
      vjp: (...args) =>
        ruleOf('exp')
          .vjp(...args)
          .map((part) => part && neg(part)),
    }),
    golden: 'ops-elementwise',
    engine: 'float64',
  },
  'a lowering to the wrong operator': {
    op: 'sqrt',
    facts: () => ({ onnx: ([x]) => node('Exp', [x]) }),
    golden: 'ops-elementwise',
    engine: 'onnx',
  },
  'a lowering that forgets an attribute': {
    op: 'leakyRelu',
    facts: () => ({ onnx: ([x]) => node('Max', [x, node('Mul', [x, real(0.01)])]) }),
    golden: 'ops-elementwise',
    engine: 'onnx',
  },
  'a stride that is off by one': {
    op: 'slice',
    facts: () => ({ constants: () => ({ inner: 1, length: 1, from: 2, start: 0 }) }),
    golden: 'ops-movement',
    engine: 'float64',
  },
}

describe('the goldens find', () => {
  test.each(Object.keys(mistakes))('%s, and name it', async (name) => {
    const { op, facts, golden, engine } = mistakes[name]
    const rows = await rowsWith({ op, facts: facts() }, golden, engine)
    expect(failures(rows)).toContain(op.replace('leakyRelu', 'leaky_relu'))
    expect(exitCodeOf(rows)).toBe(1)
  })

  test('nothing where all is right', async () => {
    const engine = await engineNamed('float64')
    for (const loaded of cases.values()) {
      expect(failures([...(await goldenRows(loaded, engine)), await referenceRow(loaded)])).toEqual([])
    }
  })
})

describe('a damaged golden', () => {
  const root = mkdtempSync(join(tmpdir(), 'touchstone-goldens-'))
  afterAll(() => rmSync(root, { recursive: true }))
  cpSync(join(goldensFolder(), 'realnvp-odd'), join(root, 'realnvp-odd'), { recursive: true })
  const file = (name: string) => join(root, 'realnvp-odd', name)

  test.each(['weights', 'inputs', 'expected'])('%s.safetensors is a failure by name', async (part) => {
    const right = readFileSync(file(`${part}.safetensors`))
    appendFileSync(file(`${part}.safetensors`), '\0')
    const [loaded] = loadCases(root)
    writeFileSync(file(`${part}.safetensors`), right)
    const engine = await engineNamed('float64')
    const rows = await goldenRows(loaded, engine)
    expect(failures(rows)).toEqual(['realnvp-odd'])
    expect(rows[0].reason).toContain(`${part}.safetensors: expected SHA-256`)
  })

  test('with a digest to match its wrong numbers is a failure, too', async () => {
    const [{ golden }] = loadCases(root)
    const engine = await engineNamed('float64')
    golden!.expected.log_det.data[0] += 1e-6
    const rows = await goldenRows({ name: 'realnvp-odd', golden: golden! }, engine)
    expect(failures(rows)).toEqual(['realnvp-odd: outputs'])
    expect(rows.find(({ verdict }) => verdict === 'fail')?.at).toEqual({ tensor: 'log_det' })
  })
})
