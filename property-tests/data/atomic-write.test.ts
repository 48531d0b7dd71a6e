import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeFileAtomically } from '../../src/data/atomic-write.ts'
import { asyncRefusal } from './damage.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atomic-write-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function emptyFolder(name: string): Promise<string> {
  const path = join(folder, name)
  await mkdir(path)
  return path
}

describe('writeFileAtomically', () => {
  test('writes new files and replaces old ones, and leaves nothing else behind', async () => {
    const place = await emptyFolder('written')
    const path = join(place, 'model.safetensors')
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array(), fc.string({ unit: 'grapheme' })), async (contents) => {
        await writeFileAtomically(path, contents)
        expect(await readFile(path)).toEqual(Buffer.from(contents as string))
        expect(await readdir(place)).toEqual(['model.safetensors'])
      }),
      { numRuns: 20 },
    )
  })

  test('keeps the permissions of the old file', async () => {
    const path = join(await emptyFolder('modes'), 'secret')
    await writeFile(path, 'old', { mode: 0o600 })
    await writeFileAtomically(path, 'new')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  test('writes through a link', async () => {
    const place = await emptyFolder('links')
    await writeFile(join(place, 'real'), 'old')
    await symlink('real', join(place, 'link'))
    await writeFileAtomically(join(place, 'link'), 'new')
    expect(await readFile(join(place, 'real'), 'utf8')).toBe('new')
  })

  test('a write that fails half way leaves the old contents and no temporary file', async () => {
    const place = await emptyFolder('limited')
    const path = join(place, 'model.safetensors')
    await writeFile(path, 'old contents')
    const source = new URL('../../src/data/atomic-write.ts', import.meta.url).href
    const script = `
      import { writeFileAtomically } from ${JSON.stringify(source)}
      await writeFileAtomically(${JSON.stringify(path)}, new Uint8Array(4e6)).then(
        () => console.log('written'),
        (error) => console.log(error.name + '|' + error.message),
      )`
    // The system refuses any file of more than some KiB, as it does when a disk is full.
    const command = `ulimit -f 1000; exec "${process.execPath}" --import tsx --input-type=module -e "$0"`
    const { stdout, stderr } = spawnSync('bash', ['-c', command, script], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout.trim()).toMatch(
      /^DataError\|.*model\.safetensors: cannot be written: the file would be larger/,
    )
    expect(await readFile(path, 'utf8')).toBe('old contents')
    expect(await readdir(place)).toEqual(['model.safetensors'])
  })

  test.each([
    ['a folder', '.', /is a directory/],
    ['a path in no folder', 'nowhere/file', /no folder .*nowhere; create it/],
    ['a path through a file', 'plain/file', /not a folder/],
    ['a name that is too long', 'x'.repeat(300), /name is too long/],
  ])('refuses %s', async (_, path, message) => {
    await writeFile(join(folder, 'plain'), 'old')
    const before = await readdir(folder)
    expect(await asyncRefusal(writeFileAtomically(join(folder, path), 'new'))).toMatch(message)
    expect(await readdir(folder)).toEqual(before)
    expect(await readFile(join(folder, 'plain'), 'utf8')).toBe('old')
  })

  // Not /dev/null: a failing implementation, run as root, would replace the machine's own.
  test('refuses what is neither file nor folder, and leaves it', async () => {
    const pipe = join(await emptyFolder('pipes'), 'pipe')
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0)
    expect(await asyncRefusal(writeFileAtomically(pipe, 'new'))).toMatch(/not a regular file/)
    expect((await stat(pipe)).isFIFO()).toBe(true)
  })
})
