import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode } from 'fast-png'
import { XMLValidator } from 'fast-xml-parser'
import ndarray from 'ndarray'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { interpolateCommand } from '../../src/cli/interpolate.ts'
import { reconstructCommand } from '../../src/cli/reconstruct.ts'
import { sampleCommand } from '../../src/cli/sample.ts'
import { traverseCommand } from '../../src/cli/traverse.ts'
import { writeNpy } from '../../src/data/npy.ts'
import { seededRandom } from '../../src/data/random.ts'
import { readTensors } from '../../src/data/read-tensors.ts'
import { checkpoint, imagesIn } from './checkpoints.ts'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-pictures-'))
const paths: Record<string, string> = {}
const commands = {
  sample: sampleCommand,
  reconstruct: reconstructCommand,
  interpolate: interpolateCommand,
  traverse: traverseCommand,
}

beforeAll(async () => {
  vi.spyOn(console, 'log').mockReturnValue()
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  paths.vae = await checkpoint(folder, 'vae', { latent: 3, width: 8 })
  paths.autoencoder = await checkpoint(folder, 'linear-autoencoder', { latent: 3 })
  paths.flow = await checkpoint(folder, 'realnvp', { couplings: 2, width: 8 })
  paths.table = await checkpoint(folder, 'linear-autoencoder', { dim: 5, latent: 2 })
  const colours = Float32Array.from(seededRandom(1).uniform(40 * 4 * 6 * 3))
  const data = join(folder, 'colours.npy')
  writeFileSync(data, writeNpy(ndarray(colours, [40, 4, 6, 3])))
  paths.colours = await checkpoint(folder, 'deep-autoencoder', { dim: 72 }, { data })
})
afterAll(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

/** Runs a command on a checkpoint and gives the bytes of the file that it wrote. */
async function run(command: keyof typeof commands, model: string, ending: string, ...args: string[]) {
  const out = join(folder, `out.${ending}`)
  const program = commands[command]().exitOverride()
  await program.parseAsync([paths[model] ?? model, '--out', out, ...args], { from: 'user' })
  return readFileSync(out)
}

async function numbers(command: keyof typeof commands, model: string, ...args: string[]) {
  await run(command, model, 'safetensors', ...args)
  return readTensors(join(folder, 'out.safetensors'))
}

/** Pixels of eight-by-eight digits, drawn twice their size. */
const digit = { height: 16, width: 16 }
const tops = (count: number) => Array.from({ length: count }, (_, i) => 8 + 18 * i)
const double = ['--scale', '2']

/** Every pixel of a digit, once, and what it should be. */
const firstPixels = (image: number[]) => levelsOf((i) => image[8 * (Math.floor(i / 8) * 16 + (i % 8))]! / 255)
const levelsOf = (value: (i: number) => number) =>
  Array.from({ length: 64 }, (_, i) => Math.round(255 * Math.min(1, Math.max(0, value(i)))))

/** One grey level apart at most: batches of other sizes may be rounded otherwise. */
function expectSame(a: number[], b: number[]) {
  expect(a.length).toBe(b.length)
  expect(Math.max(...a.map((level, i) => Math.abs(level - b[i]!)))).toBeLessThanOrEqual(1)
}

describe.each(['vae', 'autoencoder'])('of a %s', (model) => {
  test('samples are the same bytes for the same seed, and others for another', async () => {
    const [first, again] = [await run('sample', model, 'png'), await run('sample', model, 'png')]
    expect(again.equals(first)).toBe(true)
    expect((await run('sample', model, 'png', '--seed', '2')).equals(first)).toBe(false)
    const { width, height, text } = decode(first)
    expect([width, height]).toEqual([16 + 8 * 58 - 2, 16 + 8 * 58 - 2])
    expect(text.Description).toContain('64 samples')
  })

  test('reconstructions stand below the data they are of', async () => {
    const png = await run('reconstruct', model, 'png', '--from', '0,7,9', ...double)
    const [data, reconstruction] = imagesIn(png, digit, tops(2), 3)
    expect(new Set(data.map(String)).size).toBe(3)
    expect(reconstruction.map(String)).not.toEqual(data.map(String))
    const tensors = await numbers('reconstruct', model, '--from', '0,7,9')
    for (const [name, images] of Object.entries({ data, reconstruction })) {
      const rows = tensors.get(name)
      expect(rows?.shape).toEqual([3, 64])
      images.forEach((image, n) => {
        expect(firstPixels(image)).toEqual(levelsOf((i) => Number(rows?.get(n, i))))
      })
    }
  })

  test('interpolations begin and end at the reconstructions', async () => {
    const both = await run('reconstruct', model, 'png', '--from', '3,8,4,1', ...double)
    const [, ends] = imagesIn(both, digit, tops(2), 4)
    const png = await run(
      'interpolate',
      model,
      'png',
      '--from',
      '3,8',
      '--to',
      '4,1',
      '--columns',
      '5',
      ...double,
    )
    const lines = imagesIn(png, digit, tops(2), 5)
    lines.forEach((line, i) => {
      expectSame(line[0]!, ends[i]!)
      expectSame(line[4]!, ends[2 + i]!)
      expect(line[2]).not.toEqual(line[0])
    })
  })

  test('traversals have the reconstruction in the middle, and move away from it', async () => {
    const [, [middle]] = imagesIn(
      await run('reconstruct', model, 'png', '--from', '3', ...double),
      digit,
      tops(2),
      1,
    )
    const png = await run(
      'traverse',
      model,
      'png',
      '--from',
      '3',
      '--latents',
      '0,2',
      '--columns',
      '3',
      ...double,
    )
    for (const row of imagesIn(png, digit, tops(2), 3)) {
      expectSame(row[1]!, middle!)
      expect(row[0]).not.toEqual(row[1])
      expect(row[2]).not.toEqual(row[1])
    }
  })
})

describe('pictures', () => {
  test('of colours keep the size that the data say', async () => {
    const png = await run('reconstruct', 'colours', 'png', '--from', '5', '--scale', '1')
    const { width, height } = decode(png)
    expect([width, height]).toEqual([16 + 6, 16 + 4 + 2 + 4])
    const [[pixels]] = imagesIn(png, { height: 4, width: 6 }, [8], 1)
    const x = (await numbers('reconstruct', 'colours', '--from', '5')).get('data')
    const expected = Array.from({ length: 24 }, (_, i) => [
      ...[0, 1, 2].map((k) => Math.round(255 * Number(x?.get(0, 3 * i + k)))),
      255,
    ]).flat()
    expect(pixels).toEqual(expected)
  })

  test('of samples of the plane are a cloud of points', async () => {
    const png = decode(await run('sample', 'flow', 'png', '-n', '300'))
    expect([png.width, png.height]).toEqual([480, 480])
    expect((await numbers('sample', 'flow', '-n', '300')).get('x')?.shape).toEqual([300, 2])
    expect((await run('sample', 'flow', 'svg')).toString()).toContain('<path')
  })

  test('as SVG have labels', async () => {
    const svg = (await run('traverse', 'vae', 'svg')).toString()
    expect(XMLValidator.validate(svg)).toBe(true)
    expect(svg.match(/>latent \d/g)).toEqual(['>latent 0', '>latent 1', '>latent 2'])
  })

  test('take other data', async () => {
    const x = (await numbers('reconstruct', 'flow', '--data', 'rings', '--from', '0')).get('data')
    expect(Math.hypot(Number(x?.get(0, 0)), Number(x?.get(0, 1)))).toBeLessThan(3.5)
  })
})

test.each([
  ['sample', 'table', [], 'rows of 5 numbers are no square images'],
  ['reconstruct', 'vae', ['--data', 'moons'], 'vae takes rows x of shape [64], and those of moons are [2]'],
  ['reconstruct', 'vae', ['--from', '1797'], 'row 1797 of digits: its rows are 0 to 1796'],
  ['reconstruct', 'vae', ['-n', '2000'], 'digits has 1797 rows, and 2000 were asked for'],
  ['interpolate', 'vae', ['--from', '1,2', '--to', '1'], '--from names 2 rows and --to 1'],
  ['interpolate', 'vae', ['--pairs', '900'], 'digits has 1797 rows, and 1800 were asked for'],
  ['traverse', 'vae', ['--latents', '3'], '--latents 3: vae has the latents 0 to 2'],
  ['traverse', 'vae', ['--columns', '4'], 'an odd count from 3, got 4'],
] as const)('%s of %s with %j is refused', async (command, model, args, words) => {
  const options = model === 'table' ? ['--data', await tableData()] : []
  await expect(run(command, model, 'png', ...args, ...options)).rejects.toThrow(words)
})

async function tableData() {
  const path = join(folder, 'table.npy')
  writeFileSync(path, writeNpy(ndarray(Float32Array.from(seededRandom(2).normal(50)), [10, 5])))
  return path
}

test.each(['out.jpg', 'no/such/folder.png'])('%s is refused before anything is read', async (out) => {
  const program = sampleCommand().exitOverride()
  await expect(program.parseAsync(['missing.safetensors', '--out', out], { from: 'user' })).rejects.toThrow(
    `--out ${out}`,
  )
})
