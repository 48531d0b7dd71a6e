import type { Readers } from '../site.ts'
import { activations } from './activations.ts'
import { arithmetic } from './arithmetic.ts'
import { convolution } from './convolution.ts'
import { layout } from './layout.ts'
import { logic } from './logic.ts'
import { normalisation } from './normalisation.ts'
import { padding } from './padding.ts'
import { parts } from './parts.ts'
import { pixels } from './pixels.ts'
import { places } from './places.ts'
import { pooling } from './pooling.ts'
import { products } from './products.ts'
import { reductions } from './reductions.ts'
import { resizing } from './resize.ts'
import { shapes } from './shapes.ts'

/** The table: every operator of ONNX (https://onnx.ai/onnx/operators, opsets 7 to 21) that can be read. */
export const readers: Readers = {
  ...activations,
  ...arithmetic,
  ...convolution,
  ...layout,
  ...logic,
  ...normalisation,
  ...padding,
  ...parts,
  ...pixels,
  ...places,
  ...pooling,
  ...products,
  ...reductions,
  ...resizing,
  ...shapes,
}
