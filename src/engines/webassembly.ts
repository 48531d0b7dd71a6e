import { createRequire } from 'node:module'
import gpujs from 'gpu.js'

/** What gpu.js 2.24.1 keeps of a function that it compiles to WebAssembly: an ESTree, and the code emitted so far. */
interface FunctionNode {
  readonly em: Emitter
  readonly assembler: Assembler
  readonly vInfo: { exprVarying(ast: Ast): boolean }
  /** Above 0 within a branch that some lanes do not take. */
  readonly vMaskDepth: number
  getType(ast: Ast): string
  getDeclaration(id: Ast): Declaration
  castLiteralToInteger(ast: Ast): void
  setScalarLocal(name: string, wasmType: string, type: string, emitValue: () => void): void
  emitIndex(ast: Ast): void
  vGather(...load: Load): 'vf32'
  stmtVariableDeclaration(ast: Ast): void
  emitVectorFunction(assembler: Assembler): unknown
}

interface Emitter {
  addLocal(type: 'i32'): number
  localGet(local: number): this
  localSet(local: number): this
  globalGet(global: number): this
  i32Const(value: number): this
  i32Add(): this
  i32Mul(): this
  i32Shl(): this
  v128Load(offset: number, align: number): this
}

interface Assembler {
  readonly module: { addFunction(...signature: unknown[]): Emitter }
  readonly globals: Readonly<Record<'threadX' | 'threadY' | 'threadZ', number>>
  readonly layout: Readonly<Record<string, Readonly<Record<string, { offset: number; dims: number[] }>>>>
  /** Null where the kernel calls no functions of its own. */
  readonly helperInfo: object | null
}

interface Declaration {
  valueType: string
  readonly inForLoopInit: boolean
  /** 'Integer' for what is counted up by ++. */
  readonly suggestedType: string | null
}

// biome-ignore lint/suspicious/noExplicitAny: the nodes of a syntax tree
type Ast = any
type Load = [table: string, name: string, x: Ast, y?: Ast, z?: Ast, ast?: Ast]

const knownVersion = '2.24.1'

let undo: (() => void) | null = null

/**
 * Has gpu.js emit better WebAssembly for the very same arithmetic: every result keeps its bits. Four lanes that read four
 * neighbouring cells read them at once; whole numbers stay integers; and a kernel reads its thread's place once. It relies
 * on kernels to read only cells that there are. As it reaches into gpu.js, it leaves any version but the one it was
 * written for alone. Returns what undoes it.
 */
export function improveWebAssembly(): () => void {
  const { version } = createRequire(import.meta.url)('gpu.js/package.json') as { version: string }
  if (version !== knownVersion) return () => {}
  undo ??= replaceMethods()
  return undo
}

function replaceMethods(): () => void {
  const { WebAssemblyFunctionNode } = gpujs as unknown as {
    WebAssemblyFunctionNode: { prototype: FunctionNode }
  }
  const { prototype } = WebAssemblyFunctionNode
  const { vGather, stmtVariableDeclaration, emitVectorFunction } = prototype
  const stock = { vGather, stmtVariableDeclaration, emitVectorFunction }
  Object.assign(prototype, {
    vGather: neighboursAtOnce(stock),
    stmtVariableDeclaration: integersAsSuch(stock),
    emitVectorFunction: threadInLocals(stock),
  })
  return () => {
    Object.assign(prototype, stock)
    undo = null
  }
}

type Methods = Pick<FunctionNode, 'vGather' | 'stmtVariableDeclaration' | 'emitVectorFunction'>

/** A load at thread.x, plus what all lanes share, is one load of four cells instead of four loads of one. */
function neighboursAtOnce({ vGather }: Methods): Methods['vGather'] {
  return function (this: FunctionNode, ...load) {
    const [table, name, x, y, z] = load
    const isShared = (ast: Ast | undefined) => !ast || !this.vInfo.exprVarying(ast)
    const isUnitStride = this.vMaskDepth === 0 && countsByThreadX(this, x) && isShared(y) && isShared(z)
    if (!isUnitStride) return vGather.apply(this, load)
    // In the scalar code for an index thread.x is the first lane's.
    const { offset, dims } = this.assembler.layout[table][name]
    this.emitIndex(x)
    for (const [axis, stride] of [
      [y, dims[0]],
      [z, dims[0] * dims[1]],
    ]) {
      if (!axis) continue
      this.emitIndex(axis)
      this.em.i32Const(stride).i32Mul().i32Add()
    }
    this.em.i32Const(2).i32Shl().v128Load(offset, 2)
    return 'vf32'
  }
}

/** Whether an index is thread.x plus or minus integers that are the same in all lanes. */
function countsByThreadX(node: FunctionNode, index: Ast): boolean {
  if (isThreadX(index)) return true
  if (index.type !== 'BinaryExpression') return false
  const { operator, left, right } = index
  const isSharedInteger = (ast: Ast) => !node.vInfo.exprVarying(ast) && isWhole(node.getType(ast))
  if (operator === '-') return countsByThreadX(node, left) && isSharedInteger(right)
  if (operator !== '+') return false
  return (
    (countsByThreadX(node, left) && isSharedInteger(right)) ||
    (countsByThreadX(node, right) && isSharedInteger(left))
  )
}

const isThreadX = ({ type, computed, property, object }: Ast): boolean =>
  type === 'MemberExpression' && !computed && property.name === 'x' && object.property?.name === 'thread'

/** Constants and loop counters that are integers are declared as such, and not as float32. */
function integersAsSuch({ stmtVariableDeclaration }: Methods): Methods['stmtVariableDeclaration'] {
  return function (this: FunctionNode, ast) {
    const [{ id, init }, ...others] = ast.declarations
    const declared = this.getDeclaration(id)
    const type = this.getType(init)
    const isConstant = ast.kind === 'const' && type === 'Integer'
    const counts = declared.inForLoopInit && declared.suggestedType === 'Integer' && isWhole(type)
    if (others.length > 0 || !(isConstant || counts)) return stmtVariableDeclaration.call(this, ast)
    declared.valueType = 'Integer'
    this.setScalarLocal(id.name, 'i32', 'Integer', () => this.castLiteralToInteger(init))
  }
}

const isWhole = (type: string): boolean => type === 'Integer' || type === 'LiteralInteger'

/** The thread's place is read into local variables, once: global ones are read from memory, each time anew. */
function threadInLocals({ emitVectorFunction }: Methods): Methods['emitVectorFunction'] {
  return function (this: FunctionNode, assembler) {
    if (assembler.helperInfo) return emitVectorFunction.call(this, assembler)
    const { threadX, threadY, threadZ } = assembler.globals
    const module = Object.create(assembler.module) as Assembler['module']
    module.addFunction = (...signature) => {
      const em = assembler.module.addFunction(...signature)
      const locals = new Map([threadX, threadY, threadZ].map((global) => [global, em.addLocal('i32')]))
      for (const [global, local] of locals) em.globalGet(global).localSet(local)
      const { globalGet } = em
      em.globalGet = (global) => {
        const local = locals.get(global)
        return local === undefined ? globalGet.call(em, global) : em.localGet(local)
      }
      return em
    }
    return emitVectorFunction.call(this, { ...assembler, module })
  }
}
