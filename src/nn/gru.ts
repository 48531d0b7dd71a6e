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
 * Shapes: x [N, length, inputs] -> the states after every step, [N, length, hidden]. The loop is traced: a graph holds as
 * many copies of the step as there are steps. The weights of r, z and n lie below one another: weight_ih
 * [3 hidden, always + inputs], weight_hh [3 hidden, hidden], bias_ih and bias_hh [3 hidden]. An input that is the same at
 * every step, [N, always], comes before those of the step and is multiplied once.
 */
export function gru(inputs: number, hidden: number, { always = 0 } = {}) {
  const init = uniformFanIn(hidden)
  const gates = 3 * hidden

  /** What the gates take from the input, [N, 3 hidden], and the state [N, hidden] -> the next state. */
  function next({ weight_hh, bias_hh }: Params, driven: Tensor, h: Tensor): Tensor {
    const recurrent = add(matmul(h, weight_hh, { transposeB: true }), bias_hh)
    const [gatesOfInput, candidateOfInput] = split(driven, 1, [2 * hidden, hidden])
    const [gatesOfState, candidateOfState] = split(recurrent, 1, [2 * hidden, hidden])
    const [r, z] = split(sigmoid(add(gatesOfInput, gatesOfState)), 1, [hidden, hidden])
    const n = tanh(add(candidateOfInput, mul(r, candidateOfState)))
    return add(n, mul(z, sub(h, n)))
  }

  /** What the gates take from the inputs of all steps, [N, length, 3 hidden]. */
  function drive({ weight_ih, bias_ih }: Params, x: Tensor, same?: Tensor): Tensor {
    const [n, length] = x.shape
    const flat = reshape(x, [n * length, inputs])
    const times = (rows: Tensor, weight: Tensor) => matmul(rows, weight, { transposeB: true })
    if (!same) return reshape(add(times(flat, weight_ih), bias_ih), [n, length, gates])
    const [ofSame, ofStep] = split(weight_ih, 1, [always, inputs])
    const once = reshape(add(times(same, ofSame), bias_ih), [n, 1, gates])
    return add(reshape(times(flat, ofStep), [n, length, gates]), once)
  }

  return {
    parameters: {
      weight_ih: { shape: [gates, always + inputs], init },
      weight_hh: { shape: [gates, hidden], init },
      bias_ih: { shape: [gates], init },
      bias_hh: { shape: [gates], init },
    },
    apply(params: Params, x: Tensor, same?: Tensor): Tensor {
      const [n, length] = x.shape
      const driven = reshape(drive(params, x, same), [n, length * gates])
      const states: Tensor[] = []
      let h = constant(new Float64Array(n * hidden), [n, hidden])
      for (const now of split(driven, 1, Array(length).fill(gates))) {
        h = next(params, now, h)
        states.push(h)
      }
      return reshape(concat(states, 1), [n, length, hidden])
    },
  }
}
