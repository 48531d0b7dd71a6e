import { describe, expect, test } from 'vitest'
import { vjp } from '../../src/graph/grad.ts'
import { lawsOf } from '../../src/laws/index.ts'
import { phi4Flow } from '../../src/models/phi4-flow.ts'
import {
  abs,
  add,
  affine,
  broadcast,
  log,
  mean,
  mul,
  neg,
  relu,
  reshape,
  sigmoid,
  softplus,
  sqrt,
  square,
  sub,
  sum,
} from '../../src/ops/index.ts'
import { constant, type Tensor } from '../../src/ops/tensor.ts'
import { exitCode, type Report } from '../../src/subjects/check.ts'
import { genericWeights } from '../support/weights.ts'
import { exported, judge, network, type Traced } from './adversarial-files.ts'
import { check, failing, laws } from './verdicts.ts'

type Functions = Readonly<Record<string, Traced>>

function obeysEverything(report: Report, ...exempt: readonly string[]) {
  expect(laws(report, 'not applicable')).toEqual(exempt)
  expect(laws(report, 'pass').length).toBe(lawsOf(report.kind).length - exempt.length)
  expect(exitCode(report)).toBe(0)
}

const generate: Traced = { inputs: { z: [2] }, apply: ({ z }) => ({ x: network([2, 6, 3], 1)(z) }) }

const generatorLoss = (loss: (fake: Tensor) => Tensor): Traced => ({
  inputs: { fake: [] },
  apply: ({ fake }) => ({ loss: loss(fake) }),
})

const lossOfScores = (loss: (real: Tensor, fake: Tensor) => Tensor): Traced => ({
  inputs: { real: [], fake: [] },
  apply: ({ real, fake }) => ({ loss: loss(real, fake) }),
})

const gan: Functions = {
  generate,
  discriminate: { inputs: { x: [3] }, apply: ({ x }) => ({ score: judge([3, 6], 2)(x) }) },
  discriminator_loss: lossOfScores((real, fake) => add(mean(softplus(neg(real))), mean(softplus(fake)))),
  generator_loss: generatorLoss((fake) => mean(softplus(neg(fake)))),
}

describe('a GAN as ONNX files', () => {
  const conventions = { loss: 'non_saturating' }

  test('obeys every law', async () =>
    obeysEverything(await check(exported('gan', gan, conventions)), 'gan/batch-statistics'))

  test('with hinges', async () => {
    const hinge = {
      ...gan,
      discriminator_loss: lossOfScores((real, fake) =>
        add(mean(relu(affine(real, -1, 1))), mean(relu(affine(fake, 1, 1)))),
      ),
      generator_loss: generatorLoss((fake) => neg(mean(fake))),
    }
    obeysEverything(
      await check(exported('gan', hinge, { loss: 'hinge' })),
      'gan/optimal-on-the-line',
      'gan/batch-statistics',
    )
  })

  test('whose logarithms are of a sigmoid', async () => {
    const unstable = {
      ...gan,
      discriminator_loss: lossOfScores((real, fake) =>
        neg(add(mean(log(sigmoid(real))), mean(log(affine(sigmoid(fake), -1, 1))))),
      ),
    }
    const report = await check(exported('gan', unstable, conventions))
    expect(failing(report)).toContain('gan/losses-are-stable')
    expect(exitCode(report)).toBe(1)
  })

  test('that saturates under another name', async () => {
    const saturating = { ...gan, generator_loss: generatorLoss((fake) => neg(mean(softplus(fake)))) }
    const report = await check(exported('gan', saturating, conventions))
    expect(failing(report)).toEqual(['gan/generator-loss', 'gan/generator-gradient', 'gan/losses-are-stable'])
    const told = report.verdicts.find(({ law }) => law === 'gan/generator-loss')
    expect(told?.diagnosis).toContain("the loss is 'minimax', not 'non_saturating'")
  })
})

const critic = judge([3, 6], 3)

/** mean (|grad critic(x^)| - 1)^2, where alpha weighs one sample of each pair and 1 - alpha the other. */
const penalty = (pick: (real: Tensor, fake: Tensor) => readonly [Tensor, Tensor]): Traced => ({
  inputs: { real: [3], fake: [3], alpha: [] },
  apply({ real, fake, alpha }) {
    const weight = reshape(alpha, [alpha.shape[0], 1])
    const [first, second] = pick(real, fake)
    const between = add(mul(first, weight), mul(second, affine(weight, -1, 1)))
    const scores = critic(between)
    const [gradient] = vjp(scores, broadcast(constant(1), scores.shape), [between])
    return { penalty: mean(square(affine(sqrt(sum(square(gradient), 1)), 1, -1))) }
  },
})

