import type { Mol } from '@rdkit/rdkit'

/** What RDKit says of a string that is a molecule. */
export interface Judged {
  /** In RDKit's canonical form: the same for every way to write the molecule. */
  readonly canonical: string
  /** The octanol-water partition coefficient by Wildman & Crippen 1999, a logarithm to base 10. */
  readonly logP: number
}

/** The cheminformatics library RDKit, as WebAssembly. */
export interface Rdkit {
  /** Nothing where the string is no valid SMILES, or an empty one. */
  judge(smiles: string): Judged | undefined
  /** A drawing of a molecule as an SVG element; empty where the string is no valid SMILES. */
  draw(smiles: string, width: number, height: number): string
}

let loaded: Promise<Rdkit> | undefined

/** RDKit, loaded when it is first asked for: its 7 MB are nothing to whoever judges no molecules. */
export function loadRdkit(): Promise<Rdkit> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<Rdkit> {
  const module = await import('@rdkit/rdkit')
  // A CommonJS file, whose function its types take for an ES module's.
  const start = module.default as unknown as typeof module.default.default
  const library = await start()
  library.disable_logging() // it tells standard error what is wrong with every string

  /** What is asked of a molecule, whose memory is WebAssembly's and must be given back. */
  function of<Answer>(smiles: string, ask: (molecule: Mol) => Answer): Answer | undefined {
    const molecule = library.get_mol(smiles)
    if (!molecule) return undefined
    try {
      return molecule.get_num_atoms() > 0 ? ask(molecule) : undefined
    } finally {
      molecule.delete()
    }
  }

  return {
    judge: (smiles) =>
      of(smiles, (molecule) => ({
        canonical: molecule.get_smiles(),
        logP: JSON.parse(molecule.get_descriptors()).CrippenClogP,
      })),
    draw: (smiles, width, height) =>
      of(smiles, (molecule) => svgElement(molecule.get_svg(width, height))) ?? '',
  }
}

/** Without the XML declaration, which has no place inside a page. */
const svgElement = (file: string): string => file.slice(file.indexOf('<svg'))
