import type { Value, Values } from '../engines/engine.ts'
import type { Domain } from './domains.ts'

/**
 * The axes of a tensor by name: ['N', 'D']. A name stands for one length everywhere in a formula; '...' is any further
 * axes, and 'D-d' what is left of D behind its first half. No axes: a scalar.
 */
export type Axes = readonly string[]

export interface Input {
  readonly axes: Axes
  /** What numbers it holds. */
  readonly domain: Domain
}

/** What a convention may be, its default first. */
export type Choices = readonly (string | number | boolean)[]

/** Parameters and conventions together: the constants and the choices of a formula. */
export type Settings = Readonly<Record<string, string | number | boolean>>

/**
 * What becomes of a batch. 'independent': a sample's outputs are those it has alone, and a scalar output is the mean over
 * samples. 'statistics': outputs depend on the batch through means over samples. 'exchangeable': the order of samples does
 * not matter, their number does. 'ordered': places in the batch matter. 'none': there is no batch axis.
 */
export type BatchUse = 'independent' | 'statistics' | 'exchangeable' | 'ordered' | 'none'

/** One equation of the catalogue, with its float64 truth. */
export interface Formula {
  readonly name: string
  /** The equation. */
  readonly statement: string
  /** The paper and the equation in it. */
  readonly source: string
  readonly inputs: Readonly<Record<string, Input>>
  readonly outputs: Readonly<Record<string, Axes>>
  /** Constants with their defaults. */
  readonly parameters: Readonly<Record<string, number>>
  readonly conventions: Readonly<Record<string, Choices>>
  readonly batch: BatchUse
  /** The axes that it reduces; where their joint length is 1 a sum can't be told from a mean. */
  readonly reduces: Axes
  /** Lengths of axes that the formula needs to be what it is about: more samples than features, whole groups. */
  readonly sizes?: (settings: Settings) => Readonly<Record<string, number>>
  /** How much smaller inputs are where a small constant (eps), or the other side of a kink, shows. */
  readonly small?: Readonly<Record<string, number>>
  readonly value: (inputs: Values, settings: Settings) => Values
  /** The size of the terms of a result, where they cancel: what a rounding of the result is relative to. */
  readonly terms?: (inputs: Values, settings: Settings) => Values
  /** Of all equally right outputs (a sign is free, a number of components is chosen) those nearest to what was got. */
  readonly align?: (right: Values, got: Values) => Values
}

/** The settings of a formula by name, as its parameters and conventions give their types. */
type SettingsOf<P, C> = { readonly [K in keyof P]: number } & {
  readonly [K in keyof C]: C[K] extends readonly (infer Choice)[] ? Choice : never
}

type Named<Names> = { readonly [K in keyof Names]: Value }

/** A formula as its file writes it: inputs and settings have the names that it declares. */
export interface Definition<I, P, C>
  extends Omit<
    Formula,
    'inputs' | 'parameters' | 'conventions' | 'batch' | 'reduces' | 'small' | 'value' | 'terms'
  > {
  readonly inputs: I
  readonly parameters?: P
  readonly conventions?: C
  readonly batch?: BatchUse
  readonly reduces?: Axes
  readonly small?: { readonly [K in keyof I]?: number }
  readonly value: (inputs: Named<I>, settings: SettingsOf<P, C>) => Values
  readonly terms?: (inputs: Named<I>, settings: SettingsOf<P, C>) => Values
}

/** Completes a definition; its particular types are put away, for whoever checks formulas takes them all. */
export function formula<
  const I extends Record<string, Input>,
  const P extends Record<string, number> = Record<never, number>,
  const C extends Record<string, Choices> = Record<never, Choices>,
>(definition: Definition<I, P, C>): Formula {
  const { parameters = {}, conventions = {}, batch = 'independent', reduces = [], ...rest } = definition
  return { ...(rest as unknown as Formula), parameters, conventions, batch, reduces }
}

/** The settings where nothing is declared. */
export const defaultSettings = ({ parameters, conventions }: Formula): Settings => ({
  ...parameters,
  ...Object.fromEntries(Object.entries(conventions).map(([name, [first]]) => [name, first])),
})
