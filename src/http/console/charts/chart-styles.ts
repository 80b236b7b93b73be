/** How charts look, in the colours of the pages, so that they hold in the dark. */
export const CHART_STYLES = `
.chart svg{display:block;overflow:visible}
.chart>svg{margin:1rem 0 0 3.5rem;width:calc(100% - 3.5rem)}
.panel.flush>h2{padding:1.25rem 1.5rem .5rem;margin:0}
.chart text{font-size:.8125rem;fill:var(--quiet);font-variant-numeric:tabular-nums}
.chart .across{stroke:var(--line);stroke-width:1}
.chart .hover{fill:transparent}
.chart .hover:hover{fill:var(--ink);fill-opacity:.08}
.colour-0{fill:var(--good)}.colour-1{fill:var(--error)}.colour-2{fill:var(--attention)}.colour-3{fill:var(--quiet)}.colour-4{fill:var(--accent)}
.chart .stroke{stroke:var(--sheet);stroke-width:1.75;fill:none}
.reasons .colour-0{fill:var(--error)}.reasons .colour-1{fill:var(--attention)}.reasons .colour-2{fill:var(--accent)}.reasons .colour-3{fill:var(--field)}.reasons .colour-4{fill:var(--quiet)}
.line-0,.line-1,.line-2{stroke-width:2}
.line-0{stroke:var(--good);fill:var(--good)}.line-1{stroke:var(--attention);fill:var(--attention);stroke-dasharray:7 4}.line-2{stroke:var(--error);fill:var(--error);stroke-dasharray:2 3}
.chart circle{stroke:none}
.legend{display:flex;flex-wrap:wrap;gap:.4rem 1.5rem;margin-top:1rem;font-size:.9375rem}
.legend li{display:flex;align-items:center;gap:.5rem}
.legend svg{flex:none}
.chart details{margin-top:1rem}
.chart details table{margin-top:.75rem}
.chart td,.chart tbody th{padding-top:.35rem;padding-bottom:.35rem;font-variant-numeric:tabular-nums}
.chart tbody th{font-weight:400}
@media (max-width:46rem){.chart tbody tr{padding:.6rem 0}.panel.flush>h2{padding:1.25rem 1rem .25rem}}
@media (forced-colors:active){.chart svg{forced-color-adjust:none}}
`;
