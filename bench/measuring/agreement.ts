/** Float32 on another library, in another order of sums, must come this close. */
const tolerance = 1e-3

/**
 * Throws where a runner's numbers are not the expected ones: what computes something else is not timed. Errors are
 * relative to the largest expected number.
 */
export function checkAgreement(what: string, got: ArrayLike<number>, expected: ArrayLike<number>): void {
  if (got.length !== expected.length) {
    throw new Error(`${what}: ${got.length} numbers, float64 has ${expected.length}; nothing was timed`)
  }
  let scale = 0
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i]))
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(got[i] - expected[i]) / scale
    // Written so that NaN is an error, too.
    if (!(error <= tolerance)) {
      throw new Error(
        `${what}: number ${i} is ${got[i]}, float64 has ${expected[i]}: further apart than ${tolerance} of the ` +
          'largest; nothing was timed',
      )
    }
  }
}
