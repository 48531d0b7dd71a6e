import type { Engine, Value, Values } from '../engines/engine.ts'
import { value } from '../engines/value.ts'
import { grad } from '../graph/grad.ts'
import { trace } from '../graph/trace.ts'
import { type Model, modelNamed, type Phase, recipeOf } from '../models/index.ts'
import { adam } from '../nn/optimizers.ts'
import type { Shape } from '../ops/shape.ts'
import { graphSubject } from '../subjects/graph.ts'
import { lossShapes, movedParameters, partsOf } from '../training/step.ts'
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
  denoiser: [
    { name: 'corrupt', inputs: { x: 'x', noise: 'noise' }, outputs: { y: 'corrupted' } },
    { name: 'denoise', inputs: { x: 'corrupted' }, outputs: { y: 'denoised' } },
    { name: 'loss', inputs: { x: 'x', noise: 'noise' }, outputs: { loss: 'loss' } },
  ],
  flow: [
    { name: 'to_latent', inputs: { x: 'x' }, outputs: { z: 'z', log_det: 'log_det' } },
    { name: 'log_prob', inputs: { x: 'x' }, outputs: { log_prob: 'log_prob' } },
    { name: 'to_data', inputs: { z: 'z_in' }, outputs: { x: 'x_out', log_det: 'x_out_log_det' } },
  ],
  gan: [
    { name: 'generate', inputs: { z: 'z' }, outputs: { x: 'generated' } },
    { name: 'discriminate', inputs: { x: 'x' }, outputs: { score: 'score' } },
    {
      name: 'discriminator_loss',
      inputs: { real: 'real', fake: 'fake' },
      outputs: { loss: 'discriminator_loss' },
    },
    { name: 'generator_loss', inputs: { fake: 'fake' }, outputs: { loss: 'generator_loss' } },
  ],
  wgan: [
    { name: 'generate', inputs: { z: 'z' }, outputs: { x: 'generated' } },
    { name: 'critic', inputs: { x: 'x' }, outputs: { score: 'score' } },
    { name: 'critic_loss', inputs: { real: 'real', fake: 'fake' }, outputs: { loss: 'critic_loss' } },
    { name: 'generator_loss', inputs: { fake: 'fake' }, outputs: { loss: 'generator_loss' } },
    {
      name: 'gradient_penalty',
      inputs: { real: 'x', fake: 'fake_x', alpha: 'alpha' },
      outputs: { penalty: 'gradient_penalty' },
    },
  ],
  sampler: [
    { name: 'propose', inputs: { z: 'z' }, outputs: { x: 'proposed', log_q: 'log_q' } },
    { name: 'action', inputs: { phi: 'phi' }, outputs: { action: 'action' } },
    { name: 'log_density', inputs: { x: 'phi' }, outputs: { log_density: 'log_density' } },
    {
      name: 'accept',
      inputs: {
        log_p_old: 'log_p_old',
        log_q_old: 'log_q_old',
        log_p_new: 'log_p_new',
        log_q_new: 'log_q_new',
      },
      outputs: { probability: 'probability' },
    },
  ],
  translator: [
    { name: 'a_to_b', inputs: { x: 'a' }, outputs: { y: 'in_b' } },
    { name: 'b_to_a', inputs: { x: 'b' }, outputs: { y: 'in_a' } },
    { name: 'cycle_loss', inputs: { a: 'a', b: 'b' }, outputs: { loss: 'cycle_loss' } },
    { name: 'identity_loss', inputs: { a: 'a', b: 'b' }, outputs: { loss: 'identity_loss' } },
  ],
  vae: [
    { name: 'encode', inputs: { x: 'x' }, outputs: { mean: 'mean', spread: 'spread' } },
    { name: 'reparameterize', inputs: { mean: 'mean', spread: 'spread', eps: 'eps' }, outputs: { z: 'z' } },
    {
      name: 'decode',
      inputs: { z: 'z_in', x: 'x' },
      outputs: { logits: 'decoded_logits', mean: 'decoded_mean', spread: 'decoded_spread' },
    },
    { name: 'kl', inputs: { mean: 'mean', spread: 'spread' }, outputs: { kl: 'kl' } },
    {
      name: 'elbo',
      inputs: { x: 'x', eps: 'eps' },
      outputs: { elbo: 'elbo', reconstruction: 'reconstruction', kl: 'kl' },
    },
    { name: 'iwae', inputs: { x: 'x', eps: 'eps_k' }, outputs: { bound: 'iwae' } },
    { name: 'predict', inputs: { z: 'z_in' }, outputs: { property: 'predicted' } },
  ],
}

interface Call {
  readonly name: string
  readonly inputs: Readonly<Record<string, string>>
  readonly outputs: Readonly<Record<string, string>>
}

/** What the golden cases of a kind call the outputs of its functions, in the order in which they are computed. */
export const outputOrder = (kind: string): string[] =>
  (calls[kind] ?? []).flatMap(({ outputs }) => Object.values(outputs))

/** A part of what a model's golden holds. */
export interface GoldenCheck {
  readonly name: 'outputs' | 'outputs in training' | 'gradients' | 'after 1 step' | 'after 10 steps'
  readonly departures: readonly Departure[]
}

