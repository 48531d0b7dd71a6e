import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ndarray from 'ndarray'
import { DataError } from './data-error.ts'
import type { Dataset } from './dataset.ts'
import { packageRoot } from './package-root.ts'
import { seededRandom } from './random.ts'
import { loadRdkit } from './rdkit.ts'
import { selectRows } from './select-rows.ts'
import { stringsDataset } from './strings.ts'

/** A line of a .smi file: a molecule, and after a space or a tab a title that may be anything. */
interface Line {
  /** Its place in the file, from 1. */
  readonly number: number
  readonly smiles: string
  readonly title: string
}

const linesOf = (text: string): Line[] =>
  text
    .split(/\r?\n/)
    .map((line, i) => {
      const [smiles, title = ''] = line.trim().split(/\s+/, 2)
      return { number: i + 1, smiles, title }
    })
    .filter(({ smiles }) => smiles !== '')

const moleculesDataset = (name: string, smiles: readonly string[], logP: readonly number[]): Dataset => ({
  ...stringsDataset(name, smiles),
  also: { property: ndarray(Float32Array.from(logP), [logP.length]) },
})

/**
 * The 2,316 molecules that come with this package, as SMILES of up to 24 characters, each with its Crippen logP as
 * `property` (see goldens/molecules/README.md). Throws a DataError where the file is missing.
 */
export function loadMolecules(): Dataset {
  const path = join(packageRoot(), 'goldens/molecules/molecules.smi')
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new DataError(`${path}: cannot be read; install the package again`, { cause: error })
  }
  const lines = linesOf(text)
  return moleculesDataset(
    'molecules',
    lines.map(({ smiles }) => smiles),
    lines.map(({ title }) => Number(title)),
  )
}

/**
 * Molecules of a file, one SMILES a line, each with its Crippen logP, which RDKit computes, as `property`. Throws a
 * DataError for a line that is no molecule.
 */
export async function readMolecules(name: string, bytes: Uint8Array): Promise<Dataset> {
  const rdkit = await loadRdkit()
  const lines = linesOf(new TextDecoder().decode(bytes))
  const logP = lines.map(({ number, smiles }) => {
    const judged = rdkit.judge(smiles)
    if (!judged)
      throw new DataError(`${name}: line ${number}, '${smiles}', is no molecule to RDKit; remove it`)
    return judged.logP
  })
  return moleculesDataset(
    name,
    lines.map(({ smiles }) => smiles),
    logP,
  )
}

/** Molecules in an order drawn from `seed`: nine of ten for training, the others for testing. */
export function moleculesSplit(molecules: Dataset, seed: number): { train: Dataset; test: Dataset } {
  const count = molecules.x.shape[0]
  const order = seededRandom(seed).permutation(count)
  const training = Math.floor(0.9 * count)
  return {
    train: selectRows(molecules, order.subarray(0, training)),
    test: selectRows(molecules, order.subarray(training)),
  }
}
