import { determinant, Matrix } from 'ml-matrix'
import { cells, value } from '../engines/value.ts'
import { build, perSample, type Row, softplus, sum } from './arrays.ts'
import { activations, invertible, logScales, reals } from './domains.ts'
import { type Formula, formula, type Input } from './formula.ts'

const images: Input = { axes: ['N', 'C', 'H', 'W'], domain: reals }

/** Each coordinate of an image is moved for a Jacobian: few suffice. */
const smallImages = () => ({ N: 4, H: 2, W: 3 })

/** The same log-determinant for every sample, [N]. */
const same = (count: number, logDet: number) => value(new Float64Array(count).fill(logDet))

const affineCoupling = formula({
  name: 'affine_coupling',
  statement: 'y1 = x1, y2 = x2 exp(s) + t, log_det = sum s; x1 is the first floor(D / 2) of x',
  source: 'Dinh et al. 2017 (RealNVP), eqs. 4 to 6',
  inputs: {
    x: { axes: ['N', 'D'], domain: reals },
    s: { axes: ['N', 'D-d'], domain: logScales },
    t: { axes: ['N', 'D-d'], domain: reals },
  },
  outputs: { y: ['N', 'D'], log_det: ['N'] },
  reduces: ['D-d'],
  value({ x, s, t }) {
    const kept = Math.floor(x.shape[1] / 2)
    const moved = (n: number, i: number) => x.get(n, i) * Math.exp(s.get(n, i - kept)) + t.get(n, i - kept)
    return {
      y: build(x.shape, (n, i) => (i < kept ? x.get(n, i) : moved(n, i))),
      log_det: perSample((row) => sum(row.length, (i) => row[i]), s),
    }
  },
})

const actnorm = formula({
  name: 'actnorm',
  statement: 'y = (x + bias) exp(log_scale), log_det = H W sum(log_scale)',
  source: 'Kingma & Dhariwal 2018 (Glow), section 3.1 and table 1',
  inputs: {
    x: images,
    log_scale: { axes: ['C'], domain: logScales },
    bias: { axes: ['C'], domain: reals },
  },
  outputs: { y: images.axes, log_det: ['N'] },
  reduces: ['C'],
  sizes: smallImages,
  value({ x, log_scale, bias }) {
    const [count, channels, height, width] = x.shape
    return {
      y: build(x.shape, (n, c, h, w) => (x.get(n, c, h, w) + bias.get(c)) * Math.exp(log_scale.get(c))),
      log_det: same(count, height * width * sum(channels, (c) => log_scale.get(c))),
    }
  },
})

const invertibleConv1x1 = formula({
  name: 'invertible_conv1x1',
  statement: 'y[h, w] = weight x[h, w], log_det = H W log |det weight|',
  source: 'Kingma & Dhariwal 2018 (Glow), section 3.2, eq. 9',
  inputs: { x: images, weight: { axes: ['C', 'C'], domain: invertible } },
  outputs: { y: images.axes, log_det: ['N'] },
  reduces: ['C'],
  sizes: smallImages,
  value({ x, weight }) {
    const [count, channels, height, width] = x.shape
    const matrix = Matrix.from1DArray(channels, channels, cells(weight))
    return {
      y: build(x.shape, (n, c, h, w) => sum(channels, (k) => weight.get(c, k) * x.get(n, k, h, w))),
      log_det: same(count, height * width * Math.log(Math.abs(determinant(matrix)))),
    }
  },
  terms: ({ x }) => ({ log_det: same(x.shape[0], x.shape[2] * x.shape[3]) }),
})

const dot = (a: Row, b: Row) => sum(a.length, (i) => a[i] * b[i])

/** u moved along w until w.u > -1, where the map can be inverted. */
function uHat(u: Row, w: Row): number[] {
  const [along, square] = [dot(w, u), dot(w, w)]
  return Array.from(u, (ui, i) => ui + ((-1 + softplus(along) - along) * w[i]) / square)
}

const planarFlow = formula({
  name: 'planar_flow',
  statement:
    'y = x + u_hat tanh(w.x + b), log_det = log |1 + (1 - tanh^2) w.u_hat|, ' +
    'u_hat = u + (softplus(w.u) - 1 - w.u) w / |w|^2',
  source: 'Rezende & Mohamed 2015, eqs. 10 to 12 and appendix A.1',
  inputs: {
    x: { axes: ['N', 'D'], domain: reals },
    u: { axes: ['D'], domain: reals },
    w: { axes: ['D'], domain: reals },
    b: { axes: [], domain: reals },
  },
  outputs: { y: ['N', 'D'], log_det: ['N'] },
  reduces: ['D'],
  value({ x, u, w, b }) {
    const [ws, moved] = [cells(w), uHat(cells(u), cells(w))]
    const bent = cells(perSample((row) => Math.tanh(dot(ws, row) + cells(b)[0]), x))
    const slope = dot(ws, moved)
    return {
      y: build(x.shape, (n, i) => x.get(n, i) + moved[i] * bent[n]),
      log_det: value(Array.from(bent, (h) => Math.log(Math.abs(1 + (1 - h * h) * slope)))),
    }
  },
  // The 1 of 1 + (1 - tanh^2) w.u_hat is lost as far as the slope comes near -1.
  terms: ({ x, u, w }) => {
    const slope = dot(cells(w), uHat(cells(u), cells(w)))
    return { log_det: same(x.shape[0], 1 + (1 + Math.abs(slope)) / (1 + Math.min(slope, 0))) }
  },
})

const squeeze = formula({
  name: 'squeeze',
  statement: 'y[4 c + 2 i + j, h, w] = x[c, 2 h + i, 2 w + j]',
  source: 'Dinh et al. 2017 (RealNVP), section 3.6',
  inputs: { x: { axes: ['N', 'C', '2H', '2W'], domain: activations } },
  outputs: { y: ['N', '4C', 'H', 'W'] },
  value({ x }) {
    const [count, channels, height, width] = x.shape
    return {
      y: build([count, 4 * channels, height / 2, width / 2], (n, k, h, w) =>
        x.get(n, Math.floor(k / 4), 2 * h + Math.floor((k % 4) / 2), 2 * w + (k % 2)),
      ),
    }
  },
})

export const flowFormulas: readonly Formula[] = [
  affineCoupling,
  actnorm,
  invertibleConv1x1,
  planarFlow,
  squeeze,
]
