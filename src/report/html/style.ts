import { layout } from './style-layout.ts'
import { tables } from './style-tables.ts'

const theme = `
:root {
  color-scheme: light dark;
  --paper: #faf8f3; --card: #ffffff; --ink: #24211c; --soft: #6f695d; --rule: #e2dccd; --gold: #94690a;
  --pass: #1b7a50; --fail: #c2301c; --inconclusive: #94690a; --error: #7b3fa0; --not-applicable: #b9b2a3;
  --series-1: #1f6f8b; --series-2: #c2622d; --series-3: #6a4c93; --series-4: #3f7d3a;
  --sans: ui-sans-serif, system-ui, -apple-system, 'Segoe UI', sans-serif;
  --serif: ui-serif, 'Iowan Old Style', 'Palatino Linotype', Palatino, Georgia, serif;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #141518; --card: #1b1d21; --ink: #ebe6da; --soft: #a19a8b; --rule: #34363c; --gold: #e3b650;
    --pass: #58c08b; --fail: #ff7d68; --inconclusive: #e3b650; --error: #c79bea; --not-applicable: #5c5a55;
    --series-1: #63b9d8; --series-2: #f19c64; --series-3: #b99ce2; --series-4: #88c881;
  }
}`

/** The page's style sheet. It holds no '<' and no '&', so that the page stays well-formed XML. */
export const style = `${theme}${layout}${tables}`
