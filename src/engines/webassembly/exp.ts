/** What gpu.js's builder of WebAssembly functions offers. */
export interface VectorEmitter {
  readonly bytes: number[]
  addLocal(type: 'v128'): number
  localGet(local: number): this
  localSet(local: number): this
  i32Const(value: number): this
  v128Const(bytes: ArrayLike<number>): this
}

export interface ModuleBuilder {
  addFunction(name: string, signature: { params: string[]; results: string[] }): VectorEmitter
}

/** Code that leaves a vector on the stack. */
type Expression = (em: VectorEmitter) => void

/** An operation on vectors that gpu.js itself has no use for, by its opcode (WebAssembly 2.0, section 5.4.8). */
const operation =
  (...opcode: number[]) =>
  (...operands: Expression[]): Expression =>
  (em) => {
    for (const operand of operands) operand(em)
    em.bytes.push(0xfd, ...opcode)
  }

const float64OfLowLanes = operation(0x5f)
const float32 = operation(0x5e)
const and = operation(0x4e)
const or = operation(0x50)
const truncate = operation(0x7a)
const add = operation(0xf0, 0x01)
const subtract = operation(0xf1, 0x01)
const multiply = operation(0xf2, 0x01)
const divide = operation(0xf3, 0x01)
const min = operation(0xf4, 0x01)
const max = operation(0xf5, 0x01)
const int32 = operation(0xfc, 0x01)
const int64OfLowLanes = operation(0xc7, 0x01)
const addInt64 = operation(0xce, 0x01)
const shiftLeft = operation(0xcb, 0x01)

/** Four of the eight 32-bit lanes of two vectors. */
const lanes = (chosen: readonly number[]) =>
  operation(0x0d, ...chosen.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)))

const twice = (value: number): Expression => constant(new Float64Array([value, value]))
const twiceInt64 = (value: bigint): Expression => constant(new BigInt64Array([value, value]))
const constant =
  ({ buffer }: Float64Array | BigInt64Array): Expression =>
  (em) =>
    em.v128Const(new Uint8Array(buffer))

// FreeBSD's e_exp.c (Sun Microsystems 1993), by which V8 computes Math.exp: ln 2 in two parts, the first of which has
// zeros at its end, and the coefficients of r coth(r / 2), highest first.
const [ln2High, ln2Low] = [0.6931471803691238, 1.9082149292705877e-10]
const inverseLn2 = Math.LOG2E
const coefficients = [
  4.1381367970572385e-8, -1.6533902205465252e-6, 6.613756321437934e-5, -0.0027777777777015593,
  0.16666666666666602,
]

/** Beyond these e^x is 0 or infinite in float32; between them it is a normal number in float64. */
const [least, most] = [-708, 709]

/**
 * Defines e^x of four float32 numbers, by the very operations of V8's Math.exp, in float64, two at a time. So it gives the
 * same bits; a call of Math.exp from WebAssembly takes several times as long.
 */
export function defineExp(module: ModuleBuilder, name: string): void {
  const em = module.addFunction(name, { params: ['v128'], results: ['v128'] })
  const x: Expression = () => em.localGet(0)
  const low = float32(expOfTwo(em, float64OfLowLanes(x)))
  const high = float32(expOfTwo(em, float64OfLowLanes(lanes([2, 3, 2, 3])(x, x))))
  lanes([0, 1, 4, 5])(low, high)(em)
}

/** e^x = 2^k e^r, where r is what the multiple k of ln 2 that is nearest to x leaves of it. */
function expOfTwo(em: VectorEmitter, given: Expression): Expression {
  const named = (value: Expression): Expression => {
    const local = em.addLocal('v128')
    value(em)
    em.localSet(local)
    return () => em.localGet(local)
  }
  const x = named(max(min(given, twice(most)), twice(least)))
  const half = or(and(x, twice(-0)), twice(0.5))
  const k = named(truncate(add(multiply(x, twice(inverseLn2)), half)))
  const high = named(subtract(x, multiply(k, twice(ln2High))))
  const low = named(multiply(k, twice(ln2Low)))
  const r = named(subtract(high, low))
  const t = named(multiply(r, r))
  const series = coefficients.map(twice).reduce((sum, next) => add(next, multiply(t, sum)))
  const c = named(subtract(r, multiply(t, series)))
  const quotient = divide(multiply(r, c), subtract(twice(2), c))
  const expOfR = subtract(twice(1), subtract(subtract(low, quotient), high))
  const exponent = addInt64(int64OfLowLanes(int32(k)), twiceInt64(1023n))
  return named(
    multiply(
      expOfR,
      shiftLeft(exponent, (at) => at.i32Const(52)),
    ),
  )
}
