/** How the console's forms, notices and secrets look; goes on top of the pages' own stylesheet, in its colours. */
export const FORM_STYLES = `
.form-field{margin-top:1.25rem}
.form-field label{margin:0 0 .3rem}
.form-field input:not([type=checkbox],[type=radio]),.form-field select{display:block;width:100%;max-width:32rem;flex:none}
select{min-height:2.75rem;padding:.5rem .75rem;border:1px solid var(--field);border-radius:.5rem;background:var(--sheet);color:inherit;font:inherit}
.hint{margin:0 0 .4rem;color:var(--quiet);font-size:.9375rem;line-height:1.45}
.notice{margin:0 0 1.5rem;padding:1rem 1.25rem;border:1px solid var(--line);border-left:5px solid var(--accent);border-radius:.5rem;background:var(--sheet)}
.notice h2{margin:0 0 .35rem}
.notice.wrong{border-left-color:var(--error)}
.notice.done{border-left-color:var(--good)}
.notice.warn{border-left-color:var(--attention)}
.notice:focus{outline:3px solid var(--accent);outline-offset:3px}
fieldset{min-width:0;margin:1.25rem 0 0;padding:0;border:0}
legend{padding:0;margin-bottom:.4rem;font-weight:600}
.choice{display:grid;grid-template-columns:auto minmax(0,1fr);gap:0 .7rem;align-items:start;margin:0;padding:.45rem 0;font-weight:400;cursor:pointer}
input:is([type=checkbox],[type=radio]):not([type=hidden]){flex:none;width:1.25rem;height:1.25rem;min-height:0;margin:.15rem 0 0;padding:0;accent-color:var(--accent)}
.choice code{font-weight:600}
.choice small{display:block;color:var(--quiet);font-weight:400}
.secret{display:block;margin:1rem 0 0;padding:.8rem 1rem;border:1px dashed var(--field);border-radius:.5rem;background:var(--ground);font-size:.9375rem;overflow-wrap:anywhere;user-select:all}
.codes{display:grid;grid-template-columns:repeat(auto-fill,minmax(11.5rem,1fr));gap:.35rem 1.5rem;margin-top:1rem;padding:1rem;border:1px dashed var(--field);border-radius:.5rem;background:var(--ground)}
.codes code{font-size:1rem;white-space:nowrap}
.qr{display:block;width:13rem;max-width:100%;height:auto;margin:1.25rem auto 0;border-radius:.5rem;background:#fff}
ol{margin:.75rem 0 0;padding-left:1.25rem}
ol>li+li{margin-top:.5rem}
.js-only{display:none}
.has-script .js-only{display:inline-flex}
.link{min-height:0;padding:0;border:0;background:none;color:var(--accent);font-weight:inherit;text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:.2em}
.danger{background:transparent;border-color:var(--error);color:var(--error)}
.danger.full{background:var(--error);color:var(--sheet)}
@media print{.notice,.form-field{display:none}.codes,.secret{border-style:solid}}
`;
