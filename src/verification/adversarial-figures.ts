import type { Random } from '../data/random.ts'
import type { Values } from '../engines/engine.ts'
import { cells, value } from '../engines/value.ts'
import { type Rows, toRows } from '../laws/rows.ts'
import { imageGrid } from '../report/plots/image-grid.ts'
import { joinPlots } from '../report/plots/plot.ts'
import { toPoints } from '../report/plots/points.ts'
import { scatterPlot } from '../report/plots/scatter.ts'
import type { Figure } from '../report/report.ts'
import type { Subject } from '../subjects/subject.ts'
import type { Trained } from './trained.ts'

const [points, images] = [1000, 14]

/** What a generator makes of noise, beside the data. */
export async function generatorFigures(
  { model, data }: Trained,
  subject: Subject,
  random: Random,
): Promise<Figure[]> {
  const [latent] = model.functions.generate.inputs.z
  const dim = data.shape[1]
  const count = dim === 2 ? points : images
  const z = value(random.normal(count * latent), [count, latent])
  const { x } = await subject.call('generate', { z })
  const real = value(cells(data).slice(0, count * dim), [count, dim])
  const base = { model: model.name, title: 'Data and samples' }
  if (dim === 2) {
    const plots = [scatterPlot(toPoints(real), 'data'), scatterPlot(toPoints(x), 'samples')]
    return [{ ...base, caption: 'Data, and what the generator makes of noise.', ...joinPlots(plots) }]
  }
  const side = Math.sqrt(dim)
  if (!Number.isInteger(side)) return []
  const rows = [
    { label: 'Data', images: toRows(real) },
    { label: 'Samples', images: toRows(x) },
  ]
  return [
    { ...base, caption: 'Data, and what the generator makes of noise.', ...imageGrid(rows, side, side) },
  ]
}

/** Images of either domain, and what the translators make of them. */
export async function translatorFigures({ model, rows }: Trained, subject: Subject): Promise<Figure[]> {
  const side = Math.sqrt(rows.a.shape[1])
  if (!Number.isInteger(side)) return []
  const first = (domain: 'a' | 'b') =>
    value(cells(rows[domain]).slice(0, images * side * side), [images, side * side])
  const [a, b] = [first('a'), first('b')]
  const there: Values = await subject.call('a_to_b', { x: a })
  const back: Values = await subject.call('b_to_a', { x: b })
  const strip = (label: string, shown: Rows) => ({ label, images: shown })
  return [
    {
      model: model.name,
      title: 'Translations',
      caption: 'Images of domain A and what they become in B; images of B and what they become in A.',
      ...imageGrid(
        [
          strip('A', toRows(a)),
          strip('A to B', toRows(there.y)),
          strip('B', toRows(b)),
          strip('B to A', toRows(back.y)),
        ],
        side,
        side,
      ),
    },
  ]
}
