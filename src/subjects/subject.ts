import type { Precision, Value, Values } from '../engines/engine.ts'
import type { Conventions, Kind } from '../models/model.ts'
import type { Shape } from '../ops/shape.ts'

/** A shape of which some axes may have any length: these are null. */
export type OpenShape = readonly (number | null)[]

/** What one function of a subject takes and gives. Input shapes are those of one sample, without the batch axis. */
export interface Signature {
  readonly inputs: Readonly<Record<string, Shape>>
  readonly outputs: readonly string[]
  /**
   * Whole shapes of inputs, for a formula, where not every input is a batch: a weight, a step. Null where the number of
   * axes is open too. An input that the implementation does not take is not among them.
   */
  readonly axes?: Readonly<Record<string, OpenShape | null>>
}

/**
 * An implementation under test: a model of ours on some engine, or a stranger's ONNX file. Laws know nothing else of it.
 */
export interface Subject {
  readonly name: string
  readonly kind: Kind
  /** What runs it, as the table shows it: 'gpu:webasm', 'onnx file'. */
  readonly engine: string
  readonly precision: Precision
  /** The functions it offers, under the contract's names. */
  readonly functions: Readonly<Record<string, Signature>>
  readonly conventions: Conventions
  /** Which formula it computes, for the kind 'formula'; its settings are the conventions. */
  readonly formula?: string
  /** The one batch size that it can take, or null where any will do. */
  readonly batch: number | null
  /** Real inputs [M, ...sample] that the subject was trained on, for laws about a trained model. */
  readonly data?: Value
  /** The same mathematics in float64, where it can be had: for derivatives, condition numbers and tolerances. */
  readonly precise?: Subject
  /** What whoever reads the verdicts should know of how they were had. */
  readonly notes?: readonly string[]
  /** Calls a function on a batch. Inputs [N, ...sample]. Throws where it cannot be run. */
  call(name: string, inputs: Values): Promise<Values>
  /**
   * The exact derivative of a function: its vector-Jacobian product, which takes cotangents of some outputs, [N, ...] of
   * as many cells, to those of all inputs, in their shapes. Undefined where the derivative cannot be had.
   */
  pullback?(name: string, inputs: Values, cotangents: Values): Promise<Values | undefined>
  dispose(): Promise<void>
}
