/**
 * The sessions of onnx-thread.ts, on the other side. Plain JavaScript: a thread starts without what reads TypeScript for
 * its process.
 */
import { parentPort } from 'node:worker_threads'
import { env, InferenceSession, Tensor } from 'onnxruntime-node'

const sessions = new Map()

const answers = {
  async open({ session, model, options }) {
    sessions.set(session, await InferenceSession.create(model, options))
    return env.versions.node
  },
  async run({ session, inputs }) {
    const own = sessions.get(session)
    const fed = inputs.map(({ data, shape }, i) => [own.inputNames[i], new Tensor(data, shape)])
    const results = await own.run(Object.fromEntries(fed))
    return own.outputNames.map((name) => ({ data: results[name].data, shape: results[name].dims }))
  },
  async release({ session }) {
    await sessions.get(session).release()
    sessions.delete(session)
  },
}

parentPort.on('message', async (message) => {
  if (message === 'end') return parentPort.close()
  const { id, ...request } = message
  try {
    const result = await answers[request.do](request)
    const buffers = request.do === 'run' ? result.map(({ data }) => data.buffer) : []
    parentPort.postMessage({ id, result }, buffers)
  } catch ({ message }) {
    parentPort.postMessage({ id, problem: message })
  }
})
