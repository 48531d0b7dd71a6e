import type { Tensor } from '../ops/tensor.ts'
import { dense, type Layer } from './dense.ts'
import { nested, part } from './parameters.ts'

/** Dense layers, named 0, 1, ..., with an activation between them and none at the end. `widths` runs from input to output. */
export function mlp(widths: readonly number[], activation: (x: Tensor) => Tensor): Layer {
  const layers = widths.slice(1).map((outputs, i) => dense(widths[i], outputs))
  return {
    parameters: Object.assign({}, ...layers.map((layer, i) => nested(String(i), layer.parameters))),
    apply: (params, x) =>
      layers.reduce((h, layer, i) => layer.apply(part(params, String(i)), i === 0 ? h : activation(h)), x),
  }
}
