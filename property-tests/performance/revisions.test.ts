import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkout, revisionsIn } from '../../src/performance/revisions.ts'

const home = mkdtempSync(join(tmpdir(), 'touchstone-revisions-'))
afterAll(() => rmSync(home, { recursive: true }))

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], {
    cwd: home,
    encoding: 'utf8',
  })

function commit(revision: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text)
  }
  git('add', '.')
  git('commit', '--quiet', '--message', revision)
  git('tag', revision)
}

git('init', '--quiet')
commit('ancient', { 'package-lock.json': '1', '.gitignore': 'node_modules' })
commit('old', { 'src/cli/bench-part.ts': '// old' })
commit('new', { 'src/cli/bench-part.ts': '// new', 'package-lock.json': '2' })
mkdirSync(join(home, 'node_modules/some-package'), { recursive: true })

const worktrees = () => git('worktree', 'list').trim().split('\n').length

test('a revision is checked out beside the packages that are installed here, and removed without a trace', async () => {
  const { root, doubts, remove } = await checkout('new', home)
  expect(readFileSync(join(root, 'src/cli/bench-part.ts'), 'utf8')).toBe('// new')
  expect(existsSync(join(root, 'node_modules/some-package'))).toBe(true)
  expect(doubts).toEqual([])
  await remove()
  expect(existsSync(dirname(root))).toBe(false)
  expect(existsSync(join(home, 'node_modules/some-package'))).toBe(true)
  expect(worktrees()).toBe(1)
})

test('what changed here and is not committed makes no difference to it, other packages are told of', async () => {
  const { root, doubts, remove } = await checkout('old', home)
  try {
    expect(readFileSync(join(root, 'src/cli/bench-part.ts'), 'utf8')).toBe('// old')
    expect(doubts).toEqual([
      'old has another package-lock.json: it was timed with the packages that are installed here',
    ])
  } finally {
    await remove()
  }
})

test.each([
  ['ancient', '--ab ancient: has no benchmarks yet; choose a later revision'],
  ['none', '--ab none: git knows no such revision'],
  ['--help', '--ab --help: git knows no such revision'],
])('%s is refused, and nothing of it stays', async (revision, words) => {
  await expect(checkout(revision, home)).rejects.toThrow(words)
  expect(worktrees()).toBe(1)
})

test('without git there is nothing to compare with', async () => {
  await expect(checkout('main', join(home, 'src'))).rejects.toThrow('--ab needs a clone of Touchstone')
})

test('one revision or two', () => {
  expect(revisionsIn('v1.0')).toEqual(['v1.0'])
  expect(revisionsIn('main..HEAD~1')).toEqual(['main', 'HEAD~1'])
  for (const range of ['..main', 'main..', 'main...HEAD', 'a..b..c', '']) {
    expect(() => revisionsIn(range)).toThrow('expected a revision, or two as main..HEAD')
  }
})
