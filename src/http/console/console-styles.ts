/** How the console behind the sign-in looks: a bar with what there is, and the work below it. On a phone tables are cards. */
export const CONSOLE_STYLES = `
body.console{max-width:none;padding:0;display:block}
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
}
@media (forced-colors:active){.bar nav a[aria-current]{border-bottom-color:Highlight}}
@media print{.bar{display:none}}
`;
