import cliProgress from 'cli-progress'
import { showNumber, showText } from './show.ts'

export interface ProgressOptions {
  readonly title: string
  readonly total: number
  /** Standard error where absent: standard output belongs to the results. */
  readonly stream?: NodeJS.WriteStream
  /** Milliseconds; a clock that tests can turn. */
  readonly now?: () => number
}

export interface ProgressBar {
  /** How many are done; and the loss, or what is under way, where there is one. */
  update(done: number, shown?: Shown): void
  stop(): void
}

export interface Shown {
  readonly loss?: number
  readonly note?: string
}

/** Shows how far a long piece of work is: a bar on a terminal, now and then a line elsewhere. */
export function progressBar(options: ProgressOptions): ProgressBar {
  const { stream = process.stderr, now = Date.now, total } = options
  const title = showText(options.title)
  const meter = startMeter(total, now)
  return stream.isTTY ? barOn(stream, title, total, meter) : linesOn(stream, title, total, meter)
}

type Meter = ReturnType<typeof startMeter>

function startMeter(total: number, now: () => number) {
  const startedAt = now()
  const elapsed = () => (now() - startedAt) / 1000
  function describe(done: number, { loss, note }: Shown): string {
    const seconds = elapsed()
    const rate = seconds > 0 ? done / seconds : 0
    const shown = `${loss === undefined ? '' : `, loss ${showNumber(loss, 4)}`}${note === undefined ? '' : `, ${showText(note)}`}`
    if (done >= total) return `${showRate(rate)}, took ${showSeconds(seconds)}${shown}`
    return `${showRate(rate)}, ${rate > 0 ? showSeconds((total - done) / rate) : '?'} left${shown}`
  }
  return { elapsed, describe }
}

const showRate = (rate: number): string => (rate > 0 ? `${showNumber(rate, 3)}/s` : '?/s')

/** 8s, 2m 05s, 3h 20m. */
export function showSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const two = (part: number) => String(part).padStart(2, '0')
  if (whole < 60) return `${whole}s`
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${two(whole % 60)}s`
  return `${Math.floor(whole / 3600)}h ${two(Math.floor((whole % 3600) / 60))}m`
}

function barOn(stream: NodeJS.WriteStream, title: string, total: number, meter: Meter): ProgressBar {
  const format = `${title.replaceAll('{', '(').replaceAll('}', ')')} {bar} {value}/{total}  {told}`
  // With its line wrapping the library would change the terminal, and an interrupt would leave it so.
  const options = { format, stream, barsize: 24, linewrap: true }
  const bar = new cliProgress.SingleBar(options, cliProgress.Presets.shades_classic)
  bar.start(total, 0, { told: '' })
  return {
    update: (done, shown = {}) => bar.update(done, { told: meter.describe(done, shown) }),
    stop: () => bar.stop(),
  }
}

/** A line is due after a tenth of the work or a minute, but lines are never closer than five seconds. */
function linesOn(stream: NodeJS.WriteStream, title: string, total: number, meter: Meter): ProgressBar {
  let last = { done: 0, at: 0 }
  let latest: { done: number; shown: Shown } | undefined

  function write(done: number, shown: Shown) {
    last = { done, at: meter.elapsed() }
    latest = undefined
    const percent = total > 0 ? Math.floor((100 * done) / total) : 100
    stream.write(`${title}: ${done}/${total} (${percent}%), ${meter.describe(done, shown)}\n`)
  }

  return {
    update(done, shown = {}) {
      latest = { done, shown }
      const waited = meter.elapsed() - last.at
      const isDue = waited >= 60 || done - last.done >= total / 10
      if (isDue && waited >= 5) write(done, shown)
    },
    stop() {
      if (latest) write(latest.done, latest.shown)
    },
  }
}
