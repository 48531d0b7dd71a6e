import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folder } from './onnx-files.ts'

/** A program that answers every line with what `body` says: `ask` is the request, `say` writes a line. */
export const speaking = (body: string): string => `
const say = (answer) => process.stdout.write((typeof answer === 'string' ? answer : JSON.stringify(answer)) + '\\n')
const hello = { version: 1, implementation: { name: 'mine', language: 'javascript' }, functions: ['to_latent'], shapes: { x: [2] } }
const cells = ({ data }) => [...new Float32Array(new Uint8Array(Buffer.from(data, 'base64')).buffer)]
const tensor = (cells, shape) =>
  ({ dtype: 'float32', shape, data: Buffer.from(Float32Array.from(cells).buffer).toString('base64') })
const right = ({ seq, inputs: { x } }) => ({
  seq,
  outputs: {
    z: tensor(cells(x).map((cell) => 2 * cell + 1), x.shape),
    log_det: tensor(Array(x.shape[0]).fill(x.shape[1] * Math.log(2)), [x.shape[0]]),
  },
})
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const ask = JSON.parse(line)
  if (ask.cmd === 'stop') process.exit()
  ${body}
})`

/** Says hello as it should, and then does what `body` says. */
export const greeting = (body: string): string =>
  speaking(`if (ask.cmd === 'start') return say(hello)\n${body}`)

/** A flow's manifest with a program of that source. Gives its path. */
export function writeProgram(source: string, extra: object = {}): string {
  const path = folder()
  writeFileSync(join(path, 'program.cjs'), source)
  const manifest = { touchstone: 1, kind: 'flow', command: [process.execPath, 'program.cjs'], ...extra }
  const json = join(path, 'subject.json')
  writeFileSync(json, JSON.stringify(manifest))
  return json
}
