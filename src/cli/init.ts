import { existsSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { writeFileAtomically } from '../data/atomic-write.ts'
import { DataError } from '../data/data-error.ts'
import { packageRoot } from '../data/package-root.ts'
import { formulaNamed } from '../formulas/index.ts'
import { type Kind, kinds } from '../models/model.ts'
import { explanation } from '../subjects/starter/explanation.ts'
import { type Means, starterManifest } from '../subjects/starter/manifest.ts'
import { starterProgram } from '../subjects/starter/program.ts'
import { type Framework, frameworks, recipe } from '../subjects/starter/recipes.ts'

interface InitFlags {
  readonly kind: Kind
  readonly formula?: string
  readonly dir: string
  readonly program?: Exclude<Means, 'onnx'>
  readonly from?: Framework
  readonly force?: true
}

/** `touchstone init`: a manifest to start from, and how to fill it. */
export const initCommand = (): Command =>
  new Command('init')
    .description('write a subject.json to start from, and print how to bring a model there')
    .addOption(new Option('--kind <kind>', 'what your model is').choices(kinds).makeOptionMandatory())
    .option('--formula <name>', 'which formula, for --kind formula')
    .option('--dir <folder>', 'where to write', '.')
    .addOption(
      new Option(
        '--program <language>',
        'for a program in place of ONNX files: writes an adapter, too',
      ).choices(['python', 'typescript']),
    )
    .addOption(new Option('--from <framework>', 'print the recipe of this one alone').choices(frameworks))
    .option('--force', 'write over files that are there')
    .action(init)

async function init(flags: InitFlags): Promise<void> {
  const { kind, formula, dir, program = 'onnx', from, force } = flags
  if (kind === 'formula') formulaNamed(needed(formula))
  else if (formula) throw new DataError(`--formula: a ${kind} is none; leave it out, or give --kind formula`)
  const files = filesFor(kind, program, formula)
  const present = Object.keys(files).filter((name) => existsSync(join(dir, name)))
  if (present.length > 0 && !force) {
    throw new DataError(
      `${present.join(', ')} in ${dir}: already there; give --force to write over, or another --dir`,
    )
  }
  await mkdir(dir, { recursive: true })
  for (const [name, contents] of Object.entries(files)) await writeFileAtomically(join(dir, name), contents)
  const recipes = from ? [from] : frameworks
  const manifest = join(dir, 'subject.json')
  const paragraphs = [
    `Wrote ${Object.keys(files)
      .map((name) => join(dir, name))
      .join(', ')}.`,
    explanation(kind, formula),
    ...recipes.map((framework) => recipe(framework, kind, formula)),
    `Then: touchstone check ${manifest}\n`,
  ]
  process.stdout.write(paragraphs.join('\n\n'))
}

function needed(formula: string | undefined): string {
  if (formula !== undefined) return formula
  throw new DataError(
    '--kind formula: which one? give --formula, as --formula gaussian_kl (touchstone list shows them)',
  )
}

/** What is written, by name. */
function filesFor(kind: Kind, means: Means, formula?: string): Record<string, string> {
  const manifest = `${JSON.stringify(starterManifest(kind, means, formula), null, 2)}\n`
  if (means === 'onnx') return { 'subject.json': manifest }
  const name = means === 'python' ? 'touchstone_subject.py' : 'touchstone-subject.ts'
  const adapter = readFileSync(join(packageRoot(), 'scripts', 'adapters', means, name), 'utf8')
  const own = means === 'python' ? 'subject.py' : 'subject.ts'
  return { 'subject.json': manifest, [name]: adapter, [own]: starterProgram(means, kind, formula) }
}
