import { cells } from '../../../engines/value.ts'
import { build, map } from '../../../formulas/arrays.ts'
import { type Mistakes, misfed, times } from './mistake.ts'

/** The kernel read in the other direction along both axes. */
const turned = misfed(({ weight }) => ({
  weight: build(weight.shape, (o, i, p, q) =>
    weight.get(o, i, weight.shape[2] - 1 - p, weight.shape[3] - 1 - q),
  ),
}))

const convolutions: Mistakes = {
  'the kernel is turned over': turned,
  'the kernel is transposed: height and width are swapped': misfed(({ weight }) => ({
    weight: build(weight.shape, (o, i, p, q) => weight.get(o, i, q, p)),
  })),
  'the bias is left out': misfed(({ bias }) => ({ bias: map(() => 0, bias) })),
  'the bias is subtracted': misfed(({ bias }) => ({ bias: map((b) => -b, bias) })),
  'input channels are averaged': misfed(({ weight, x }) => ({
    weight: map((w) => w / x.shape[1], weight),
  })),
  'input and output channels are swapped in the layout': misfed(({ weight }) => {
    const [outer, , tall, wide] = weight.shape
    const flat = cells(weight)
    return { weight: build(weight.shape, (o, i, p, q) => flat[((i * outer + o) * tall + p) * wide + q]) }
  }),
  'one more of padding, and the border cut': (inputs, { formula, settings }, right) => {
    const wider = formula.value(inputs, { ...settings, padding: Number(settings.padding) + 1 }).y
    return {
      y: build(right.y.shape, (n, o, h, w) =>
        h < wider.shape[2] && w < wider.shape[3] ? wider.get(n, o, h, w) : 0,
      ),
    }
  },
}

export const convolutionMistakes: Readonly<Record<string, Mistakes>> = {
  conv2d: { ...convolutions, 'twice ours': times('y', 2) },
  conv_transpose2d: { ...convolutions, 'twice ours': times('y', 2) },
}
