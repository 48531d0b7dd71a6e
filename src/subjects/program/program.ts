import { DataError } from '../../data/data-error.ts'
import { formulaNamed } from '../../formulas/index.ts'
import type { Manifest } from '../manifest.ts'
import { type Contract, contracts } from '../manifest-contract.ts'
import { loadTrainingData } from '../manifest-data.ts'
import { contractOf } from '../manifest-formula.ts'
import { defaultLimits, type Limits } from '../processes/limits.ts'
import type { Subject } from '../subject.ts'
import { functionsOf } from './functions.ts'
import { parseHandshake } from './handshake.ts'
import { printMessage } from './messages.ts'
import { outputsOf } from './outputs.ts'
import { sessionWith } from './session.ts'

/**
 * A program as a subject: it speaks JSON Lines on standard input and output, and what it prints on standard error goes to
 * `onMessage`. Each function is tried once before any law is. A crash, a hang or a malformed answer ends the process,
 * which the next call starts again. Throws a DataError where no function can be called.
 */
export async function programSubject(
  manifest: Manifest,
  limits: Limits = defaultLimits,
  onMessage: (text: string) => void = printMessage(),
): Promise<Subject> {
  const session = sessionWith(manifest, limits, onMessage)
  const contract = contractOfKind(manifest)
  try {
    const handshake = parseHandshake({ ...(await session.start()), file: session.name }, contract)
    const { dtype, batch } = handshake
    const functions = await functionsOf(manifest, contract, handshake, session)
    const sample = Object.values(functions).find(({ inputs }) => inputs.x)?.inputs.x
    return {
      name: manifest.name,
      kind: manifest.kind,
      engine: 'program',
      precision: dtype,
      functions,
      conventions: manifest.conventions,
      ...(manifest.formula ? { formula: manifest.formula } : {}),
      batch,
      ...(manifest.data && sample ? { data: await loadTrainingData(manifest.data, sample) } : {}),
      async call(name, inputs) {
        const answer = await session.call(name, inputs, dtype)
        if ('skipped' in answer) throw new DataError(`${session.name} skips ${name}: ${answer.skipped}`)
        const given = outputsOf(`${session.name}: ${name}`, contract.functions[name], answer.outputs)
        const lost = functions[name].outputs.find((output) => !given.includes(output))
        if (lost)
          throw new DataError(`${session.name}: ${name} gave ${lost} once, and then no more; give it always`)
        return answer.outputs
      },
      dispose: session.close,
    }
  } catch (error) {
    await session.close()
    throw error
  }
}

const contractOfKind = ({ kind, formula }: Manifest): Contract =>
  kind === 'formula' ? contractOf(formulaNamed(formula ?? '')) : contracts[kind]
