/** The look of the development IdP: unlike the product on purpose, so that one sees at once whose page it is. */
export const STYLES = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#f4f1ea, #16181d);
  --card: light-dark(#fffdf9, #1f2229);
  --ink: light-dark(#23262d, #eceae5);
  --quiet: light-dark(#5d6068, #a5a7ae);
  --line: light-dark(#ddd7ca, #353943);
  --accent: light-dark(#0b6b5d, #62d3bf);
  --warning: light-dark(#fff0cf, #3a3018);
  --warning-ink: light-dark(#6b4700, #f5d48b);
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100dvh; padding: 0 1rem 3rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word;
}
.banner {
  margin: 0 -1rem 2rem; padding: .5rem 1rem; background: var(--warning); color: var(--warning-ink);
  text-align: center; font-size: .875rem;
}
main {
  max-width: 30rem; margin: 0 auto; padding: 1.75rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 1rem; box-shadow: 0 1rem 3rem -2rem rgb(0 0 0 / .35);
}
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; letter-spacing: -.01em; text-wrap: balance; }
p { margin: .5rem 0 0; }
.quiet { color: var(--quiet); }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
button, select, input { font: inherit; color: inherit; }
.people { list-style: none; margin: 1.25rem 0 0; padding: 0; display: grid; gap: .5rem; }
.tile {
  width: 100%; display: flex; gap: .875rem; align-items: center; padding: .75rem .875rem; text-align: start; cursor: pointer;
  background: none; border: 1px solid var(--line); border-radius: .75rem; text-decoration: none; color: inherit;
}
.tile:hover { border-color: var(--accent); }
.tile > span:last-child { min-width: 0; }
.tile strong { display: block; font-weight: 600; }
.tile small { display: block; color: var(--quiet); font-size: .8125rem; line-height: 1.4; }
.avatar {
  flex: none; width: 2.5rem; height: 2.5rem; border-radius: 50%; display: grid; place-items: center;
  background: oklch(.47 .09 var(--hue, 180)); color: #fff; font-weight: 600;
}
li:nth-child(6n + 2) { --hue: 255; }
li:nth-child(6n + 3) { --hue: 20; }
li:nth-child(6n + 4) { --hue: 310; }
li:nth-child(6n + 5) { --hue: 130; }
li:nth-child(6n + 6) { --hue: 60; }
.badge {
  display: inline-block; margin-inline-start: .375rem; padding: 0 .5rem; border-radius: 1rem; border: 1px solid var(--accent);
  color: var(--accent); font-size: .75rem; font-weight: 500;
}
label, legend { font-size: .875rem; font-weight: 600; }
select, input[type=text] {
  width: 100%; min-height: 2.75rem; padding: .5rem .75rem; background: var(--card); border: 1px solid var(--quiet); border-radius: .5rem;
}
.field { display: grid; gap: .25rem; margin-top: 1rem; }
details { margin-top: 1.25rem; border-top: 1px solid var(--line); padding-top: 1rem; }
summary { cursor: pointer; font-weight: 600; }
fieldset { margin: 1rem 0 0; padding: 0; border: 0; }
legend { padding: 0; margin-bottom: .25rem; }
.check { display: flex; gap: .625rem; align-items: start; padding: .375rem 0; font-weight: 400; cursor: pointer; }
.check input { flex: none; width: 1.125rem; height: 1.125rem; margin: .125rem 0 0; accent-color: var(--accent); }
.action {
  margin-top: 1.25rem; min-height: 2.75rem; padding: .5rem 1.25rem; border: 0; border-radius: .5rem; cursor: pointer;
  background: var(--accent); color: var(--card); font-weight: 600;
}
.plain { margin-top: 1.25rem; padding: .25rem 0; border: 0; background: none; color: var(--accent); text-decoration: underline; cursor: pointer; }
code { font-size: .875em; }
@media (max-width: 30rem) { main { padding: 1.25rem; } h1 { font-size: 1.3rem; } .banner { margin-bottom: 1rem; } }
`;
