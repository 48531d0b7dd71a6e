import type { Engine, Value, Values } from '../engines/engine.ts'
import { value } from '../engines/value.ts'
import { grad } from '../graph/grad.ts'
import { trace } from '../graph/trace.ts'
import { type Model, modelNamed } from '../models/index.ts'
import { adam } from '../nn/optimizers.ts'
import type { Shape } from '../ops/shape.ts'
import { graphSubject } from '../subjects/graph.ts'
import { batchShapes } from '../training/step.ts'
import { createTrainer } from '../training/trainer.ts'
import type { CaseDescription, GoldenCase } from './case.ts'
import { boundOf, type Departure, departure } from './departure.ts'

/** Which of a kind's functions are called on which golden input, and what the results are called there. */
const calls: Readonly<Record<string, readonly Call[]>> = {
  autoencoder: [
    { name: 'encode', inputs: { x: 'x' }, outputs: { z: 'z' } },
    { name: 'decode', inputs: { z: 'z' }, outputs: { x: 'reconstruction' } },
    { name: 'loss', inputs: { x: 'x' }, outputs: { loss: 'loss' } },
  ],
  flow: [
    { name: 'to_latent', inputs: { x: 'x' }, outputs: { z: 'z', log_det: 'log_det' } },
    { name: 'log_prob', inputs: { x: 'x' }, outputs: { log_prob: 'log_prob' } },
    { name: 'to_data', inputs: { z: 'z_in' }, outputs: { x: 'x_out', log_det: 'x_out_log_det' } },
  ],
  vae: [
    { name: 'encode', inputs: { x: 'x' }, outputs: { mean: 'mean', spread: 'spread' } },
    { name: 'reparameterize', inputs: { mean: 'mean', spread: 'spread', eps: 'eps' }, outputs: { z: 'z' } },
    {
      name: 'decode',
      inputs: { z: 'z_in' },
      outputs: { logits: 'decoded_logits', mean: 'decoded_mean', spread: 'decoded_spread' },
    },
    { name: 'kl', inputs: { mean: 'mean', spread: 'spread' }, outputs: { kl: 'kl' } },
    {
      name: 'elbo',
      inputs: { x: 'x', eps: 'eps' },
      outputs: { elbo: 'elbo', reconstruction: 'reconstruction', kl: 'kl' },
    },
    { name: 'iwae', inputs: { x: 'x', eps: 'eps_k' }, outputs: { bound: 'iwae' } },
  ],
}

interface Call {
  readonly name: string
  readonly inputs: Readonly<Record<string, string>>
  readonly outputs: Readonly<Record<string, string>>
}

/** A part of what a model's golden holds. */
export interface GoldenCheck {
  readonly name: 'outputs' | 'gradients' | 'after 1 step' | 'after 10 steps'
  readonly departures: readonly Departure[]
}

export function goldenModel({ model, case: name }: CaseDescription): Model {
  if (!model) throw new Error(`golden case '${name}' is not about a model`)
  return modelNamed(model.name, model.options)
}

/** A model on an engine against its golden case: outputs, gradients of every parameter, and Adam's first ten steps. */
export async function modelChecks(golden: GoldenCase, engine: Engine): Promise<GoldenCheck[]> {
  const model = goldenModel(golden.description)
  const compare = (got: Values) =>
    Object.entries(got).map(([name, tensor]) => {
      const expected = golden.expected[name]
      if (!expected) throw new Error(`golden case '${golden.description.case}' has no tensor '${name}'`)
      return departure(name, tensor, expected, boundOf(golden.description, engine.precision, name), 'tensor')
    })
  const { after1, after10 } = await trajectory(golden, model, engine)
  return [
    { name: 'outputs', departures: compare(await outputs(golden, model, engine)) },
    { name: 'gradients', departures: compare(await gradients(golden, model, engine)) },
    { name: 'after 1 step', departures: compare(after1) },
    { name: 'after 10 steps', departures: compare(after10) },
  ]
}

async function outputs(golden: GoldenCase, model: Model, engine: Engine): Promise<Values> {
  const subject = graphSubject(model, golden.weights, engine)
  const available: Values = { ...golden.expected, ...golden.inputs }
  const results: Record<string, Value> = {}
  for (const { name, inputs, outputs } of calls[model.kind]) {
    const fed = Object.fromEntries(Object.entries(inputs).map(([own, known]) => [own, available[known]]))
    const given = await subject.call(name, fed)
    for (const own of Object.keys(given)) results[outputs[own]] = given[own]
  }
  await subject.dispose()
  return results
}

async function gradients({ weights, inputs }: GoldenCase, model: Model, engine: Engine): Promise<Values> {
  const paths = Object.keys(model.parameters)
  const shapes: Record<string, Shape> = batchShapes(model, inputs.x.shape[0])
  for (const path of paths) shapes[path] = model.parameters[path].shape
  const graph = trace(shapes, (tensors) => {
    const wrt = paths.map((path) => tensors[path])
    const params = Object.fromEntries(paths.map((path, i) => [path, wrt[i]]))
    return Object.fromEntries(
      grad(model.loss(params, tensors), wrt).map((g, i) => [`gradient.${paths[i]}`, g]),
    )
  })
  const executable = await engine.compile(graph)
  const results = await executable.run({ ...weights, ...lossInputs(model, inputs) })
  await executable.dispose()
  return results
}

/** What the loss takes of a golden's inputs: x, and the noise. */
const lossInputs = ({ noise = {} }: Model, inputs: Values): Values =>
  Object.fromEntries(['x', ...Object.keys(noise)].map((name) => [name, inputs[name]]))

/** The parameters after 1 and 10 steps of Adam on the whole input, and the losses on the way. */
async function trajectory({ description, weights, inputs }: GoldenCase, model: Model, engine: Engine) {
  const batch = lossInputs(model, inputs)
  const trainer = await createTrainer(model, adam(description.optimizer), engine, inputs.x.shape[0], {
    step: 0,
    weights,
    slots: {},
  })
  const losses: number[] = []
  const under = (prefix: string) =>
    Object.fromEntries(
      Object.entries(trainer.state().weights).map(([path, cell]) => [`${prefix}.${path}`, cell]),
    )
  losses.push(await trainer.step(batch))
  const after1: Values = under('after1')
  while (losses.length < 10) losses.push(await trainer.step(batch))
  const after10: Values = under('after10')
  losses.push(await trainer.step(batch))
  await trainer.dispose()
  return { after1, after10: { ...after10, losses: value(losses) } }
}
