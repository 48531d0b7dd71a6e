/** Type, header, failures and figures. */
export const layout = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 var(--sans); }
main { max-width: 1120px; margin: 0 auto; padding: 40px 24px 96px; }
section { margin-top: 56px; }
h1, h2, h3, p, dl, dd, ul, ol, figure { margin: 0; padding: 0; }
h1 { font: 500 17px/1.4 var(--sans); }
h2 { font: 600 26px/1.25 var(--serif); text-wrap: balance; }
h3 { font: 600 15px/1.45 var(--sans); }
a { color: inherit; text-decoration-color: var(--gold); text-underline-offset: 3px; text-decoration-thickness: 1px; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--gold); outline-offset: 3px; }
code, pre { font-family: var(--mono); font-size: 0.88em; }
pre { margin: 2px 0 0; padding: 8px 12px; background: var(--paper); border: 1px solid var(--rule); border-radius: 4px;
  white-space: pre-wrap; overflow-wrap: anywhere; }
ul, ol { list-style: none; }
.soft { color: var(--soft); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.brand { color: var(--gold); font-size: 12px; font-weight: 700; letter-spacing: 0.16em; text-transform: uppercase; }
.verdict { margin-top: 22px; font: 600 clamp(34px, 6vw, 56px)/1.08 var(--serif); letter-spacing: -0.015em; text-wrap: balance; }
.verdict.fail { color: var(--fail); }
.verdict.error { color: var(--error); }
.summary { margin-top: 12px; color: var(--soft); font-variant-numeric: tabular-nums; }
.proportions { display: block; width: 100%; height: 8px; margin-top: 16px; border-radius: 4px; }
rect.pass { fill: var(--pass); }
rect.fail { fill: var(--fail); }
rect.error { fill: var(--error); }
rect.inconclusive { fill: var(--inconclusive); }
rect.not-applicable { fill: var(--not-applicable); }
.facts { display: grid; grid-template-columns: repeat(3, auto); justify-content: space-between; gap: 16px 32px; margin-top: 24px;
  font-size: 13.5px; }
.facts .wide { grid-column: 1 / -1; }
.facts ul { display: flex; flex-wrap: wrap; gap: 2px 32px; }
dt { color: var(--soft); font-size: 12px; }
.troubles { display: grid; gap: 12px; margin-top: 20px; }
.troubles li { padding: 14px 18px 16px; background: var(--card); border: 1px solid var(--rule); border-left: 4px solid var(--fail);
  border-radius: 4px; overflow-wrap: anywhere; }
.troubles li.error { border-left-color: var(--error); }
.troubles li.inconclusive { border-left-color: var(--inconclusive); }
.troubles li p { margin-top: 4px; }
.troubles p.soft { margin-top: 10px; font-size: 12px; }
.source { margin-left: 6px; color: var(--soft); font: 400 14px/1.3 var(--sans); }
.statement { max-width: 72ch; margin-top: 8px; }
details { margin-top: 14px; color: var(--soft); font-size: 13.5px; }
summary { cursor: pointer; }
details li { margin: 4px 0 0 18px; }
.figures { display: flex; flex-wrap: wrap; gap: 20px; margin-top: 28px; }
figure { display: flex; flex-direction: column; max-width: 100%; padding: 16px 20px 18px; background: var(--card);
  border: 1px solid var(--rule); border-radius: 6px; }
.panels { display: flex; flex-wrap: wrap; gap: 20px; margin-top: 12px; }
.panels svg, .panels img { display: block; max-width: 100%; height: auto; }
.panels img { image-rendering: pixelated; }
figcaption { width: 0; min-width: 100%; margin-top: 12px; color: var(--soft); font-size: 13.5px; }
@media (max-width: 640px) {
  main { padding: 24px 16px 64px; }
  section { margin-top: 44px; }
  .facts { grid-template-columns: 1fr; gap: 10px; }
  .source { display: block; margin-left: 0; }
  figure { padding: 14px 12px 14px; }
}
@media print {
  body { background: #fff; }
  figure, .troubles li, tr { break-inside: avoid; }
}`
