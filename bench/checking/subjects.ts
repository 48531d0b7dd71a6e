import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../../src/data/package-root.ts'
import { runCommand } from './run-command.ts'

/** Something to check: how it gets into a folder, and its manifest there. */
export interface CheckedSubject {
  readonly name: string
  readonly make: (folder: string, signal: AbortSignal) => Promise<string>
}

const touchstone = join(packageRoot(), 'scripts', 'touchstone.mjs')

export const command = (...args: readonly string[]): string[] => [touchstone, ...args]

/** One of our models, trained a little and exported to ONNX. */
const exported = (
  name: string,
  model: string,
  steps: number,
  data: readonly string[] = [],
): CheckedSubject => ({
  name,
  async make(folder, signal) {
    const [checkpoint, onnx] = [join(folder, `${name}.safetensors`), join(folder, `${name}.onnx`)]
    const settings = ['--engine', 'onnx', '--steps', String(steps), '--out', checkpoint, ...data]
    await runCommand(command('train', model, ...settings), signal)
    await runCommand(command('export', checkpoint, '--onnx', onnx), signal)
    return join(folder, `${name}.json`)
  },
})

/** A program beside its adapter, in TypeScript, started with Node. */
const formulaProgram: CheckedSubject = {
  name: 'formula-program',
  async make(folder, signal) {
    const kind = ['--kind', 'formula', '--formula', 'gaussian_kl', '--program', 'typescript']
    await runCommand(command('init', ...kind, '--dir', folder), signal)
    await writeFile(join(folder, 'subject.ts'), gaussianKl)
    const path = join(folder, 'subject.json')
    const manifest = JSON.parse(await readFile(path, 'utf8'))
    const run = [process.execPath, '--import', import.meta.resolve('tsx'), 'subject.ts']
    await writeFile(path, JSON.stringify({ ...manifest, command: run }))
    return path
  },
}

const gaussianKl = `import { serve } from './touchstone-subject.ts'

serve(
  {
    value({ mean, log_variance }) {
      const [rows, columns] = mean.shape
      const data = Float64Array.from({ length: rows }, (_, n) => {
        let sum = 0
        for (let i = n * columns; i < (n + 1) * columns; i++) {
          const [m, l] = [mean.data[i], log_variance.data[i]]
          sum += (m * m + Math.exp(l) - 1 - l) / 2
        }
        return sum
      })
      return { kl: { data, shape: [rows] } }
    },
  },
  { shapes: {} },
)
`

/** A subject or two of every way to bring one. */
export const checkedSubjects: readonly CheckedSubject[] = [
  exported('realnvp', 'realnvp', 300),
  exported('realnvp-64', 'realnvp', 300, ['--data', 'digits', '--lr', '0.001']),
  exported('vae', 'vae', 300),
  exported('denoiser', 'denoising-autoencoder', 300),
  exported('gan', 'gan-2d', 300),
  exported('wgan', 'wgan-gp', 200),
  exported('sampler', 'phi4-flow', 300),
  formulaProgram,
]
