/**
 * The one stylesheet, inlined into each page under its nonce: a page is one round trip. Every page is a sheet of paper
 * with a coloured edge, and a stub below a perforation for what is to be kept: a reference, the facts of a sign-in.
 * Text stands out by 4.5:1 or more in light and dark; the colours are checked by test.
 */

export const LIGHT = {
  ground: '#f3f1ec',
  sheet: '#fffdf9',
  ink: '#1d2326',
  quiet: '#596166',
  line: '#d8d4ca',
  field: '#80868a',
  accent: '#0e5a54',
  onAccent: '#ffffff',
  good: '#2f7d4f',
  attention: '#b3661b',
  error: '#a3261f',
} as const;

export const DARK = {
  ground: '#121619',
  sheet: '#1b2125',
  ink: '#eceae4',
  quiet: '#a3abaf',
  line: '#363e43',
  field: '#7d878c',
  accent: '#7fd0c4',
  onAccent: '#0c211f',
  good: '#6cc492',
  attention: '#e3a45a',
  error: '#ff9d92',
} as const satisfies Record<keyof typeof LIGHT, string>;

/** Writes colours as CSS variables. */
export function declare(colours: object): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}

export const STYLES = `
:root{color-scheme:light dark;${declare(LIGHT)};--fill:var(--accent);--onFill:var(--onAccent);--mark:var(--accent)}
.logo{width:auto;max-width:9rem;height:2.5rem;object-fit:contain;flex:none}
@media (prefers-color-scheme:dark){:root{${declare(DARK)}}.logo{padding:.25rem;border-radius:.4rem;background:#fff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:35rem;min-height:100vh;min-height:100dvh;padding:clamp(1.25rem,6vh,4rem) 1rem 2rem;display:flex;flex-direction:column;
  background:var(--ground);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
body.wide{max-width:50rem;padding-top:clamp(1.25rem,4vh,2.5rem)}
h1,h2,p,ul,dl,dd,pre{margin:0;padding:0}
h1,h2,p,dt,dd,li,summary{overflow-wrap:anywhere}
h1{font-size:clamp(1.6rem,1.35rem + 1.2vw,2rem);line-height:1.2;font-weight:650;letter-spacing:-.02em;text-wrap:balance;margin-bottom:.75rem}
h2{font-size:1rem;line-height:1.4;font-weight:650;margin:0 0 .75rem}
p+p{margin-top:.75rem}
ul{list-style:none}
code,pre,.reference{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.875em}
pre{margin-top:.5rem;padding:.6rem .8rem;border:1px solid var(--line);border-radius:.4rem;white-space:pre-wrap;overflow-wrap:anywhere}
small{font-size:.875rem}
.quiet{color:var(--quiet);font-weight:400}
a{color:var(--accent);text-underline-offset:.2em;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
.brand{display:flex;align-items:center;gap:.75rem;margin:0 0 1.25rem;font-weight:600;line-height:1.3;overflow-wrap:anywhere}
.brand>*{min-width:0}
header:has(.languages){display:flex;justify-content:space-between;gap:1rem}
.languages{display:flex;gap:.75rem;margin-top:.25rem;flex:none;align-self:flex-start}
.languages button{min-height:2rem;padding:0 .25rem;border:0;background:none;color:var(--accent);font-size:.875rem;font-weight:400;text-decoration:underline;text-underline-offset:.2em;text-decoration-thickness:1px}
.languages button:hover{box-shadow:none;text-decoration-thickness:2px}

.monogram{flex:none;display:block}
.monogram text{font:600 16px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
.sheet{position:relative;background:var(--sheet);border:1px solid var(--line);border-radius:.75rem;padding:clamp(1.5rem,5vw,2.5rem);padding-top:clamp(1.75rem,5vw,2.5rem);--edge:var(--mark);background:linear-gradient(var(--edge) 5px,var(--sheet) 5px) border-box}
.good{--edge:var(--good)}
.attention{--edge:var(--attention)}
.actions{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.5rem}
p+.actions{margin-top:1.5rem}
button,.button{display:inline-flex;align-items:center;justify-content:center;min-height:2.75rem;padding:.5rem 1.25rem;border:1px solid var(--mark);border-radius:.5rem;
  background:var(--fill);color:var(--onFill);font:inherit;font-weight:600;line-height:1.3;text-decoration:none;cursor:pointer;transition:box-shadow .15s}
button:hover,.button:hover{box-shadow:0 0 0 3px color-mix(in srgb,var(--mark) 30%,transparent)}
.second{background:transparent;border-color:var(--field);color:var(--ink)}
.second:hover{border-color:var(--ink);box-shadow:none}
.stub{position:relative;margin:2rem calc(-1*clamp(1.5rem,5vw,2.5rem)) 0;padding:1.5rem clamp(1.5rem,5vw,2.5rem) 0;border-top:2px dashed var(--line)}
.stub::before,.stub::after{content:"";position:absolute;top:-11px;width:20px;height:20px;border:1px solid var(--line);border-radius:50%;background:var(--ground)}
.stub::before{left:-12px;clip-path:inset(0 0 0 50%)}
.stub::after{right:-12px;clip-path:inset(0 50% 0 0)}
dl>div{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,2fr);gap:.25rem 1.5rem;padding:.7rem 0;border-top:1px solid var(--line)}
dl>div:first-child{border-top:0;padding-top:0}
dl>div:last-child{padding-bottom:0}
dt{color:var(--quiet)}
dt bdi{color:var(--ink)}
dd{min-width:0}
dd bdi,dd li{white-space:pre-wrap}
dd li+li{margin-top:.25rem}
.uri,.meaning{display:block;color:var(--quiet);font-size:.8125rem;line-height:1.45}
.uri bdi{color:inherit}
.meaning:first-child{color:inherit;font-size:inherit;line-height:inherit}
.relative{display:inline-block}
.reference{font-size:1.0625rem;font-weight:600;letter-spacing:.02em;user-select:all}
details{margin-top:.35rem}
summary{display:inline-block;padding:.25rem 0;color:var(--accent);cursor:pointer;text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:.2em}
details[open] summary{margin-bottom:.35rem}
.person{display:flex;flex-wrap:wrap;align-items:center;gap:1rem;margin-top:1.25rem}
.person .monogram{width:3.25rem;height:3.25rem}
.person rect{rx:50%}
.person>div{flex:1 1 12rem;min-width:0}
.person p{margin:0;color:var(--quiet)}
.person .name{font-size:1.25rem;font-weight:600;line-height:1.3;color:var(--ink);display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}
.path{margin-top:1.25rem;color:var(--quiet)}
.path code{color:var(--ink)}
label{display:block;font-weight:600;margin:1.5rem 0 .4rem}
.field{display:flex;flex-wrap:wrap;align-items:flex-start;gap:.75rem}
input:not([type=hidden]){flex:1 1 12rem;min-width:0;min-height:2.75rem;padding:.5rem .75rem;border:1px solid var(--field);border-radius:.5rem;background:var(--sheet);color:inherit;font:inherit}
[aria-invalid]:not([type=hidden]){border-color:var(--error);box-shadow:inset 0 0 0 1px var(--error)}
.tick{display:flex;gap:.75rem;margin:1.25rem 0 0;font-weight:400}
.tick input:not([type=hidden]){flex:none;width:1.25rem;height:1.25rem;min-height:0;margin:.15rem 0 0;padding:0;accent-color:var(--accent)}
.error{color:var(--error);font-weight:500;margin:0 0 .5rem}
form+h2{margin-top:2rem}
.choices{display:grid;gap:.6rem}
.choices a{display:flex;align-items:center;gap:.9rem;padding:.8rem 1rem;border:1px solid var(--field);border-radius:.6rem;color:inherit;text-decoration:none;font-weight:600;line-height:1.35;transition:border-color .15s}
.choices a:hover{border-color:var(--accent)}
.choices span{min-width:0;overflow-wrap:anywhere}
.choices small{display:block;color:var(--quiet);font-weight:400}
.settings>li{margin-top:1.5rem;padding-top:1.25rem;border-top:1px solid var(--line)}
.settings h2{margin-bottom:.25rem}
.settings+p{margin-top:1.75rem}
.settings .relative::before{content:"· "}
footer{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1.5rem;margin-top:1.25rem;color:var(--quiet);font-size:.875rem;overflow-wrap:anywhere}
footer p{margin:0}
@media (max-width:34rem){dl>div{grid-template-columns:minmax(0,1fr)}.actions>*,.field button,.person form,.person button{width:100%}}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}
@media (forced-colors:active){.stub::before,.stub::after{display:none}}
@media print{body{max-width:none;padding:0;background:#fff}form,.actions{display:none}}
`;
