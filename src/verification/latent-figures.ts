import { interpolation } from '../latent/interpolation.ts'
import { decoderOf, encoderOf, type RowMap } from '../latent/maps.ts'
import { hasPrior } from '../latent/sampling.ts'
import { deviations, mostVarying, offsets, traversal } from '../latent/traversal.ts'
import { type Rows, toRows } from '../laws/rows.ts'
import { imageRows, type LabelledRow } from '../report/plots/image-rows.ts'
import type { Figure } from '../report/report.ts'
import type { Subject } from '../subjects/subject.ts'
import type { Trained } from './trained.ts'

const [pairs, latentsShown, columns, reach] = [4, 8, 11, 3]
const rowsEncoded = 256

/** What lies between the codes of data, and along single latents: for square images with an encoder and a decoder. */
export async function latentFigures({ model, data }: Trained, subject: Subject): Promise<Figure[]> {
  const [encode, decode] = [encoderOf(subject), decoderOf(subject)]
  const side = Math.sqrt(data.shape[1])
  if (!encode || !decode || !Number.isInteger(side)) return []
  const codes = await encode.apply(someRows(data))
  const draw = (rows: readonly LabelledRow[]) =>
    imageRows([rows], { height: side, width: side, channels: 1 }, Math.max(1, Math.round(32 / side)))
  return [
    {
      model: model.name,
      title: 'Interpolation',
      caption: 'Decoded codes on straight lines between the codes of two digits.',
      ...draw(await interpolations(codes, decode)),
    },
    {
      model: model.name,
      title: 'Traversal',
      caption: `The code of one digit with one latent at a time moved by up to ${reach} ${hasPrior(subject) ? "of the prior's standard deviations" : "standard deviations of the data's codes"} each way; of the latents, those that vary most over the data.`,
      ...draw(await traversals(codes, decode, hasPrior(subject))),
    },
  ]
}

/** Evenly out of all the data. */
function someRows(data: Trained['data']): Rows {
  const rows = toRows(data)
  const shown = Math.min(rows.length, rowsEncoded)
  return Array.from({ length: shown }, (_, i) => rows[Math.floor((i * rows.length) / shown)])
}

async function interpolations(codes: Rows, decode: RowMap): Promise<LabelledRow[]> {
  const rows: LabelledRow[] = []
  for (let i = 0; i < pairs; i++) {
    const line = interpolation(codes[2 * i], codes[2 * i + 1], columns)
    rows.push({ label: `pair ${i + 1}`, images: await decode.apply(line) })
  }
  return rows
}

async function traversals(codes: Rows, decode: RowMap, isPriorStandard: boolean): Promise<LabelledRow[]> {
  const spread = deviations(codes)
  const rows: LabelledRow[] = []
  for (const latent of mostVarying(spread, latentsShown)) {
    const unit = isPriorStandard ? 1 : spread[latent]
    const steps = offsets(columns, reach).map((step) => step * unit)
    rows.push({ label: `latent ${latent}`, images: await decode.apply(traversal(codes[0], latent, steps)) })
  }
  return rows
}
