import { createRequire } from 'node:module'
import gpujs from 'gpu.js'
import { defineExp, type ModuleBuilder } from './exp.ts'
import type { Assembler, Ast, Emitter, FunctionNode } from './function-node.ts'
import { isWholeNumber, strideOf } from './indices.ts'

const knownVersion = '2.24.1'

let undo: (() => void) | null = null

/**
 * Has gpu.js emit better WebAssembly for the very same arithmetic: every result keeps its bits. Four lanes that read
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
  const { vGather, stmtVariableDeclaration, emitVectorFunction, vMathCall } = prototype
  const stock = { vGather, stmtVariableDeclaration, emitVectorFunction, vMathCall }
  Object.assign(prototype, {
    vGather: lanesAtOnce(stock),
    stmtVariableDeclaration: integersAsSuch(stock),
    emitVectorFunction: threadInLocals(stock),
    vMathCall: expAtOnce(stock),
  })
  return () => {
    Object.assign(prototype, stock)
    undo = null
  }
}

type Methods = Pick<FunctionNode, 'vGather' | 'stmtVariableDeclaration' | 'emitVectorFunction' | 'vMathCall'>

/** Lanes that read cells a known distance apart need the first one's place alone. */
function lanesAtOnce({ vGather }: Methods): Methods['vGather'] {
  return function (this: FunctionNode, ...load) {
    const [table, name, x, y, z] = load
    const stride = this.vMaskDepth === 0 ? strideOf(this, x) : null
    const isSame = (axis: Ast | undefined) => !axis || strideOf(this, axis) === 0
    if (stride === null || stride < 0 || !isSame(y) || !isSame(z)) return vGather.apply(this, load)
    const { em } = this
    const { offset, dims } = this.assembler.layout[table][name]
    // In the scalar code of an index, thread.x is the first lane's.
    this.emitIndex(x)
    if (y) this.emitIndex(y)
    if (y) em.i32Const(dims[0]).i32Mul().i32Add()
    if (z) this.emitIndex(z)
    if (z)
      em.i32Const(dims[0] * dims[1])
        .i32Mul()
        .i32Add()
    em.i32Const(bytesPerCell).i32Mul()
    if (stride === 1) em.v128Load(offset, 2)
    else if (stride === 0) em.f32Load(offset).f32x4Splat()
    else emitLoadsApart(em, offset, stride)
    return 'vf32'
  }
}

const bytesPerCell = 4

function emitLoadsApart(em: Emitter, offset: number, stride: number): void {
  const first = em.addLocal('i32')
  em.localSet(first).localGet(first).f32Load(offset).f32x4Splat()
  for (const lane of [1, 2, 3]) {
    em.localGet(first)
      .f32Load(offset + lane * stride * bytesPerCell)
      .f32x4ReplaceLane(lane)
  }
}

/** Constants and loop counters that are whole numbers are declared as integers, and not as float32. */
function integersAsSuch({ stmtVariableDeclaration }: Methods): Methods['stmtVariableDeclaration'] {
  return function (this: FunctionNode, ast) {
    const [{ id, init }, ...others] = ast.declarations
    const declaration = this.getDeclaration(id)
    const counts = declaration.inForLoopInit && declaration.suggestedType === 'Integer'
    const isCounter = counts && Number.isInteger(init.value)
    const isInteger = isCounter || (ast.kind === 'const' && isWholeNumber(this, init))
    if (others.length > 0 || !isInteger) return stmtVariableDeclaration.call(this, ast)
    declaration.valueType = 'Integer'
    this.setScalarLocal(id.name, 'i32', 'Integer', () => {
      if (isCounter) this.castLiteralToInteger(init)
      else this.coerce(this.expression(init), 'i32')
    })
  }
}

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

/** e^x of four lanes without a call of JavaScript for each. */
function expAtOnce({ vMathCall }: Methods): Methods['vMathCall'] {
  const defined = new WeakSet<ModuleBuilder>()
  return function (this: FunctionNode, name, ast) {
    if (name !== 'exp') return vMathCall.call(this, name, ast)
    const { em } = this
    if (!defined.has(em.builder)) defineExp(em.builder, 'exp_of_four')
    defined.add(em.builder)
    this.vEmitByType(ast.arguments[0], 'vf32')
    em.call('exp_of_four')
    return 'vf32'
  }
}
