/** What the reference of the API looks like, besides what every page does. */

export const REFERENCE_STYLES = `
h1+.address{margin:-.25rem 0 1.25rem}
.address{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem;color:var(--quiet);overflow-wrap:anywhere}
nav{margin:0 0 1.5rem;padding:.75rem 0;border-block:1px solid var(--line)}
nav ul{display:flex;flex-wrap:wrap;gap:.35rem 1.25rem}
section{margin-top:2.75rem}
section>h2{font-size:1.25rem;margin-bottom:.35rem;scroll-margin-top:1rem}
h3{margin:1.25rem 0 .5rem;font-size:.875rem;font-weight:650}
.operation{margin-top:0;border-top:1px solid var(--line)}
section>p+.operation{margin-top:1rem}
.operation:last-of-type{border-bottom:1px solid var(--line)}
.operation>summary{display:grid;grid-template-columns:4.25rem minmax(0,1fr);gap:.1rem .5rem;padding:.65rem 0;color:inherit;text-decoration:none;list-style:none;align-items:baseline}
.operation>summary::-webkit-details-marker{display:none}
.operation>summary:hover .route{text-decoration:underline;text-underline-offset:.2em}
.operation[open]{padding-bottom:1.25rem}
.method{font-size:.75rem;font-weight:700;letter-spacing:.04em;color:var(--accent)}
.method.delete{color:var(--error)}
.route{overflow-wrap:anywhere;color:var(--ink)}
.what{grid-column:2;color:var(--quiet);font-size:.9375rem}
.fields small{display:block;color:var(--quiet);overflow-wrap:anywhere}
.fields>div{padding:.5rem 0}
.fields dd,.problems dd,.line{font-size:.9375rem}
.line{display:block}
.problems{margin-top:1rem}
.problems dt code{color:var(--ink)}
@media (min-width:40rem){.operation>summary{grid-template-columns:4.25rem minmax(0,3fr) minmax(0,2fr)}.what{grid-column:3}}
@media (max-width:34rem){nav ul{gap:.35rem 1rem}}
`;