const wgan: Functions = {
  generate,
  critic: { inputs: { x: [3] }, apply: ({ x }) => ({ score: critic(x) }) },
  critic_loss: lossOfScores((real, fake) => sub(mean(fake), mean(real))),
  generator_loss: generatorLoss((fake) => neg(mean(fake))),
  gradient_penalty: penalty((real, fake) => [real, fake]),
}

describe('a Wasserstein GAN as ONNX files', () => {
  test('obeys every law', async () => obeysEverything(await check(exported('wgan', wgan))))

  test('without a penalty, as one that is clipped', async () => {
    const { gradient_penalty: _, ...clipped } = wgan
    obeysEverything(
      await check(exported('wgan', clipped, { lipschitz: 'clip', clip: 0.01 })),
      'wgan/gradient-penalty',
      'wgan/penalty-is-of-points-between',
    )
  })

  test('whose alpha weighs the generated samples', async () => {
    const wrong = { ...wgan, gradient_penalty: penalty((real, fake) => [fake, real]) }
    const report = await check(exported('wgan', wrong))
    expect(failing(report)).toEqual(['wgan/gradient-penalty', 'wgan/penalty-is-of-points-between'])
    expect(report.verdicts.find(({ law }) => law === 'wgan/gradient-penalty')?.diagnosis).toContain(
      'alpha weighs the generated samples',
    )
  })

  test('whose critic normalises by its batch', async () => {
    const coupled: Traced = {
      inputs: { x: [3] },
      apply({ x }) {
        const scores = critic(x)
        return { score: sub(scores, broadcast(mean(scores), scores.shape)) }
      },
    }
    const report = await check(exported('wgan', { ...wgan, critic: coupled }))
    expect(failing(report)).toContain('wgan/batch-independent')
  })
})

const [toB, toA] = [network([3, 6, 3], 4), network([3, 6, 3], 5)]
const distance = (x: Tensor, y: Tensor) => mean(abs(sub(x, y)))

const lossOfDomains = (loss: (a: Tensor, b: Tensor) => Tensor): Traced => ({
  inputs: { a: [3], b: [3] },
  apply: ({ a, b }) => ({ loss: loss(a, b) }),
})

const translator: Functions = {
  a_to_b: { inputs: { x: [3] }, apply: ({ x }) => ({ y: toB(x) }) },
  b_to_a: { inputs: { x: [3] }, apply: ({ x }) => ({ y: toA(x) }) },
  cycle_loss: lossOfDomains((a, b) => add(distance(toA(toB(a)), a), distance(toB(toA(b)), b))),
  identity_loss: lossOfDomains((a, b) => add(distance(toA(a), a), distance(toB(b), b))),
}

describe('a translator as ONNX files', () => {
  test('obeys every law', async () => obeysEverything(await check(exported('translator', translator))))

  test('whose identity is of the other domain', async () => {
    const identity_loss = lossOfDomains((a, b) => add(distance(toB(a), a), distance(toA(b), b)))
    const report = await check(exported('translator', { ...translator, identity_loss }))
    expect(failing(report)).toEqual(['translator/identity-loss'])
    expect(report.verdicts.find(({ verdict }) => verdict === 'fail')?.diagnosis).toContain(
      'the directions are swapped',
    )
  })
})

describe('a sampler of ours, exported', () => {
  const model = phi4Flow({ side: 4, layers: 2, width: 2 })
  const params = Object.fromEntries(
    Object.entries(genericWeights(model, 11)).map(([path, { data, shape }]) => [path, constant(data, shape)]),
  )
  const functions: Functions = Object.fromEntries(
    Object.entries(model.functions).map(([name, { inputs, apply }]) => [
      name,
      { inputs, apply: (fed) => apply(params, fed) },
    ]),
  )

  test('obeys every law', async () =>
    obeysEverything(await check(exported('sampler', functions, model.conventions))))

  test('with another mass than the declared one', async () => {
    const conventions = { ...model.conventions, mass_squared: -1 }
    const report = await check(exported('sampler', functions, conventions))
    expect(failing(report)).toEqual(['sampler/action-is-phi4'])
  })
})
