import { compileBound } from '../engines/bound.ts'
import type { Engine, Executable, Value, Values } from '../engines/engine.ts'
import { float64Engine } from '../engines/float64.ts'
import { trace } from '../graph/trace.ts'
import type { Model } from '../models/model.ts'
import type { Weights } from '../nn/parameters.ts'
import type { Shape } from '../ops/shape.ts'
import type { Tensor } from '../ops/tensor.ts'
import type { Subject } from './subject.ts'

/**
 * A model of ours with its weights, on an engine. Graphs are compiled once for each function and batch size. Its float64
 * twin is the one given, which is the caller's to dispose, or one of its own.
 */
export function graphSubject(
  model: Model,
  weights: Weights,
  engine: Engine,
  { data, twin }: { data?: Value; twin?: Subject } = {},
): Subject {
  const compiled = new Map<string, Promise<Executable>>()

  function executable(name: string, batch: number): Promise<Executable> {
    const key = `${name} ${batch}`
    const known = compiled.get(key) ?? compileBound(engine, functionGraph(model, name, batch), weights)
    compiled.set(key, known)
    return known
  }

  const own =
    engine.precision === 'float64' || twin
      ? undefined
      : graphSubject(model, weights, float64Engine(), data ? { data } : {})
  const precise = twin ?? own

  return {
    name: model.title,
    kind: model.kind,
    engine: engine.name,
    precision: engine.precision,
    functions: model.functions,
    conventions: model.conventions,
    batch: null,
    ...(data ? { data } : {}),
    ...(precise ? { precise } : {}),
    async call(name, inputs): Promise<Values> {
      const batch = Object.values(inputs)[0]?.shape[0]
      const { run } = await executable(name, batch)
      return run(inputs)
    },
    async dispose() {
      for (const pending of compiled.values()) await (await pending).dispose()
      compiled.clear()
      await own?.dispose()
    },
  }
}

/** The graph of one of a model's functions, at a batch size; its inputs are the parameters and the function's own. */
export function functionGraph(model: Model, name: string, batch: number) {
  const signature = model.functions[name]
  if (!signature) {
    throw new RangeError(
      `${model.name} has no function '${name}'; it has ${Object.keys(model.functions).join(', ')}`,
    )
  }
  const parameterShapes = Object.entries(model.parameters).map(([path, { shape }]) => [path, shape])
  const inputShapes = Object.entries(signature.inputs).map(([input, sample]) => [input, [batch, ...sample]])
  const shapes: Record<string, Shape> = Object.fromEntries([...parameterShapes, ...inputShapes])
  const pick = (all: Readonly<Record<string, Tensor>>, names: readonly string[]) =>
    Object.fromEntries(names.map((key) => [key, all[key]]))
  return trace(shapes, (all) =>
    signature.apply(pick(all, Object.keys(model.parameters)), pick(all, Object.keys(signature.inputs))),
  )
}
