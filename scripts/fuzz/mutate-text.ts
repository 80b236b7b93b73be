/** Characters, comments, CDATA sections and references put into text; values replaced; the encoding of the whole changed. */
import { mutate as damage } from '../../test/differential/mutate.ts';
import type { Context, Mutation } from './mutate.ts';
import { cut, replaceSpan, type Span, textsIn } from './spans.ts';

const INSERTED = [
  ...[
    '<!---->',
    '<!--x-->',
    '<![CDATA[]]>',
    '<![CDATA[x]]>',
    '<?x y?>',
    '&amp;',
    '&#x61;',
    '&#0;',
    '&x;',
    '\0',
  ],
  ...[
    ' ',
    '\n',
    '\r',
    '\t',
    '\u00a0',
    '\u200b',
    '\u202e',
    '\u0301',
    '\ufeff',
    'a',
    '<x/>',
    '</x>',
    ']]>',
    '=',
  ],
];

const VALUES = [
  ...['admin@acme.example', 'mallory@acme.example', 'https://idp.example.com/acme', 'https://evil.example'],
  ...['http://acme.localhost:8787/sso/metadata', 'AAAA', '', '1', 'true'],
];

function onText(change: (run: string, context: Context, text: string) => string): Mutation {
  return (text, context) => {
    const runs = textsIn(text);
    if (runs.length === 0) return text;
    const run = context.random.pick(runs);
    return replaceSpan(text, run, change(cut(text, run), context, text));
  };
}

const insert = onText((run, { random }) => {
  const at = random.below(run.length + 1);
  return run.slice(0, at) + random.pick(INSERTED) + run.slice(at);
});

/** Says the same in other characters. */
const rewrite = onText((run, { random }) => {
  const at = random.below(run.length);
  const character = String.fromCodePoint(run.codePointAt(at) ?? 0);
  const after = run.slice(at + character.length);
  return random.pick([
    `<![CDATA[${run}]]>`,
    `${run.slice(0, at)}&#x${character.codePointAt(0)?.toString(16)};${after}`,
    `${run.slice(0, at)}<![CDATA[${character}]]>${after}`,
    `${run.slice(0, at)}<!--${random.below(10)}-->${run.slice(at)}`,
  ]);
});

const replaceCharacter = onText((run, { random }) => {
  const at = random.below(run.length);
  return run.slice(0, at) + random.pick([...'aA0+/= é𐐀<&']) + run.slice(at + 1);
});

const replaceValue = onText((_run, { random }) => random.pick(VALUES));

const takeOtherValue = onText((_run, { random }, text) => cut(text, random.pick(textsIn(text))));

const cutShort = onText((run, { random }) => run.slice(0, random.below(run.length)));

/** Of the whole document. */
const reencode: Mutation = (text, { random }) =>
  random.pick([
    `\ufeff${text}`,
    `<?xml version="1.0" encoding="UTF-8"?>${text}`,
    `<?xml version="1.0" encoding="UTF-16"?>${text}`,
    `<!DOCTYPE x [<!ENTITY y "z">]>${text}`,
    ` ${text}`,
    `${text}\n<!--x-->`,
    text.replaceAll('\n', '\r\n'),
    text.replaceAll('><', '>\n<'),
    text + text,
    text.slice(0, random.below(text.length)),
  ]);

/** A span of characters, whatever they are, somewhere else. */
const shift: Mutation = (text, { random }) => {
  const start = random.below(text.length);
  const span: Span = { start, end: start + 1 + random.below(60) };
  const without = replaceSpan(text, span, '');
  const at = random.below(without.length + 1);
  return replaceSpan(random.oneIn(2) ? without : text, { start: at, end: at }, cut(text, span));
};

const damageMarkup: Mutation = (text, { random }) => damage(text, random);

export const TEXT_MUTATIONS: readonly Mutation[] = [
  ...[insert, insert, rewrite, replaceCharacter, replaceCharacter, replaceValue, takeOtherValue, cutShort],
  ...[reencode, shift, damageMarkup],
];
