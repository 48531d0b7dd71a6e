import type { Judged, Rdkit } from '../../data/rdkit.ts'
import type { Plot } from '../../report/plots/plot.ts'

const [width, height, gap] = [150, 120, 16]

/** Pairs of molecules, drawn side by side by RDKit, each with its logP. */
export function moleculeTable(
  rdkit: Rdkit,
  pairs: readonly { readonly from: Judged; readonly to: Judged }[],
): Plot {
  const drawn = pairs
    .flatMap(({ from, to }) => [from, to])
    .map(({ canonical, logP }) => ({
      svg: rdkit.draw(canonical, width, height),
      label: `logP ${logP.toFixed(2)}`,
    }))
  const columns = 4
  const rows = Math.ceil(drawn.length / columns)
  const cells = drawn.map(({ svg, label }, i) => {
    const x = (i % columns) * (width + gap)
    const y = Math.floor(i / columns) * (height + gap + 16)
    const arrow =
      i % 2 === 0 ? `<text x="${x + width + 2}" y="${y + height / 2}" font-size="14">&#8594;</text>` : ''
    const placed = svg.replace('<svg', `<svg x="${x}" y="${y}"`)
    return `${placed}<text x="${x + width / 2}" y="${y + height + 14}" text-anchor="middle" font-size="11">${label}</text>${arrow}`
  })
  const whole = columns * (width + gap)
  return {
    svg: `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Molecules before and after climbing logP" viewBox="0 0 ${whole} ${rows * (height + gap + 16)}" width="${whole}" height="${rows * (height + gap + 16)}" font-family="ui-sans-serif, system-ui, sans-serif" fill="currentColor">${cells.join('')}</svg>`,
    width: whole,
  }
}
