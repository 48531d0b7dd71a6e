import ndarray from 'ndarray'
import type { Dataset } from './dataset.ts'
import type { Random } from './random.ts'

const side = 8

/** What a blob is drawn from: uniform on these ranges, in pixels; positions from the centre of the image. */
export const blobFactors = {
  x_position: [-2.5, 2.5],
  y_position: [-1.5, 1.5],
  width: [0.7, 1.6],
} as const satisfies Readonly<Record<string, readonly [number, number]>>

/**
 * `n` images of 8 x 8 pixels of one soft round blob, exp(-r^2 / (2 width^2)) at the distance r from its centre, and what
 * it was drawn from, under `also`: x_position (to the right), y_position (downwards) and width, [n] each. The two positions have unequal
 * ranges, without which no statistics of the images could tell their axes from turned ones.
 */
export function sampleBlobs(n: number, random: Random): Dataset {
  const draw = (name: keyof typeof blobFactors) => {
    const [low, high] = blobFactors[name]
    return Float32Array.from(random.split(name).uniform(n), (share) => low + (high - low) * share)
  }
  const factors = { x: draw('x_position'), y: draw('y_position'), width: draw('width') }
  const images = new Float32Array(n * side * side)
  for (let i = 0; i < images.length; i++) {
    const blob = Math.floor(i / side ** 2)
    const [row, column] = [Math.floor(i / side) % side, i % side].map((at) => at - (side - 1) / 2)
    const square = (column! - factors.x[blob]!) ** 2 + (row! - factors.y[blob]!) ** 2
    images[i] = Math.exp(-square / (2 * factors.width[blob]! ** 2))
  }
  return {
    name: 'blobs',
    images: { height: side, width: side, channels: 1 },
    x: ndarray(images, [n, side ** 2]),
    also: {
      x_position: ndarray(factors.x, [n]),
      y_position: ndarray(factors.y, [n]),
      width: ndarray(factors.width, [n]),
    },
  }
}
