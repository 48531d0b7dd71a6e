/** log(1 + e^x), without overflow. */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
