import type { Kind } from '../../models/model.ts'
import type { Means } from './manifest.ts'
import { type Port, portsOf } from './ports.ts'
import { stated } from './stated.ts'

/** A program to fill in: every function of the kind is there, and says that it is not. */
export const starterProgram = (language: Exclude<Means, 'onnx'>, kind: Kind, formula?: string): string => {
  const ports = portsOf(kind, formula)
  return language === 'python' ? python(kind, ports) : typescript(kind, ports)
}

function python(kind: Kind, ports: readonly Port[]): string {
  const body = ({ name, inputs, outputs }: Port) => `def ${name}(${inputs.join(', ')}):
    raise NotImplementedError  # return {${outputs.map((output) => `"${output}": ...`).join(', ')}}
`
  return `"""My ${kind}: fill in what you have. Arrays are NumPy's, batch first; sizes are examples."""

from touchstone_subject import serve


${ports.map(body).join('\n\n')}

serve(
    {${ports.map(({ name }) => `"${name}": ${name}`).join(', ')}},
    shapes={${stated(kind, ports, (input, shape) => `"${input}": [${shape.join(', ')}]`)}},  # of one sample
)
`
}

function typescript(kind: Kind, ports: readonly Port[]): string {
  const body = ({ name, inputs, outputs }: Port) => `    ${name}({ ${inputs.join(', ')} }) {
      throw new NotImplemented() // return { ${outputs.join(', ')} }, tensors { data, shape }
    },`
  return `/** My ${kind}: fill in what you have. Tensors are row-major, batch first; sizes are examples. */
import { NotImplemented, serve } from './touchstone-subject.ts'

serve(
  {
${ports.map(body).join('\n')}
  },
  { shapes: { ${stated(kind, ports, (input, shape) => `'${input}': [${shape.join(', ')}]`)} } }, // of one sample
)
`
}
