import type { Lowered } from './lowering.ts'
import { type Shape, sameShape, showShape } from './shape.ts'
import { type Attributes, type Tensor, tensor } from './tensor.ts'

/**
 * What a kernel sees as `this`. A kernel computes one cell of the output, the one at the flat index `thread.x`, or at
 * `thread.x`, `y` and `z` of the op's extent; its arguments are the operands' cells, flat and row-major. gpu.js compiles
 * its source text, and the float64 engine calls it as it stands, so it may use nothing but its arguments, `this` and
 * `Math`.
 */
export interface Thread<Constants extends string = never> {
  readonly thread: { readonly x: number; readonly y: number; readonly z: number }
  readonly constants: { readonly [name in Constants]: number }
}

// A kernel's `this` differs from op to op by the names of its constants.
// biome-ignore lint/suspicious/noExplicitAny: the one place where all kernels share a type
export type Kernel = (this: Thread<any>, ...operands: number[][]) => number

/** What the rules of an op are told about the place it stands at. */
export interface Site<A> {
  readonly attributes: A
  readonly shapes: readonly Shape[]
  readonly shape: Shape
}

export type Extent = readonly [x: number, y?: number, z?: number]

export type Lanes = 1 | 4

/** What engines that run kernels must know of an op. `constants` are numbers that the kernel needs, of the shapes. */
export interface KernelRule<A extends Attributes = Attributes> {
  readonly name: string
  readonly shape: (shapes: readonly Shape[], attributes: A) => Shape
  /** Null for an op that moves nothing, whose value is its operand's, or that is always composed of others. */
  readonly kernel: Kernel | null
  /**
   * What engines that run kernels compute in its place, made of ops; null where that is the op's own kernel. `lanes` is
   * how many neighbours in x are computed at once.
   */
  readonly composed?: (operands: readonly Tensor[], attributes: A, lanes: Lanes) => Tensor | null
  readonly constants?: (site: Site<A>) => Readonly<Record<string, number>>
  /**
   * The lengths that the kernel's `thread.x`, `y` and `z` run over, x fastest; one, the output's size, if not told.
   * Where neighbours in x are computed at once, loads at x + what they share are fast.
   */
  readonly extent?: (site: Site<A>) => Extent
}

/** An op, as five facts side by side. */
export interface Rule<A extends Attributes = Attributes> extends KernelRule<A> {
  /** The operands' cotangents, made of ops; null where the derivative is zero everywhere. */
  readonly vjp: (
    cotangent: Tensor,
    operands: readonly Tensor[],
    result: Tensor,
    attributes: A,
  ) => readonly (Tensor | null)[]
  readonly onnx: (operands: readonly string[], site: Site<A>) => Lowered
}

type Apply<Operands extends readonly Tensor[], A extends Attributes> = (
  ...args: keyof A extends never ? Operands : [...Operands, A]
) => Tensor

export type Primitive<Operands extends readonly Tensor[], A extends Attributes> = Apply<Operands, A> & {
  readonly rule: Rule
}

/** An op that others are composed of, and that has a kernel alone: neither derivatives nor lowerings meet it. */
export type InnerPrimitive<Operands extends readonly Tensor[], A extends Attributes> = Apply<Operands, A> & {
  readonly rule: KernelRule
}

// biome-ignore lint/complexity/noBannedTypes: an op without attributes has none
type None = {}

/** Makes an op of its rule. Call it with the operands, then the attributes if it has any. */
export const primitive = <Operands extends readonly Tensor[] = [Tensor], A extends Attributes = None>(
  rule: Rule<A>,
): Primitive<Operands, A> => Object.assign(applyOf<Operands, A>(rule), { rule: rule as unknown as Rule })

export const innerPrimitive = <Operands extends readonly Tensor[], A extends Attributes>(
  rule: KernelRule<A>,
): InnerPrimitive<Operands, A> =>
  Object.assign(applyOf<Operands, A>(rule), { rule: rule as unknown as KernelRule })

function applyOf<Operands extends readonly Tensor[], A extends Attributes>(
  rule: KernelRule<A>,
): Apply<Operands, A> {
  return (...args: readonly unknown[]): Tensor => {
    const last = args.at(-1) as Tensor | A
    const hasAttributes = !isTensor(last)
    const operands = (hasAttributes ? args.slice(0, -1) : args) as Tensor[]
    const attributes = (hasAttributes ? last : {}) as A
    const shapes = operands.map((operand) => operand.shape)
    return tensor(rule.name, operands, attributes, rule.shape(shapes, attributes))
  }
}

const isTensor = (value: object): value is Tensor => 'op' in value && 'inputs' in value && 'shape' in value

/** The shape rule of an elementwise op: every operand has the result's shape. */
export const elementwise =
  (name: string) =>
  (shapes: readonly Shape[]): Shape => {
    for (const shape of shapes) {
      if (!sameShape(shape, shapes[0])) {
        throw new RangeError(
          `${name}: operands must have one shape, got ${shapes.map(showShape).join(' and ')}; broadcast them first`,
        )
      }
    }
    return shapes[0]
  }
