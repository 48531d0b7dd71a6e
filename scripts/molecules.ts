/**
 * Makes goldens/molecules/molecules.smi of the file first_5K.smi of RDKit's data (Debian: apt-get install rdkit-data):
 *
 *   node --import tsx scripts/molecules.ts [/usr/share/RDKit/Data/NCI/first_5K.smi]
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../src/data/package-root.ts'
import { loadRdkit } from '../src/data/rdkit.ts'

const longest = 24
/** A character that fewer molecules have is too rare to be learned. */
const fewest = 20

const source = process.argv[2] ?? '/usr/share/RDKit/Data/NCI/first_5K.smi'
const rdkit = await loadRdkit()
const logPs = new Map<string, number>()
for (const line of readFileSync(source, 'utf8').split('\n')) {
  const judged = rdkit.judge(line.split('\t')[0])
  if (judged) logPs.set(judged.canonical, judged.logP)
}
const short = [...logPs.keys()].filter((smiles) => smiles.length <= longest && !smiles.includes('.'))
const havers = new Map<string, number>()
for (const character of short.flatMap((smiles) => [...new Set(smiles)])) {
  havers.set(character, (havers.get(character) ?? 0) + 1)
}
const kept = short.filter((smiles) => [...smiles].every((character) => havers.get(character)! >= fewest))
const lines = kept.map((smiles) => `${smiles}\t${logPs.get(smiles)!.toFixed(4)}\n`)
writeFileSync(join(packageRoot(), 'goldens/molecules/molecules.smi'), lines.join(''))
console.log(`${kept.length} molecules`)
