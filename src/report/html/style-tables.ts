/** The overview and the models' tables; on a narrow page a model's lines become blocks. */
export const tables = `
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; margin-top: 18px; }
th { text-align: left; font-weight: inherit; }
td, th { padding: 8px 18px 8px 0; vertical-align: top; }
thead th { padding-bottom: 6px; border-bottom: 1px solid var(--ink); color: var(--soft); font-size: 12.5px; vertical-align: bottom; }
tbody td, tbody th { border-bottom: 1px solid var(--rule); }
.overview td:last-child, .overview th:last-child { padding-right: 0; }
.overview { width: auto; min-width: min(100%, 640px); }
.overview td { white-space: nowrap; }
.key { max-width: 76ch; margin-top: 14px; color: var(--soft); font-size: 13.5px; }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.mark { display: inline-block; width: 1.1em; font-weight: 700; }
.mark.pass { color: var(--pass); }
.mark.fail { color: var(--fail); }
.mark.error { color: var(--error); }
.mark.inconclusive { color: var(--inconclusive); }
.mark.not-applicable { color: var(--soft); }
.checks { min-width: calc(230px + 165px * var(--engines)); font-size: 13.5px; table-layout: fixed; }
.checks tr.group th { padding-top: 20px; font-weight: 600; }
.checks tbody th { overflow-wrap: break-word; }
.checks thead th:first-child { width: 36%; }
.checks.many thead th:first-child { width: 230px; }
.checks td { white-space: nowrap; }
.law { display: block; color: var(--soft); font-size: 12.5px; }
.bar { display: block; width: 100%; height: 8px; margin-top: 3px; }
.bar .track { fill: var(--rule); }
.bar path { stroke: var(--ink); stroke-width: 1.25px; }
@media (max-width: 640px) {
  .overview { font-size: 13.5px; }
  .overview td, .overview th { padding-right: 12px; }
  .checks, .checks tbody { display: block; min-width: 0; }
  .checks thead { position: absolute; clip-path: inset(50%); }
  .checks tr { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 6px 20px; padding: 10px 0;
    border-bottom: 1px solid var(--rule); }
  .checks tr.group { padding: 14px 0 4px; border-bottom-color: var(--ink); }
  .checks tr.group th, .checks th, .checks td { padding: 0; border: 0; }
  .checks tbody th { grid-column: 1 / -1; }
  .checks td::before { content: attr(data-engine); display: block; color: var(--soft); font: 11.5px var(--mono); }
}`
