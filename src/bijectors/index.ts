/**
 * Invertible maps of R^dim with log|det| of their Jacobians, both ways: what flows are made of. `chain` and `inverse` make
 * new ones of them, and `flow` a model.
 */
export { exponential, leakyRelu, power, sigmoid, softplus, tanh } from './activations.ts'
export { additiveCoupling } from './additive-coupling.ts'
export { actNorm, elementwiseAffine, toUnitInterval } from './affine.ts'
export { maskedAutoregressive } from './autoregressive.ts'
export { batchNorm } from './batch-norm.ts'
export type { Bijector, Mapped } from './bijector.ts'
export { chain } from './chain.ts'
export { affineCoupling } from './coupling.ts'
export { type ImageShape, invertibleConv, squeeze, squeezed } from './images.ts'
export { inverse } from './inverse.ts'
export { linear } from './linear.ts'
export { maskedCoupling } from './masked-coupling.ts'
export { onFirst } from './on-part.ts'
export { permutation, reversal } from './permutation.ts'
export { bitsPerDimension, dequantized, logit, quantized } from './pixels.ts'
export { planar } from './planar.ts'
export type { SplineSettings } from './rational-quadratic.ts'
export { elementwiseSpline, splineCoupling } from './spline-coupling.ts'
