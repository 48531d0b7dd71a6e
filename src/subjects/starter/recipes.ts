import type { Kind } from '../../models/model.ts'
import { onnxName, type Port, portsOf } from './ports.ts'
import { sizesIn, stated } from './stated.ts'

/** What models are written in. */
export const frameworks = ['pytorch', 'jax', 'tensorflow', 'tensorflow-js'] as const
export type Framework = (typeof frameworks)[number]

/** How to bring a model of a kind here: a short program of its framework, to be completed with one's own functions. */
export function recipe(framework: Framework, kind: Kind, formula?: string): string {
  const ports = portsOf(kind, formula)
  switch (framework) {
    case 'pytorch':
      return pytorch(ports)
    case 'jax':
      return python(kind, ports, 'JAX', ['import jax.numpy as jnp'], 'jnp.asarray')
    case 'tensorflow':
      return python(kind, ports, 'TensorFlow', ['import tensorflow as tf'], 'tf.constant')
    case 'tensorflow-js':
      return tensorflowJs(kind, ports)
  }
}

const texts = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')

const shapesOf = (ports: readonly Port[]): string[] => ports.flatMap(({ shapes }) => shapes)

function pytorch(ports: readonly Port[]): string {
  const used = sizesIn(['N', ...shapesOf(ports)])
  return `# PyTorch: every function as an ONNX file. Put your own model in place of MyModel; sizes are examples.
# From PyTorch 2.9 on, give torch.onnx.export dynamo=False as well.
import torch


class Function(torch.nn.Module):
    def __init__(self, model, apply):
        super().__init__()
        self.model = model
        self.apply_to = apply

    def forward(self, *inputs):
        return self.apply_to(*inputs)


def export(name, apply, inputs, outputs):
    given = apply(*inputs.values())
    given = given if isinstance(given, tuple) else (given,)
    tensors = {**inputs, **dict(zip(outputs, given))}
    batched = [each for each, tensor in tensors.items() if tensor.shape[:1] == (N,)]
    torch.onnx.export(
        Function(model, apply), tuple(inputs.values()), name + ".onnx", opset_version=17,
        input_names=list(inputs), output_names=outputs, dynamic_axes={each: {0: "N"} for each in batched},
    )


model = MyModel().eval()
${used.map(([size]) => size).join(', ')} = ${used.map(([, length]) => length).join(', ')}
${ports.map(({ name, inputs, shapes, outputs }) => `export("${name}", model.${name}, {${inputs.map((input, i) => `"${input}": torch.randn([${shapes[i]}])`).join(', ')}}, [${texts(outputs.map((output) => onnxName(output, inputs)))}])`).join('\n')}
`
}

/** Arrays go in and out of a program, so that no converter is needed. */
function python(
  kind: Kind,
  ports: readonly Port[],
  title: string,
  imports: readonly string[],
  from: string,
): string {
  const body = ({ name, inputs, outputs }: Port) => `def ${name}(${inputs.join(', ')}):
    ${outputs.join(', ')} = model.${name}(${inputs.map((input) => `${from}(${input})`).join(', ')})
    return {${outputs.map((output) => `"${output}": ${output}`).join(', ')}}
`
  return `# ${title}: subject.py of \`touchstone init --program python\`, which needs no converter.
${imports.join('\n')}
from touchstone_subject import serve
from my_model import model  # your own

${ports.map(body).join('\n')}
serve(
    {${ports.map(({ name }) => `"${name}": ${name}`).join(', ')}},
    shapes={${stated(kind, ports, (input, shape) => `"${input}": [${shape.join(', ')}]`)}},  # of one sample
)
`
}

function tensorflowJs(kind: Kind, ports: readonly Port[]): string {
  const body = ({ name, inputs, outputs }: Port) => `    async ${name}({ ${inputs.join(', ')} }) {
      const [${outputs.join(', ')}] = model.${name}(${inputs.map((input) => `tensor(${input})`).join(', ')})
      return { ${outputs.map((output) => `${output}: await cells(${output})`).join(', ')} }
    },`
  return `// TensorFlow.js: subject.ts of \`touchstone init --program typescript\`, which needs no converter.
import * as tf from '@tensorflow/tfjs'
import { model } from './my-model.ts' // your own; each function gives its outputs as a list
import { serve, type Tensor } from './touchstone-subject.ts'

const tensor = ({ data, shape }: Tensor) => tf.tensor(Float32Array.from(data), [...shape])
const cells = async (of: tf.Tensor): Promise<Tensor> => ({ data: Float32Array.from(await of.data()), shape: of.shape })

await tf.ready()
serve(
  {
${ports.map(body).join('\n')}
  },
  { shapes: { ${stated(kind, ports, (input, shape) => `'${input}': [${shape.join(', ')}]`)} }, dtype: 'float32' }, // of one sample
)
`
}