export function goldenModel({ model, case: name }: CaseDescription): Model {
  if (!model) throw new Error(`golden case '${name}' is not about a model`)
  return modelNamed(model.name, model.options)
}

/**
 * A model on an engine against its golden case: outputs, and what the case holds of gradients of every parameter and of
 * Adam's first ten steps.
 */
export async function modelChecks(
  golden: GoldenCase,
  engine: Engine,
  model = goldenModel(golden.description),
): Promise<GoldenCheck[]> {
  const compare = (got: Values) =>
    Object.entries(got).map(([name, tensor]) => {
      const expected = golden.expected[name]
      if (!expected) throw new Error(`golden case '${golden.description.case}' has no tensor '${name}'`)
      return departure(name, tensor, expected, boundOf(golden.description, engine, name), 'tensor')
    })
  const checks: GoldenCheck[] = [
    { name: 'outputs', departures: compare(await outputs(golden, model, engine)) },
  ]
  if (model.learning) {
    const learning = await outputs(golden, { ...model, functions: model.learning }, engine)
    const named = Object.entries(learning).map(([name, tensor]) => [`${name}_training`, tensor])
    checks.push({ name: 'outputs in training', departures: compare(Object.fromEntries(named)) })
  }
  if (holdsAny(golden, 'gradient.')) {
    checks.push({ name: 'gradients', departures: compare(await gradients(golden, model, engine)) })
  }
  if (holdsAny(golden, 'after1.')) {
    const { after1, after10 } = await trajectory(golden, model, engine)
    checks.push({ name: 'after 1 step', departures: compare(after1) })
    checks.push({ name: 'after 10 steps', departures: compare(after10) })
  }
  return checks
}

const holdsAny = ({ expected }: GoldenCase, prefix: string): boolean =>
  Object.keys(expected).some((name) => name.startsWith(prefix))

async function outputs(golden: GoldenCase, model: Model, engine: Engine): Promise<Values> {
  const subject = graphSubject(model, golden.weights, engine)
  const available: Values = { ...golden.expected, ...golden.inputs }
  const results: Record<string, Value> = {}
  for (const { name, inputs, outputs } of calls[model.kind].filter(({ name }) => name in model.functions)) {
    const taken = Object.entries(inputs).filter(([own]) => own in model.functions[name].inputs)
    const fed = Object.fromEntries(taken.map(([own, known]) => [own, available[known]]))
    const given = await subject.call(name, fed)
    for (const own of Object.keys(given)) results[outputs[own]] = given[own]
  }
  await subject.dispose()
  return results
}

/** The gradients of each phase's loss with respect to what the phase moves. */
async function gradients({ weights, inputs }: GoldenCase, model: Model, engine: Engine): Promise<Values> {
  const results: Record<string, Value> = {}
  for (const phase of model.phases) {
    const names = Object.keys(lossShapes(model, phase, 1))
    const executable = await engine.compile(gradientGraph(model, phase, inputs[names[0]].shape[0]))
    Object.assign(results, await executable.run({ ...weights, ...picked(inputs, names) }))
    await executable.dispose()
  }
  return results
}

function gradientGraph(model: Model, phase: Phase, batch: number) {
  const shapes: Record<string, Shape> = lossShapes(model, phase, batch)
  for (const [path, { shape }] of Object.entries(model.parameters)) shapes[path] = shape
  return trace(shapes, (tensors) => {
    const params = picked(tensors, Object.keys(model.parameters))
    const paths = Object.keys(movedParameters(model.parameters, phase))
    const { loss } = partsOf(phase.loss(params, tensors))
    const wrt = paths.map((path) => tensors[path])
    return Object.fromEntries(grad(loss, wrt).map((g, i) => [`gradient.${paths[i]}`, g]))
  })
}

const picked = <T>(all: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> =>
  Object.fromEntries(names.map((name) => [name, all[name]]))

/** The parameters after 1 and 10 rounds of Adam on the whole input, and the losses on the way. */
async function trajectory({ description, weights, inputs }: GoldenCase, model: Model, engine: Engine) {
  const batch = Object.values(inputs)[0].shape[0]
  const optimizerOf = ({ optimizer }: Phase) =>
    optimizer?.(description.optimizer?.lr ?? recipeOf(model).learningRate, () => 1) ??
    adam(description.optimizer)
  const start = { step: 0, weights, slots: {} }
  const trainer = await createTrainer(model, optimizerOf, engine, batch, start)
  const losses = Object.fromEntries(model.phases.map(({ name }) => [name, [] as number[]]))
  async function round() {
    for (const phase of model.phases) {
      const names = Object.keys(lossShapes(model, phase, batch))
      losses[phase.name].push(...(await trainer.steps([picked(inputs, names)], [phase])))
    }
  }
  const under = (prefix: string): Values =>
    Object.fromEntries(
      Object.entries(trainer.state().weights).map(([path, cell]) => [`${prefix}.${path}`, cell]),
    )
  await round()
  const after1 = under('after1')
  for (let i = 1; i < 10; i++) await round()
  const after10 = under('after10')
  await round()
  await trainer.dispose()
  const named = Object.entries(losses).map(([phase, all]) => [
    phase === 'loss' ? 'losses' : `losses.${phase}`,
    value(all),
  ])
  return { after1, after10: { ...after10, ...Object.fromEntries(named) } }
}
