import { add } from '../ops/add.ts'
import { concat } from '../ops/concat.ts'
import { matmul } from '../ops/matmul.ts'
import { mul } from '../ops/mul.ts'
import { reshape } from '../ops/reshape.ts'
import { sigmoid } from '../ops/sigmoid.ts'
import { split } from '../ops/slice.ts'
import { sub } from '../ops/sub.ts'
import { tanh } from '../ops/tanh.ts'
import { constant, type Tensor } from '../ops/tensor.ts'
import type { Layer } from './dense.ts'
import { uniformFanIn } from './init.ts'
import type { Params } from './parameters.ts'

/**
 * The gated recurrent unit (Cho et al. 2014), as torch.nn.GRU has it. From h = 0, at every step:
 *
 *   r = sigmoid(W_ir x + b_ir + W_hr h + b_hr)         what of the state the candidate sees
 *   z = sigmoid(W_iz x + b_iz + W_hz h + b_hz)         what of the state stays
 *   n = tanh(W_in x + b_in + r (W_hn h + b_hn))        the candidate
 *   h = (1 - z) n + z h
 *
 * Shapes: x [N, length, inputs] -> the states after every step, [N, length, hidden]. The loop is traced: a graph holds as many copies of the step as there are steps. The weights of r, z and n lie below one
 * another: weight_ih [3 hidden, inputs], weight_hh [3 hidden, hidden], bias_ih and bias_hh [3 hidden].
 */
export function gru(inputs: number, hidden: number): Layer {
  const init = uniformFanIn(hidden)

  /** What the gates take from the input, [N, 3 hidden], and the state [N, hidden] -> the next state. */
  function next({ weight_hh, bias_hh }: Params, driven: Tensor, h: Tensor): Tensor {
    const recurrent = add(matmul(h, weight_hh, { transposeB: true }), bias_hh)
    const [gatesOfInput, candidateOfInput] = split(driven, 1, [2 * hidden, hidden])
    const [gatesOfState, candidateOfState] = split(recurrent, 1, [2 * hidden, hidden])
    const [r, z] = split(sigmoid(add(gatesOfInput, gatesOfState)), 1, [hidden, hidden])
    const n = tanh(add(candidateOfInput, mul(r, candidateOfState)))
    return add(n, mul(z, sub(h, n)))
  }

  return {
    parameters: {
      weight_ih: { shape: [3 * hidden, inputs], init },
      weight_hh: { shape: [3 * hidden, hidden], init },
      bias_ih: { shape: [3 * hidden], init },
      bias_hh: { shape: [3 * hidden], init },
    },
    apply(params, x) {
      const [n, length] = x.shape
      const flat = reshape(x, [n * length, inputs])
      const driven = add(matmul(flat, params.weight_ih, { transposeB: true }), params.bias_ih)
      const drivenAt = split(reshape(driven, [n, length * 3 * hidden]), 1, Array(length).fill(3 * hidden))
      const states: Tensor[] = []
      let h = constant(new Float64Array(n * hidden), [n, hidden])
      for (const now of drivenAt) {
        h = next(params, now, h)
        states.push(h)
      }
      return reshape(concat(states, 1), [n, length, hidden])
    },
  }
}
