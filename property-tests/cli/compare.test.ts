import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { compareCommand } from '../../src/cli/compare.ts'
import { writeSafetensors } from '../../src/data/safetensors.ts'
import type { StoredArray } from '../../src/data/stored-array.ts'
import type { Values } from '../../src/engines/engine.ts'
import { cells, value } from '../../src/engines/value.ts'
import { readCase } from '../../src/goldens/case.ts'
import { messageOf } from '../subjects/verdicts.ts'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-compare-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = 0
})

const { z, log_det } = readCase('realnvp').expected
const wrong = value(
  Float64Array.from(cells(z), (cell, i) => (i === 5 ? cell + 1 : cell)),
  z.shape,
)

function file(name: string, tensors: Values): string {
  const path = join(folder, name)
  writeFileSync(path, writeSafetensors(tensors as Record<string, StoredArray>))
  return path
}

/** Runs the command and gives what it printed, and the exit code it left. */
async function compare(...args: string[]) {
  let printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  await compareCommand().exitOverride().parseAsync(args, { from: 'user' })
  return { printed, code: process.exitCode }
}

describe('touchstone compare', () => {
  test('leaves 0 for right tensors, in whatever order they are named', async () => {
    const path = file('right.safetensors', { z, log_det })
    const { printed, code } = await compare('realnvp', path)
    expect(code).toBe(0)
    expect(printed).toContain('2 rows: 2 pass, 0 fail')
    expect(printed).toContain('Not given, and not compared')
    expect((await compare(path, 'realnvp')).code).toBe(0)
  })

  test('leaves 1 for a wrong one, tells which departs first and where, and writes that', async () => {
    const json = join(folder, 'rows.json')
    const { printed, code } = await compare(
      'realnvp',
      file('wrong.safetensors', { log_det, z: wrong }),
      '--json',
      json,
    )
    expect(code).toBe(1)
    expect(printed).toContain('The first to depart is z.')
    expect(printed).toContain('"index":[2,1]')
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
      exitCode: 1,
      counts: { pass: 1, fail: 1 },
    })
  })

  test('takes what is missing for a failure where all are asked for', async () => {
    const { printed, code } = await compare('realnvp', file('some.safetensors', { z }), '--all')
    expect(code).toBe(1)
    expect(printed.replace(/\s+/g, ' ')).toContain('Reason: it is not in the file')
  })

  test.each([
    [['realnv', 'a.safetensors'], 'did you mean "realnvp"?'],
    [['realnvp', 'nowhere.safetensors'], 'no such file'],
    [['gan', file('of-another.safetensors', { remark: z })], 'holds none of the tensors of gan'],
  ])('refuses %j', async (args, words) => {
    expect(await messageOf(compare(...args))).toContain(words)
  })
})
