import { expect, test } from 'vitest'
import { benchCommand, type Plan } from '../../bench/options.ts'
import { runnerNames } from '../../bench/runners/index.ts'

async function planOf(...args: string[]): Promise<Plan> {
  let plan: Plan | undefined
  const command = benchCommand(async (asked) => {
    plan = asked
  })
  await command.configureOutput({ writeErr: () => {} }).parseAsync(args, { from: 'user' })
  return plan as Plan
}

test('all cases on all runners, unless told', async () => {
  const plan = await planOf('--suite', 'train')
  expect(plan.settings.cases).toEqual([
    'realnvp-2d',
    'realnvp-image',
    'phi4',
    'linear-autoencoder-mnist',
    'linear-autoencoder-digits',
    'sigmoid-autoencoder',
    'autoencoder',
    'conv-autoencoder',
    'gan-2d',
    'dcgan',
    'vae',
  ])
  expect(plan.settings.runners).toEqual(runnerNames)
})

test('cases and runners can be chosen, and no runner runs twice', async () => {
  const plan = await planOf(
    ...['--suite', 'ops', '--case', 'transpose-512x512', '--runner', 'onnx', 'pytorch', 'onnx'],
    ...['--rounds', '3', '--quick'],
  )
  expect(plan.settings.cases).toEqual(['transpose-512x512'])
  expect(plan.settings.runners).toEqual(['onnx', 'pytorch'])
  expect(plan.settings.rounds).toBe(3)
})

test.each([
  ['no suite', [], /--suite/],
  ['an unknown suite', ['--suite', 'all'], /Allowed choices are ops, train, sample, check, scaling/],
  [
    'an unknown runner',
    ['--suite', 'ops', '--runner', 'keras'],
    /no runner is called 'keras'; the runners are gpu:webasm/,
  ],
  ['an unknown case', ['--suite', 'ops', '--case', 'fft'], /no case is called 'fft'; the cases are matmul/],
  ['no rounds', ['--suite', 'ops', '--rounds', '0'], /whole number from 1/],
  ['a file in no folder', ['--suite', 'ops', '--json', '/no/such/x.json'], /no such folder; create it/],
  ['a folder for a file', ['--suite', 'ops', '--json', '/'], /is a directory/],
  ['an unknown option', ['--suite', 'ops', '--fast'], /unknown option/],
])('%s is refused in one sentence', async (_, args, message) => {
  await expect(planOf(...args)).rejects.toThrow(message)
})
