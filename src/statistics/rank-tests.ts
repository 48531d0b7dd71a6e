/** Sums over all ways to share out ranks are exact up to here: beyond it, take fewer samples. */
const mostSamples = 200

/**
 * The p-value of the test that y tends to be larger than x (Mann and Whitney 1947): how often ranks that are dealt out
 * at random give y a sum at least as large. Exact for any number of samples, with ties at their mean rank.
 * Throws a RangeError where one of them is empty, a number is NaN, or they are more than 200 together.
 */
export function mannWhitney(x: readonly number[], y: readonly number[]): number {
  if (x.length === 0 || y.length === 0) {
    throw new RangeError(
      `mannWhitney: expected samples of both, got ${x.length} and ${y.length}; measure at least one of each`,
    )
  }
  const ranks = doubledRanks([...x, ...y])
  return tail(sumsOfSubsets(ranks, y.length), total(ranks.slice(x.length)))
}

/**
 * The p-value of the test that differences tend to be above 0, in pairs (Wilcoxon 1945, signed ranks): how often signs
 * that are drawn at random give positive differences a sum of ranks at least as large. Exact; differences of 0 say
 * nothing, and ties share their mean rank. Throws a RangeError for NaN and for more than 200 differences.
 */
export function signedRank(differences: readonly number[]): number {
  const telling = differences.filter((difference) => difference !== 0)
  const ranks = doubledRanks(telling.map(Math.abs))
  const positive = ranks.filter((_, i) => telling[i] > 0)
  return tail(sumsOfSigns(ranks), total(positive))
}

/** Ranks from 1, times two, so that the mean rank of ties is a whole number. */
function doubledRanks(numbers: readonly number[]): number[] {
  if (numbers.length > mostSamples || numbers.some(Number.isNaN)) {
    throw new RangeError(
      `a rank test takes at most ${mostSamples} numbers and no NaN, got ${numbers.length}; look at what was measured`,
    )
  }
  const sorted = numbers.toSorted((a, b) => a - b)
  return numbers.map((number) => sorted.indexOf(number) + sorted.lastIndexOf(number) + 2)
}

/** How probable each sum of a subset of so many ranks is, all subsets alike: cell s is the sum s. */
function sumsOfSubsets(ranks: readonly number[], size: number): Float64Array {
  const most = total(ranks.toSorted((a, b) => b - a).slice(0, size))
  const chosen = Array.from({ length: size + 1 }, () => new Float64Array(most + 1))
  chosen[0][0] = 1
  ranks.forEach((rank, seen) => {
    // Of the first `seen + 1` ranks, `count` are chosen with this one among them in a share of count / (seen + 1).
    for (let count = Math.min(size, seen + 1); count >= 0; count--) {
      const share = count / (seen + 1)
      const [without, withOne] = [chosen[count], chosen[count - 1]]
      for (let sum = most; sum >= 0; sum--) {
        const joined = count > 0 && sum >= rank ? share * withOne[sum - rank] : 0
        without[sum] = (1 - share) * without[sum] + joined
      }
    }
  })
  return chosen[size]
}

/** How probable each sum is where every rank counts or not with probability 1/2. */
function sumsOfSigns(ranks: readonly number[]): Float64Array {
  const sums = new Float64Array(total(ranks) + 1)
  sums[0] = 1
  for (const rank of ranks) {
    for (let sum = sums.length - 1; sum >= 0; sum--) {
      sums[sum] = (sums[sum] + (sum >= rank ? sums[sum - rank] : 0)) / 2
    }
  }
  return sums
}

/** Never above 1, whatever the rounding of the sum. */
const tail = (probabilities: Float64Array, from: number): number =>
  Math.min(1, total(probabilities.subarray(from)))

const total = (numbers: Iterable<number>): number => {
  let sum = 0
  for (const number of numbers) sum += number
  return sum
}
