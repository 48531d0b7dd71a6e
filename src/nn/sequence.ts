import type { Tensor } from '../ops/tensor.ts'
import { dense, type Layer } from './dense.ts'
import { nested, part } from './parameters.ts'

/** Layers one after another, named 0, 1, ..., with an activation between them and none at the end. */
export function sequence(layers: readonly Layer[], activation: (x: Tensor) => Tensor): Layer {
  return {
    parameters: Object.assign({}, ...layers.map((layer, i) => nested(String(i), layer.parameters))),
    apply: (params, x) =>
      layers.reduce((h, layer, i) => layer.apply(part(params, String(i)), i === 0 ? h : activation(h)), x),
  }
}

/** Dense layers with an activation between them. `widths` runs from input to output. */
export const mlp = (widths: readonly number[], activation: (x: Tensor) => Tensor): Layer =>
  sequence(
    widths.slice(1).map((outputs, i) => dense(widths[i], outputs)),
    activation,
  )
