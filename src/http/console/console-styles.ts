/** How the console behind the sign-in looks: a bar with what there is, and the work below it. On a phone tables are cards. */
export const CONSOLE_STYLES = `
body.console{max-width:none;padding:0;display:block}
.skip{position:absolute;left:1rem;top:-4rem;z-index:1;padding:.6rem 1rem;border-radius:.5rem;background:var(--accent);color:var(--onAccent)}
.skip:focus{top:.5rem}
.bar{background:var(--sheet);border-bottom:1px solid var(--line);box-shadow:inset 0 4px 0 var(--accent)}
.bar>div{display:flex;flex-wrap:wrap;align-items:center;gap:0 2rem;max-width:76rem;margin:0 auto;padding:.65rem 1.25rem 0}
.bar .brand{margin:0;padding:.35rem 0 .6rem;text-decoration:none;color:inherit}
.bar .monogram{width:2rem;height:2rem}
.bar .brand small{color:var(--quiet);font-weight:400}
.bar nav{flex:1 1 auto;min-width:0}
.bar nav ul{display:flex;gap:.25rem;overflow-x:auto;scrollbar-width:none}
.bar nav a{display:block;padding:.7rem .85rem;border-bottom:3px solid transparent;color:var(--quiet);text-decoration:none;font-weight:500;white-space:nowrap}
.bar nav a:focus-visible{outline-offset:-3px}
.bar nav a:hover{color:var(--ink)}
.bar nav a[aria-current]{border-bottom-color:var(--accent);color:var(--ink);font-weight:600}
.me{display:flex;align-items:center;gap:1rem;padding:.35rem 0 .6rem;min-width:0}
.me a{overflow-wrap:anywhere}
.me button{min-height:2.25rem;padding:.25rem .8rem;font-size:.9375rem}
.work{max-width:76rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}
.crumbs{margin:0 0 .5rem;padding:0;list-style:none;color:var(--quiet);font-size:.9375rem}
.crumbs li{display:inline}
.crumbs li+li::before{content:"/";margin:0 .5rem;color:var(--line)}
.work>h1{margin-bottom:.5rem}
.lead{max-width:44rem;color:var(--quiet)}
.work .notice{margin:1.25rem 0}
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
@media (max-width:46rem){
  .bar>div{padding:.5rem 1rem 0}
  .bar nav{order:3;flex:1 1 calc(100% + 1.7rem);margin:0 -.85rem}
  .bar nav a{padding:.7rem .65rem}
  .bar .brand{flex:1}
  .bar .brand,.bar .brand bdi{overflow-wrap:normal}
  .bar .brand small{display:block}
  .me{flex:1 1 auto;justify-content:space-between}
  .me a span{display:none}
  .me a{max-width:7rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
  .work{padding:1.25rem 1rem 3rem}
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
@media (forced-colors:active){.bar nav a[aria-current]{border-bottom-color:Highlight}}
@media print{.bar{display:none}}
`;
