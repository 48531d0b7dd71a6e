/** The float32 numbers whose bits are start, start + step, start + 2 step... */
export function float32FromBits(start: number, step: number, count: number): Float32Array {
  return new Float32Array(Uint32Array.from({ length: count }, (_, i) => start + i * step).buffer)
}

/** The bits of float32 numbers, which tell 0 from -0. */
export const bitsOf = (numbers: ArrayLike<number>): Uint32Array =>
  new Uint32Array(Float32Array.from(numbers).buffer)
