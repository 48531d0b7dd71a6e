import { type Content, type Markup, markup, trusted } from '../markup.ts'

/** How long a frame is shown, in seconds, and how many times as long the last. */
const timing = { frame: 0.45, last: 6 } as const

/**
 * Drawings in one place, one after the other and over again, by style rules alone. Where motion is not wanted, and on
 * paper, the last one stands still; under a pointer they stop. Animations of as many frames run in step.
 */
export function animation(frames: readonly Content[]): Markup {
  const cycle = timing.frame * (frames.length - 1 + timing.last)
  const drawn = frames.map((frame, i) => {
    const delay = timing.frame * i - cycle
    return markup`<g style="animation-delay:${delay.toFixed(2)}s">${frame}</g>`
  })
  return markup`<style>${rules(frames.length, cycle)}</style><g class="${className(frames.length)}">${drawn}</g>`
}

const className = (frames: number): string => `frames-${frames}`

/** The rules are the same for all animations of a page that have as many frames. */
function rules(frames: number, cycle: number): Markup {
  const name = className(frames)
  const seen = (seconds: number) =>
    `{ 0% { visibility: visible } ${((100 * seconds) / cycle).toFixed(3)}%, 100% { visibility: hidden } }`
  return trusted(`
.${name} > g { visibility: hidden }
.${name} > g:last-child { visibility: visible }
@keyframes ${name} ${seen(timing.frame)}
@keyframes ${name}-last ${seen(timing.last * timing.frame)}
@media screen and (prefers-reduced-motion: no-preference) {
  .${name} > g { animation: ${name} ${cycle.toFixed(2)}s step-end infinite }
  .${name} > g:last-child { animation-name: ${name}-last }
  :is(svg, .panels):hover .${name} > g { animation-play-state: paused }
}
`)
}
