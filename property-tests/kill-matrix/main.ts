import { writeFileAtomically } from '../../src/data/atomic-write.ts'
import { progressBar } from '../../src/report/progress.ts'
import { families } from '../catalogue/index.ts'
import { coverageOf, faultsOf, uncovered } from './faults.ts'
import { renderHeatMap } from './heat-map.ts'
import { type Matrix, runFamily } from './matrix.ts'
import { killMatrixCommand, type Plan } from './options.ts'
import { runCommand } from './run-command.ts'
import { renderConventions, renderCoverage, renderMatrix, renderSummary } from './table.ts'

async function run(plan: Plan): Promise<void> {
  const matrices = await matricesOf(plan)
  const isAll = matrices.length === families.length && matrices.every(({ isWhole }) => isWhole)
  const coverage = coverageOf(matrices)
  const faults = [...faultsOf(matrices), ...(isAll ? uncovered(coverage) : [])]
  const shown = coverage.filter(({ mutants }) => isAll || mutants.length > 0)
  for (const matrix of matrices) console.log(renderMatrix(matrix))
  console.log(renderCoverage(shown))
  if (isAll) console.log(renderConventions())
  console.log(renderSummary(matrices, faults))
  const { seed, json, html } = plan
  const document = { touchstone: 1, seed, faults, matrices, known_bugs: coverage }
  if (json) await writeFileAtomically(json, `${JSON.stringify(document, null, 2)}\n`)
  if (html) await writeFileAtomically(html, renderHeatMap(matrices, faults))
  process.exitCode = faults.length > 0 ? 1 : 0
}

async function matricesOf({ families: chosen, isChosen, count, seed }: Plan): Promise<Matrix[]> {
  const bar = progressBar({ title: 'kill-matrix', total: count })
  let done = 0
  const onDone = (family: string, name: string) => bar.update(++done, { note: `${family}: ${name}` })
  const matrices: Matrix[] = []
  for (const family of chosen) {
    const matrix = await runFamily(family, { seed, isChosen, onDone })
    if (matrix.rights.length + matrix.mutants.length > 0) matrices.push(matrix)
  }
  bar.stop()
  return matrices
}

await runCommand(killMatrixCommand(run))
