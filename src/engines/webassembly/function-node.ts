import type { ModuleBuilder } from './exp.ts'

/** What gpu.js 2.24.1 keeps of a function that it compiles to WebAssembly: an ESTree, and the code emitted so far. */
export interface FunctionNode {
  readonly em: Emitter
  readonly assembler: Assembler
  readonly vInfo: { exprVarying(ast: Ast): boolean }
  /** Above 0 within a branch that some lanes do not take. */
  readonly vMaskDepth: number
  readonly constants: Readonly<Record<string, number>>
  getType(ast: Ast): string
  getDeclaration(id: Ast): Declaration
  castLiteralToInteger(ast: Ast): void
  expression(ast: Ast): string
  coerce(from: string, to: 'i32'): string
  setScalarLocal(name: string, wasmType: string, type: string, emitValue: () => void): void
  emitIndex(ast: Ast): void
  vGather(...load: Load): 'vf32'
  stmtVariableDeclaration(ast: Ast): void
  emitVectorFunction(assembler: Assembler): unknown
  vEmitByType(ast: Ast, type: 'vf32'): void
  vMathCall(name: string, ast: Ast): 'vf32'
}

export interface Emitter {
  readonly builder: ModuleBuilder
  call(name: string): this
  addLocal(type: 'i32'): number
  localGet(local: number): this
  localSet(local: number): this
  globalGet(global: number): this
  i32Const(value: number): this
  i32Add(): this
  i32Mul(): this
  f32Load(offset: number): this
  f32x4Splat(): this
  f32x4ReplaceLane(lane: number): this
  v128Load(offset: number, align: number): this
}

export interface Assembler {
  readonly module: { addFunction(...signature: unknown[]): Emitter }
  readonly globals: Readonly<Record<'threadX' | 'threadY' | 'threadZ', number>>
  readonly layout: Readonly<Record<string, Readonly<Record<string, { offset: number; dims: number[] }>>>>
  /** Null where the kernel calls no functions of its own. */
  readonly helperInfo: object | null
}

export interface Declaration {
  valueType: string
  readonly inForLoopInit: boolean
  /** 'Integer' for what is counted up by ++. */
  readonly suggestedType: string | null
}

// biome-ignore lint/suspicious/noExplicitAny: the nodes of a syntax tree
export type Ast = any
export type Load = [table: string, name: string, x: Ast, y?: Ast, z?: Ast, ast?: Ast]
