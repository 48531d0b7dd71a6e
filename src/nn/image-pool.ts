import { add } from '../ops/add.ts'
import { affine } from '../ops/affine.ts'
import { concat } from '../ops/concat.ts'
import { equal } from '../ops/equal.ts'
import { gather } from '../ops/gather.ts'
import { greater } from '../ops/greater.ts'
import { less } from '../ops/less.ts'
import { max } from '../ops/max.ts'
import { maximum } from '../ops/maximum.ts'
import { minimum } from '../ops/minimum.ts'
import { mul } from '../ops/mul.ts'
import { reshape } from '../ops/reshape.ts'
import { sub } from '../ops/sub.ts'
import { sum } from '../ops/sum.ts'
import { constant, type Tensor } from '../ops/tensor.ts'
import { where } from '../ops/where.ts'
import { zeros } from './init.ts'
import type { Parameters, Params } from './parameters.ts'

/** What a pool shows in place of the images that entered, and its state after them, by paths. */
export interface Shown {
  readonly value: Tensor
  readonly state: Params
}

export interface ImagePool {
  readonly parameters: Parameters
  /** Images [N, dim], and for each a coin and a slot, uniform on [0, 1): [N]. They enter one after the other. */
  readonly query: (params: Params, images: Tensor, coin: Tensor, slot: Tensor) => Shown
}

/**
 * The history of generated images that a discriminator learns from (Shrivastava et al. 2017, section 2.3), as Zhu et al.
 * 2017, section 4, have it. The first `capacity` images are kept, and shown themselves. After them an image takes, with
 * probability 1/2, the place of a kept one, each as likely as another, which is shown in its stead; else it is shown
 * itself, and not kept.
 *
 * A batch enters image by image: a later one may have an earlier one shown. A pool of 0 shows every image itself.
 * Throws a RangeError for a capacity that is no whole number.
 */
export function imagePool(capacity: number, dim: number): ImagePool {
  if (!Number.isInteger(capacity) || capacity < 0) {
    throw new RangeError(`imagePool: expected a whole number of images from 0, got ${capacity}`)
  }
  if (capacity === 0) return { parameters: {}, query: (_, value) => ({ value, state: {} }) }
  const slots = count(capacity)
  return {
    parameters: {
      images: { shape: [capacity, dim], init: zeros, trained: false },
      entered: { shape: [], init: zeros, trained: false },
    },
    query({ images, entered }, x, coin, slot) {
      const n = x.shape[0]
      const number = add(entered, count(n))
      const isFilling = less(number, capacity)
      const isSwapped = mul(less(coin, 0.5), not(isFilling))
      const place = where(isFilling, number, wholePart(slot, capacity))
      const taken = where(maximum(isFilling, isSwapped), place, -1)
      // Where the image of a place is, among those kept before and then the batch: there, where the last one to take it is.
      const candidates = concat([images, x], 0)
      const held = (places: Tensor, last: Tensor) =>
        gather(candidates, where(greater(last, -1), affine(last, 1, capacity), places), 0)
      const shown = held(place, lastToTake(place, taken, isEarlier(n)))
      return {
        value: where(reshape(isSwapped, [n, 1]), shown, x),
        state: {
          images: held(slots, lastToTake(slots, taken)),
          entered: minimum(affine(entered, 1, n), capacity),
        },
      }
    },
  }
}

/** 0 to n - 1. */
const count = (n: number): Tensor => constant(Array.from({ length: n }, (_, i) => i))

const not = (condition: Tensor): Tensor => affine(condition, -1, 1)

/** The whole part of n u, for u in [0, 1], n - 1 at most: how many of 1 to n - 1 it reaches. */
function wholePart(u: Tensor, n: number): Tensor {
  const reached = not(less(reshape(affine(u, n, 0), [u.shape[0], 1]), affine(count(n), 1, 1)))
  return minimum(sum(reached, 1), n - 1)
}

/** For each place, the number of the last image of the batch that takes it, or -1; only of some where told, [places, N]. */
function lastToTake(places: Tensor, taken: Tensor, among?: Tensor): Tensor {
  const takes = equal(reshape(places, [places.shape[0], 1]), reshape(taken, [1, taken.shape[0]]))
  const counted = mul(among ? mul(takes, among) : takes, affine(count(taken.shape[0]), 1, 1))
  return sub(max(counted, 1), 1)
}

/** [n, n]: 1 where the column's image enters before the row's. */
const isEarlier = (n: number): Tensor => less(reshape(count(n), [1, n]), reshape(count(n), [n, 1]))
