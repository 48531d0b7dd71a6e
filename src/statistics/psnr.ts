/** An image's grey values, row by row. */
export type Pixels = ArrayLike<number>

/**
 * Peak signal-to-noise ratio of one image, in decibels: 10 log10(peak^2 / mean squared error). Infinite for the truth
 * itself. Throws a RangeError where the two are of different sizes, or empty.
 */
export function psnr(image: Pixels, truth: Pixels, peak = 1): number {
  const { length } = truth
  if (length === 0 || image.length !== length) {
    throw new RangeError(
      `psnr: expected two images of one size, got ${image.length} and ${length} pixels; crop or enlarge one of them`,
    )
  }
  let squares = 0
  for (let i = 0; i < length; i++) squares += (image[i] - truth[i]) ** 2
  return 10 * Math.log10((peak * peak * length) / squares)
}

/** The mean of the images' own ratios, in decibels. */
export function meanPsnr(images: readonly Pixels[], truth: readonly Pixels[], peak = 1): number {
  if (images.length !== truth.length) {
    throw new RangeError(
      `meanPsnr: expected as many images as truths, got ${images.length} and ${truth.length}`,
    )
  }
  return images.reduce((sum, image, n) => sum + psnr(image, truth[n], peak), 0) / images.length
}
