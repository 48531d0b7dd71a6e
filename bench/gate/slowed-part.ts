import { serveBenchmarks } from '../../src/performance/contenders/serve.ts'
import { suite } from '../../src/performance/suite/index.ts'
import type { Workload } from '../../src/performance/workload.ts'

/**
 * The suite in which every run takes a share longer: the share of its own time is spent in a loop that does nothing, as
 * if all of its kernels were that much slower. With a share of 0 it is the suite itself.
 */
const share = Number(process.argv[2])

const slowed = ({ prepare, ...workload }: Workload): Workload => ({
  ...workload,
  async prepare(engine) {
    const job = await prepare(engine)
    return {
      ...job,
      async once() {
        const started = performance.now()
        await job.once()
        const end = performance.now() + share * (performance.now() - started)
        while (performance.now() < end);
      },
    }
  },
})

serveBenchmarks(suite.map((benchmark) => ({ ...benchmark, workload: slowed(benchmark.workload) })))
