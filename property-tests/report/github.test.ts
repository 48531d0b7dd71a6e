import { describe, expect, test } from 'vitest'
import { renderAnnotations, renderSummary } from '../../src/report/github.ts'
import type { Row } from '../../src/report/row.ts'

const row: Row = { model: 'm', engine: 'onnx file', kind: 'law', name: 'flow/inverse', verdict: 'pass' }
const hostile = 'a%b\n::error::c | <b> `d` @e'

describe('annotations for GitHub', () => {
  test('are for what someone has to look at, each on one line', () => {
    const text = renderAnnotations([
      row,
      { ...row, verdict: 'fail', error: 0.3, tolerance: 1e-4, replay: 'touchstone check s.json' },
      { ...row, verdict: 'error', reason: 'it crashed' },
      { ...row, verdict: 'inconclusive' },
      { ...row, verdict: 'not applicable' },
    ])
    const lines = text.trimEnd().split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatch(
      /^::error title=flow\/inverse%3A fail::m on onnx file fails .*%0AReplay: touchstone check s.json$/,
    )
    expect(lines[1]).toMatch(/^::error title=.*%0AReason: it crashed$/)
    expect(lines[2]).toMatch(/^::warning title=/)
  })

  test('hold no command of a stranger', () => {
    const [line, ...others] = renderAnnotations([{ ...row, model: hostile, name: 'x,y:z', verdict: 'fail' }])
      .trimEnd()
      .split('\n')
    expect(others).toEqual([])
    expect(line).toContain('title=x%2Cy%3Az%3A fail::')
    expect(line).toContain('a%25b ::error::c')
  })
})

describe('the summary for GitHub', () => {
  test('counts, tells what went wrong, and lists every check', () => {
    const text = renderSummary('Touchstone: m', [
      row,
      { ...row, name: 'flow/shapes', verdict: 'fail', error: 2, tolerance: 1 },
    ])
    expect(text).toContain('**2 rows: 1 pass, 1 fail**')
    expect(text).toContain('- ✗ m on onnx file fails the law flow/shapes')
    expect(text).toContain('| ✓ pass | flow/inverse | onnx file |  |  |')
    expect(text).toContain('<details open>')
  })

  test('holds no markup of a stranger', () => {
    const text = renderSummary(hostile, [{ ...row, name: hostile, verdict: 'fail' }])
    expect(text).not.toContain('<b>')
    expect(text).not.toContain('\n::error')
    expect(text).toContain('\\|')
    expect(text).toContain('\\`d\\`')
    expect(text).not.toContain('@e')
  })
})
