import { Command } from 'commander'
import { builtInDatasets } from '../data/dataset.ts'
import { embeddedEngines, engineNames } from '../engines/index.ts'
import { formulas } from '../formulas/index.ts'
import { caseNames } from '../goldens/case.ts'
import { lawsOf } from '../laws/index.ts'
import { models } from '../models/index.ts'
import { countParameters } from '../nn/parameters.ts'
import { rules } from '../ops/index.ts'
import { studies } from '../studies/index.ts'

/** `touchstone list`: what there is to verify, train and check against. */
export const listCommand = (): Command =>
  new Command('list')
    .description('list the models, engines, datasets, goldens, formulas and laws')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: boolean }) => {
      console.log(json ? JSON.stringify(inventory(), null, 2) : asText(inventory()))
    })

function inventory() {
  const built = Object.values(models).map((make) => make())
  return {
    models: built.map(({ name, title, kind, source, options, parameters, recipe }) => ({
      name,
      title,
      kind,
      source,
      options,
      parameters: countParameters(parameters),
      data: recipe?.data ?? '-',
    })),
    studies: [...studies.values()].map(({ name, title, statement, source }) => ({
      name,
      title,
      statement,
      source,
    })),
    engines: engineNames.map((name) => ({
      name,
      embedded: (embeddedEngines as readonly string[]).includes(name),
    })),
    datasets: builtInDatasets,
    goldens: caseNames(),
    formulas: [...formulas.values()].map(({ name, statement, source, parameters, conventions }) => ({
      name,
      statement,
      source,
      parameters,
      conventions,
    })),
    laws: [...new Set([...built.map(({ kind }) => kind), 'formula' as const])]
      .flatMap((kind) => lawsOf(kind))
      .map(({ name, statement, source }) => ({ name, statement, source })),
    ops: [...rules.keys()],
  }
}

function asText({
  models,
  studies,
  engines,
  datasets,
  goldens,
  formulas,
  laws,
  ops,
}: ReturnType<typeof inventory>): string {
  const width = Math.max(...laws.map(({ name }) => name.length), ...models.map(({ name }) => name.length)) + 2
  const line = (name: string, text: string) => `  ${name.padEnd(width)}${text}`
  return [
    'Models',
    ...models.map(({ name, title, source, parameters, options }) =>
      line(name, `${title} (${source}): ${parameters} parameters at ${showOptions(options)}`),
    ),
    'Studies',
    ...studies.map(({ name, statement }) => line(name, statement)),
    'Engines',
    ...engines.map(({ name, embedded }) =>
      line(name, embedded ? 'on every machine' : 'where there is a GPU or Vulkan'),
    ),
    'Datasets',
    `  ${datasets.join(', ')}; --data takes IDX, npy, npz, CSV and safetensors files too`,
    'Goldens',
    `  ${goldens.join(', ')}`,
    'Formulas',
    ...formulas.map(({ name, statement }) => line(name, statement)),
    'Laws',
    ...laws.map(({ name, statement }) => line(name, statement)),
    'Ops',
    `  ${ops.join(', ')}`,
  ].join('\n')
}

const showOptions = (options: Readonly<Record<string, number>>): string =>
  Object.entries(options)
    .map(([name, number]) => `${name}=${number}`)
    .join(' ')
