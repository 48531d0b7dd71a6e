import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, describe, expect, test } from 'vitest'

const launcher = resolve('scripts/touchstone.mjs')
const folder = mkdtempSync(join(tmpdir(), 'touchstone-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

function touchstone(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

describe('touchstone', () => {
  test('list shows the models and the laws', () => {
    const { status, stdout } = touchstone('list')
    expect(status).toBe(0)
    expect(stdout).toContain('realnvp')
    expect(stdout).toContain('flow/log-det-is-jacobian')
    expect(JSON.parse(touchstone('list', '--json').stdout).models.length).toBeGreaterThan(1)
  })

  test('output that nobody reads to its end is no error, and gives the exit code of a closed pipe', async () => {
    const child = spawn(process.execPath, [launcher, 'list'], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    const [problem, code] = await Promise.all([
      text(child.stderr),
      new Promise((resolve) => child.on('close', resolve)),
    ])
    expect([problem, code]).toEqual(['', 141])
  })

  test.each([
    [['train', 'nothing'], "no model is called 'nothing'; the models are"],
    [['train'], 'name a model'],
    [['train', 'realnvp', '--data', 'missing.npy'], 'missing.npy'],
    [['train', 'realnvp', '--data', 'empty.npy'], 'empty.npy'],
    [['train', 'realnvp', '--steps', 'many'], 'whole number'],
    [['train', 'realnvp', '--batch', '20000'], 'a batch of 20000 needs at least as many samples'],
    [['train', 'realnvp', '--engine', 'cuda'], "argument 'cuda' is invalid"],
    [['train', 'realnvp', '--out', 'no/such/folder.safetensors'], 'there is no such folder'],
    [['train', 'realnvp', '--set', 'depth=3'], "realnvp has no size 'depth'; it has dim, couplings, width"],
    [['train', 'realnvp', '--set', 'dim=3'], '--set dim: the data decide it'],
    [['train', '--resume', 'missing.safetensors'], 'missing.safetensors'],
    [['export', 'missing.safetensors', '--onnx', 'x.onnx'], 'missing.safetensors'],
    [['sample', 'missing.safetensors', '--out', 'x.png'], 'missing.safetensors'],
    [['traverse', 'empty.npy', '--out', 'x.png'], 'empty.npy'],
    [['interpolate', 'x.safetensors', '--out', 'no/such/folder.png'], 'there is no such folder'],
    [['verify', '--junit', 'no/such/folder.xml'], 'there is no such folder'],
    [['verify', 'nothing'], "no model is called 'nothing'"],
    [['verify', 'larger-lattice'], 'takes minutes and is done by hand'],
    [['study', 'larger-lattice', '--quick'], '--quick: larger-lattice takes minutes'],
    [['check', 'missing.json'], 'missing.json'],
    [['merge', 'missing.json'], 'missing.json: no such file'],
    [['fly'], "unknown command 'fly'"],
  ])('%j is refused in one sentence, with exit code 2', (args, words) => {
    writeFileSync(join(folder, 'empty.npy'), '')
    const { status, stderr } = touchstone(...args)
    expect(stderr).toContain(words)
    expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m)
    expect(status).toBe(2)
  })

  test('train, export and check make a whole', () => {
    const trained = touchstone('train', 'linear-autoencoder', '--engine', 'onnx', '--out', 'lae.safetensors')
    expect(trained.stderr + trained.stdout).toContain('saved lae.safetensors')
    expect(touchstone('export', 'lae.safetensors', '--onnx', 'lae.onnx').status).toBe(0)
    const { status, stdout } = touchstone('check', 'lae.json')
    expect(stdout).toContain('autoencoder/pca-optimum')
    expect(status).toBe(0)
  })

  test('verify writes its rows as JUnit XML', () => {
    const { status } = touchstone('verify', 'ops', '--engine', 'float64', '--junit', 'rows.xml')
    expect(status).toBe(0)
    const xml = readFileSync(join(folder, 'rows.xml'), 'utf8')
    expect(xml).toMatch(/<testsuites name="Touchstone: verification" tests="\d+" failures="0" errors="0"/)
    expect(xml).toContain('name="golden softplus"')
  })

  test('Ctrl-C saves, and the run goes on from there to the same bits', async () => {
    const settings = ['realnvp', '--engine', 'onnx', '--steps', '120', '--set', 'width=8']
    expect(touchstone('train', ...settings, '--out', 'whole.safetensors').status).toBe(0)
    const child = spawn(
      process.execPath,
      [launcher, 'train', ...settings, '--out', 'cut.safetensors', '--save-every', '10'],
      {
        cwd: folder,
      },
    )
    while (!existsSync(join(folder, 'cut.safetensors'))) await new Promise((wake) => setTimeout(wake, 5))
    child.kill('SIGINT')
    await new Promise((wake) => child.once('exit', wake))
    const { step } = JSON.parse(readFileSync(join(folder, 'cut.json'), 'utf8'))
    expect(step).toBeGreaterThanOrEqual(10)
    const resumed = touchstone('train', '--resume', 'cut.safetensors')
    expect(step === 120 ? resumed.stderr : resumed.stdout).toMatch(/120 (of 120 )?steps/)
    const [whole, cut] = ['whole', 'cut'].map((name) => readFileSync(join(folder, `${name}.safetensors`)))
    expect(cut.equals(whole)).toBe(true)
  })
})
