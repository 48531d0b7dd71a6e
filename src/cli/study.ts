import { Command } from 'commander'
import { writeFileAtomically } from '../data/atomic-write.ts'
import { type Dataset, loadDataset } from '../data/dataset.ts'
import { seededRandom } from '../data/random.ts'
import { selectRows } from '../data/select-rows.ts'
import { engineNamed } from '../engines/index.ts'
import { renderHtml } from '../report/html.ts'
import { progressBar } from '../report/progress.ts'
import { exitCodeOf } from '../report/row.ts'
import { showNumber } from '../report/show.ts'
import { renderTable, wantsColour } from '../report/table.ts'
import { thisMachine } from '../report/this-machine.ts'
import { studies, studyNamed } from '../studies/index.ts'
import type { Split, Study } from '../studies/study.ts'
import { startTrainings } from '../studies/trainings.ts'
import { type StudyRun, studyRows } from '../verification/studies.ts'
import { checkFolder } from './folder.ts'
import { engineOption, seedOption } from './options.ts'

interface StudyCommandOptions {
  readonly data?: string
  readonly engine: string
  readonly seed: number
  readonly quick?: boolean
  readonly html?: string
}

/** `touchstone study`: does a worked use of the models by hand, on any data, and measures what it claims. */
export const studyCommand = (): Command =>
  new Command('study')
    .description('a worked use of the models: what it claims, measured; on your data, with --data')
    .argument('<name>', `one of ${[...studies.keys()].join(', ')}`)
    .option('--data <name|file>', 'other data: 4 rows of 5 to train on, the others held out')
    .addOption(engineOption('onnx'))
    .addOption(seedOption())
    .option('--quick', 'in seconds, as verify does it: it may claim less')
    .option('--html <file>', 'write the report, with pictures, as a page')
    .action(run)

async function run(name: string, options: StudyCommandOptions): Promise<void> {
  const study = studyNamed(name)
  if (options.data && study.ownData) throw new Error(`--data: ${name} makes its own data; leave it out`)
  if (options.quick && study.byHand) throw new Error(`--quick: ${name} takes minutes; leave it out`)
  checkFolder('--html', options.html)
  const startedAt = new Date().toISOString()
  const data = options.data
    ? split(await loadDataset(options.data, { seed: options.seed }), options.seed)
    : undefined
  const found = await studied(study, options, data)
  console.log(
    renderTable(found.rows, { width: process.stdout.columns ?? 130, colour: wantsColour(process.stdout) }),
  )
  for (const [what, number] of Object.entries(found.numbers)) console.log(`${what}: ${showNumber(number, 5)}`)
  if (options.html) {
    await writeFileAtomically(options.html, page(study, options, found, startedAt))
    console.log(`report: ${options.html}`)
  }
  process.exitCode = exitCodeOf(found.rows)
}

async function studied(
  study: Study,
  { engine: name, seed, quick = false }: StudyCommandOptions,
  data: Split | undefined,
): Promise<StudyRun> {
  const engine = await engineNamed(name)
  const bar = progressBar({ title: study.title, total: 1 })
  const trainings = startTrainings((note) => bar.update(0, { note }))
  try {
    return await studyRows(study, { engine, seed, trainings, quick, ...(data ? { data } : {}) })
  } finally {
    bar.stop()
    await trainings.dispose()
    await engine.dispose()
  }
}

/** Four fifths to train on, in an order drawn from the seed, and one fifth held out. */
function split(dataset: Dataset, seed: number): Split {
  const order = seededRandom(seed).permutation(dataset.x.shape[0])
  const first = Math.floor((4 * order.length) / 5)
  return {
    train: selectRows(dataset, order.subarray(0, first)),
    heldOut: selectRows(dataset, order.subarray(first)),
  }
}

const page = (study: Study, { engine, seed }: StudyCommandOptions, found: StudyRun, startedAt: string) =>
  renderHtml({
    title: `Touchstone: ${study.title}`,
    startedAt,
    machine: thisMachine(),
    engines: [{ name: engine }],
    rows: found.rows,
    figures: found.figures,
    seed,
    models: [study],
  })
