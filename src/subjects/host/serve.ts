import type { Subject } from '../subject.ts'
import { factsOf, type HostAnswer, type HostRequest, methodOf, pack, unpack } from './messages.ts'

/** The process in which a stranger's models run: it answers its parent, and ends with it. */
let subject: Subject | undefined

async function answerTo(request: HostRequest): Promise<HostAnswer> {
  if ('open' in request) {
    // Only now: where ONNX Runtime can't be loaded, that is the answer.
    const { onnxSubject } = await import('../onnx.ts')
    subject = await onnxSubject(request.open)
    return { facts: factsOf(subject) }
  }
  const called = request.precisely ? subject?.precise : subject
  if (!called) throw new Error('no models have been loaded; ask for that first')
  const values = await methodOf(called, request.method)(request.name, ...request.given.map(unpack))
  return { values: values && pack(values) }
}

process.on('message', async (request: HostRequest) => {
  const answer = await answerTo(request).catch(
    (error: unknown): HostAnswer => ({
      problem: error instanceof Error ? error.message : String(error),
    }),
  )
  process.send?.(answer)
})
process.once('disconnect', () => process.exit())
