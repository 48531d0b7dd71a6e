import { engineNamed } from '../engines/index.ts'
import { type LoadedCase, loadCases } from './goldens.ts'
import { type Verification, verify } from './verify.ts'

/** What a child process is asked for: a part of a verification, by names. */
export interface PartRequest {
  readonly names: readonly string[]
  readonly engines: readonly string[]
  readonly seed: number
}

/** What it answers: how far it is, now and then, and then the whole and its memory in bytes, or why there is none. */
export type PartAnswer =
  | { readonly progress: { readonly done: number; readonly total: number; readonly now: string } }
  | { readonly result: Verification; readonly memory: number }
  | { readonly problem: string }

/** Serves the parent process until it closes the channel. Throws where there is no parent. */
export function serveParts(): void {
  if (!process.send) throw new Error('verify-part is for verify itself; use touchstone verify')
  const answer = (message: PartAnswer) => process.send?.(message)
  const cases = loadCases()
  process.on('message', async (request: PartRequest) => {
    try {
      const result = await partOf(request, cases, (progress) => answer({ progress }))
      answer({ result, memory: process.memoryUsage.rss() })
    } catch (error) {
      answer({ problem: error instanceof Error ? error.message : String(error) })
    }
  })
}

type Progress = Extract<PartAnswer, { progress: unknown }>['progress']

async function partOf(
  { names, engines: engineNames, seed }: PartRequest,
  cases: readonly LoadedCase[],
  onProgress: (progress: Progress) => void,
): Promise<Verification> {
  const engines = await Promise.all(engineNames.map((engine) => engineNamed(engine)))
  try {
    return await verify({
      models: names,
      engines,
      seed,
      cases,
      onProgress: (done, total, now) => onProgress({ done, total, now }),
    })
  } finally {
    for (const engine of engines) await engine.dispose()
  }
}
