/** How the pages about tenants look, on top of the console's stylesheet and in its colours. */
import { CHART_STYLES } from '../charts/chart-styles.ts';

export const TENANT_STYLES = `
${CHART_STYLES}.toolbar{display:flex;flex-wrap:wrap;gap:.75rem 1.5rem;align-items:center;justify-content:space-between;margin-top:1.25rem}
.toolbar search{flex:1 1 min(20rem,100%);min-width:0;max-width:38rem}
.search{display:flex;gap:.6rem;margin:0}
.search input:not([type=hidden]){flex:1 1 auto;min-width:0}
.chips{display:flex;flex-wrap:wrap;gap:.5rem;margin-top:1.1rem}
.chips a{display:inline-flex;gap:.45rem;align-items:center;min-height:2.25rem;padding:.25rem .85rem;border:1px solid var(--line);border-radius:1.5rem;background:var(--sheet);color:inherit;font-size:.9375rem;text-decoration:none}
.chips a:hover{border-color:var(--ink)}
.chips a[aria-current]{border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent);color:var(--accent);font-weight:600}
.count{color:var(--quiet);font-size:.875rem;font-variant-numeric:tabular-nums;font-weight:400}
.chips+*{margin-top:1.1rem}
.tags{display:block;margin-top:.35rem}
.tags:empty{display:none}
.tag.soon{border-color:var(--attention);color:var(--ink)}
.tag.soon::before,.tag.over::before{content:"";display:inline-block;width:.5rem;height:.5rem;margin-right:.4rem;border-radius:50%;background:var(--attention)}
.tag.over::before{background:var(--error);border-radius:.1rem}
.host{color:var(--quiet)}
.tabs{position:relative;margin:1.1rem 0 1.75rem;border-bottom:1px solid var(--line);overflow-x:auto;scrollbar-width:thin}
.tabs ul{display:flex;gap:.25rem}
.tabs a{display:block;padding:.6rem .8rem;border-bottom:3px solid transparent;color:var(--quiet);text-decoration:none;font-weight:500;white-space:nowrap}
.tabs a:hover{color:var(--ink)}
.tabs a:focus-visible{outline-offset:-3px}
.tabs a[aria-current]{border-bottom-color:var(--accent);color:var(--ink);font-weight:600}
.dot{display:inline-block;width:.55rem;height:.55rem;margin-left:.4rem;border-radius:50%;background:var(--attention)}
textarea{display:block;width:100%;max-width:48rem;min-height:2.75rem;padding:.6rem .75rem;border:1px solid var(--field);border-radius:.5rem;background:var(--sheet);color:inherit;font:.875rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;resize:vertical}
.form-field .affixed{max-width:32rem;flex-wrap:nowrap}
.form-field .affixed input{flex:1 1 9rem;min-width:6rem}
.form-field input[type=file]{padding:1.25rem;border-style:dashed;max-width:48rem}
input[type=file]::file-selector-button{margin-right:1rem;padding:.4rem .9rem;border:1px solid var(--field);border-radius:.4rem;background:var(--ground);color:inherit;font:inherit;font-weight:600;cursor:pointer}
.pair{display:flex;gap:.6rem;max-width:32rem}
.pair input:not([type=hidden]){flex:1 1 6rem;min-width:0}
fieldset .pair{margin-top:.6rem;max-width:48rem}
.pair select{width:auto;flex:none}
@supports selector(:has(*)){
  .ways .way{display:none}
  .ways:has(#source-url:checked) .way-url,.ways:has(#source-paste:checked) .way-paste,
  .ways:has(#source-file:checked) .way-file,.ways:has(#source-hand:checked) .way-hand{display:block}
}
.way{margin-top:.75rem;padding-left:1.25rem;border-left:3px solid var(--line)}
.way .form-field:first-child{margin-top:0}
.more{margin-top:1.5rem}
.risky{padding:.6rem .75rem;border-left:3px solid var(--error);background:var(--ground);border-radius:.25rem}
.risky+.risky{margin-top:.4rem}
.danger-word{color:var(--error)}
.facts{margin:0}
.panel>.facts{margin-top:1.1rem}
.risky+.facts{margin-top:1.1rem}
.panel>header+.risky{margin-top:1rem}
.panel>header{display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:baseline;justify-content:space-between}
.panel>header h2,.panel>header h3{margin:0;font-size:1.125rem}
.panel>header p{margin:0}
.panel h3{margin:1.75rem 0 .75rem;font-size:1.125rem;line-height:1.4}
.panel>h3:first-child,.notice h3{margin-top:0}
.notice h3{margin-bottom:.35rem;font-size:1rem}
.panel h4{margin:1.75rem 0 .6rem;font-size:1rem}
.actions+.hint{margin-top:.75rem}
.panel+.hint{margin-top:1.25rem}
h4+.keys{border:1px solid var(--line);border-radius:.5rem;overflow:hidden}
.entries{margin-top:.75rem}
.event{white-space:nowrap}
.ends{margin-bottom:0}
.ends summary{padding:0;font-weight:600}
.ends[open]{padding-bottom:1.25rem}
.ends .panel{margin-top:.75rem}
@media (min-width:70rem){td time,th time{white-space:nowrap}}
.panel>.actions{margin-top:1.5rem}
.copied{display:flex;flex-wrap:wrap;gap:.4rem .75rem;align-items:center}
.copied code{overflow-wrap:anywhere;flex:0 1 auto;min-width:0}
.copied button{min-height:2rem;padding:.15rem .7rem;font-size:.875rem}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr));gap:1rem;margin-top:1.5rem}
.stat{padding:1.1rem 1.25rem;border:1px solid var(--line);border-radius:.75rem;background:var(--sheet)}
.stat h3{margin:0 0 .3rem;color:var(--quiet);font-size:.9375rem;font-weight:500}
.stat p{margin:0;font-size:1.125rem;font-weight:600}
.stat small{display:block;color:var(--quiet);font-weight:400}
.sentences{margin:.2rem 0 0;padding-left:1.1rem;list-style:disc}
.sentences li{margin-top:.15rem}
.entries>li+li{margin-top:.75rem}
.warnings>li{padding:.6rem 0;border-top:1px solid var(--line)}
.warnings>li:first-child{border-top:0;padding-top:0}
.warnings>li:last-child{padding-bottom:0}
.fingerprint{word-break:break-all}
.notice>.actions{margin-top:1rem}
.welcome{max-width:44rem}
td.actions-cell .link{margin:-.4rem 0;padding:.4rem 0;text-align:inherit}
td.actions-cell .link~.link{margin-left:1.25rem}
.work small small,.work small>span>small{display:inline}
.stat p span small,.stat p time+small{margin-top:.1rem}
@media (max-width:46rem){
  .tabs{position:relative;margin-left:-1rem;margin-right:-1rem;padding:0 .5rem}
  .toolbar .button{width:100%}
  .chips{flex-wrap:nowrap;overflow-x:auto;margin-left:-1rem;margin-right:-1rem;padding:.2rem 1rem}
  .chips a{white-space:nowrap}
}
`;
