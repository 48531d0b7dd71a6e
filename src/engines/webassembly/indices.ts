import type { Ast, FunctionNode } from './function-node.ts'

/** By how much an index of whole numbers rises from one lane to the next; null where that is not plain to see. */
export function strideOf(node: FunctionNode, index: Ast): number | null {
  if (!node.vInfo.exprVarying(index)) return isWholeNumber(node, index) ? 0 : null
  if (isMember(index, 'thread')) return 1 // of its members only x varies
  if (index.type !== 'BinaryExpression') return null
  const { operator, left, right } = index
  const [a, b] = [strideOf(node, left), strideOf(node, right)]
  if (a === null || b === null) return null
  if (operator === '+') return a + b
  if (operator === '-') return a - b
  if (operator !== '*') return null
  const factors = [numberOf(node, left), numberOf(node, right)]
  if (factors[1] !== null) return a * factors[1]
  return factors[0] === null ? null : factors[0] * b
}

/** A number that is written in the kernel, or a constant of it. */
function numberOf({ constants }: FunctionNode, ast: Ast): number | null {
  const value = isMember(ast, 'constants') ? constants[ast.property.name] : ast.value
  return Number.isInteger(value) ? value : null
}

/** `this.thread.x` is a member of thread. */
const isMember = ({ type, computed, object }: Ast, name: string): boolean =>
  type === 'MemberExpression' && !computed && object.property?.name === name

/** Whether an expression is an integer, be it computed in float32: with indices that is exact. */
export function isWholeNumber(node: FunctionNode, ast: Ast): boolean {
  if (isIntegerType(node.getType(ast))) return true
  if (ast.type === 'BinaryExpression' && ['+', '-', '*'].includes(ast.operator)) {
    return isWholeNumber(node, ast.left) && isWholeNumber(node, ast.right)
  }
  return isFloor(ast) && isOfPlace(node, ast.arguments[0])
}

/** Whether an expression is of the thread's place, constants and counters alone, and of no cell's value. */
function isOfPlace(node: FunctionNode, ast: Ast): boolean {
  if (ast.type === 'BinaryExpression') return isOfPlace(node, ast.left) && isOfPlace(node, ast.right)
  if (ast.type === 'Identifier') return isIntegerType(node.getType(ast))
  if (isFloor(ast)) return isOfPlace(node, ast.arguments[0])
  return ast.type === 'Literal' || isMember(ast, 'thread') || isMember(ast, 'constants')
}

const isFloor = ({ type, callee }: Ast): boolean =>
  type === 'CallExpression' && callee.object?.name === 'Math' && callee.property.name === 'floor'

export const isIntegerType = (type: string): boolean => type === 'Integer' || type === 'LiteralInteger'
