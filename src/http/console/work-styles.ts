/** How panels, tables, what stands in them and the link past what comes first look, in the console and on the set-up pages. On a phone tables are cards. */
export const WORK_STYLES = `
.skip{position:absolute;left:1rem;top:-4rem;z-index:1;padding:.6rem 1rem;border-radius:.5rem;background:var(--accent);color:var(--onAccent)}
.skip:focus{top:.5rem}
.panel{margin-top:1.75rem;padding:1.5rem;border:1px solid var(--line);border-radius:.75rem;background:var(--sheet)}
.above{margin:2rem 0 -.75rem;font-size:1.125rem}
.panel>h2{font-size:1.125rem}
.panel>h2:not(:first-child){margin-top:2rem}
.panel.flush{padding:0;overflow:hidden}
.empty{padding:2rem 1.5rem;color:var(--quiet);text-align:center}
table{width:100%;border-collapse:collapse;font-size:.9375rem;line-height:1.45}
th,td{padding:.8rem 1rem;text-align:left;vertical-align:top;border-top:1px solid var(--line);overflow-wrap:anywhere}
thead th{border-top:0}
thead th{padding-top:.7rem;padding-bottom:.7rem;background:var(--ground);color:var(--quiet);font-size:.875rem;font-weight:600;white-space:nowrap}
td:first-child,th:first-child{padding-left:1.5rem}
td:last-child,th:last-child{padding-right:1.5rem}
tbody th{font-weight:600}
td.actions-cell{text-align:right;white-space:nowrap}
td small,th small{display:block;color:var(--quiet);font-weight:400}
.tag{display:inline-block;margin:0 .3rem .3rem 0;padding:.05rem .5rem;border:1px solid var(--line);border-radius:1rem;font-size:.8125rem;line-height:1.5;white-space:nowrap}
.tag.over{border-color:var(--error);color:var(--error)}
.tag.good-tag{border-color:var(--good);color:var(--ink)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.pager{margin-top:1.25rem}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,18rem),1fr));gap:0 2rem}
.panel .notice,.lead+.notice{margin:1rem 0 0}
.notice>p+.facts{margin-top:.75rem}
.more+p,.actions+table{margin-top:1rem}
@media (max-width:46rem){
  .panel{padding:1.25rem 1rem}
  table,tbody,tr,td,tbody th{display:block}
  thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
  tbody tr{padding:1rem;border-top:1px solid var(--line)}
  tbody tr:first-child{border-top:0}
  td,tbody th{padding:.15rem 0!important;border:0}
  td[data-label]{display:grid;grid-template-columns:7rem minmax(0,1fr);gap:.75rem}
  td[data-label]::before{content:attr(data-label);color:var(--quiet)}
  tbody th{padding-bottom:.4rem!important}
  td.actions-cell{text-align:left;padding-top:.6rem!important}
}
`;
