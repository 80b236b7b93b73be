/** Attributes added, removed, repeated, exchanged; namespaces rebound; tags written otherwise; identifiers and algorithms replaced. */
import {
  CANONICALIZATION_ALGORITHMS,
  DIGEST_ALGORITHMS,
  ENVELOPED_SIGNATURE,
  SIGNATURE_ALGORITHMS,
} from '../../src/xmldsig/algorithms.ts';
import type { Context, Mutation } from './mutate.ts';
import { attributesIn, cut, elementsIn, replaceSpan, type Span } from './spans.ts';

const IDS = ['_assertion1', '_response1', '_request1', '_assertion2', '_forged', ''];
const ADDED = [
  ...IDS.flatMap((id) => [
    ` ID="${id}"`,
    ` Id="${id}"`,
    ` id="${id}"`,
    ` xml:id="${id}"`,
    ` saml:ID="${id}"`,
  ]),
  ...[
    'xmlns',
    'xmlns:saml',
    'xmlns:samlp',
    'xmlns:ds',
    'xmlns:xenc',
    'xmlns:xs',
    'xmlns:x',
    'xmlns:xml',
  ].flatMap((name) =>
    [
      '',
      'urn:x',
      'urn:oasis:names:tc:SAML:2.0:assertion',
      'urn:oasis:names:tc:SAML:2.0:protocol',
      'http://www.w3.org/2000/09/xmldsig#',
      'http://www.w3.org/XML/1998/namespace',
    ].map((uri) => ` ${name}="${uri}"`),
  ),
  ...[' xml:space="preserve"', ' xml:lang="en"', ' xml:base="http://x/"', ' Version="2.0"', ' Version="1.1"'],
  ...[' Format="urn:x"', ' NameQualifier="x"', ' SPNameQualifier="x"', ' SessionIndex="x"', ' Name="email"'],
  ...[' InResponseTo="_request1"', ' NotOnOrAfter="2099-01-01T00:00:00Z"', ' Recipient="http://x/"'],
  ...[' Type="http://www.w3.org/2001/04/xmlenc#Content"', ' PrefixList="saml #default"', ' Encoding="x"'],
];

const ALGORITHMS = [
  ...[...SIGNATURE_ALGORITHMS.keys(), ...DIGEST_ALGORITHMS.keys(), ...CANONICALIZATION_ALGORITHMS.keys()],
  ...[
    ENVELOPED_SIGNATURE,
    'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
    'http://www.w3.org/2000/09/xmldsig#base64',
  ],
  ...['http://www.w3.org/TR/1999/REC-xpath-19991116', 'http://www.w3.org/TR/1999/REC-xslt-19991116', ''],
  ...['http://www.w3.org/2001/04/xmlenc#aes128-cbc', 'http://www.w3.org/2009/xmlenc11#aes128-gcm'],
  ...['http://www.w3.org/2009/xmlenc11#rsa-oaep', 'http://www.w3.org/2001/04/xmlenc#rsa-1_5'],
];

/** A place for an attribute: right after the name of a tag, or before its end. */
const add: Mutation = (text, { random }) => {
  const elements = elementsIn(text);
  if (elements.length === 0) return text;
  const { startTag, name } = random.pick(elements);
  const at = random.oneIn(2)
    ? startTag.start + 1 + name.length
    : startTag.end - (text[startTag.end - 2] === '/' ? 2 : 1);
  return replaceSpan(text, { start: at, end: at }, random.pick(ADDED));
};

function onAttribute(
  change: (text: string, attribute: Span, others: readonly Span[], context: Context) => string,
): Mutation {
  return (text, context) => {
    const all = elementsIn(text).flatMap(({ startTag }) => attributesIn(text, startTag));
    return all.length === 0 ? text : change(text, context.random.pick(all), all, context);
  };
}

const remove = onAttribute((text, attribute) => replaceSpan(text, attribute, ''));

const repeat = onAttribute((text, attribute) =>
  replaceSpan(text, { start: attribute.end, end: attribute.end }, cut(text, attribute)),
);

const copyFromOther = onAttribute((text, { end }, others, { random }) =>
  replaceSpan(text, { start: end, end }, cut(text, random.pick(others))),
);

const replaceWithOther = onAttribute((text, attribute, others, { random }) =>
  replaceSpan(text, attribute, cut(text, random.pick(others))),
);

function setValue(values: (text: string, others: readonly Span[]) => readonly string[]): Mutation {
  return onAttribute((text, attribute, others, { random }) => {
    const changed = cut(text, attribute).replace(
      /(["'])[\s\S]*\1$/,
      (_, quote) => quote + random.pick(values(text, others)) + quote,
    );
    return replaceSpan(text, attribute, changed);
  });
}

const setOtherValue = setValue((text, others) =>
  others.map((other) => /["']([\s\S]*)["']$/.exec(cut(text, other))?.[1] ?? ''),
);

const setIdentifier = setValue(() => IDS.flatMap((id) => [id, `#${id}`, `#xpointer(id('${id}'))`]));

const setAlgorithm: Mutation = (text, { random }) => {
  const found = [...text.matchAll(/(?<=Algorithm=")[^"]*(?=")/g)];
  if (found.length === 0) return text;
  const { 0: uri, index } = random.pick(found);
  return replaceSpan(text, { start: index, end: index + uri.length }, random.pick(ALGORITHMS));
};

/** Means the same, so is accepted wherever it stays within what the strict reader reads. */
const rewrite = onAttribute((text, attribute, _, { random }) => {
  const written = cut(text, attribute);
  const value = /["']([\s\S]*)["']$/.exec(written)?.[1] ?? '';
  const name = written.trim().replace(/\s*=[\s\S]*/, '');
  return replaceSpan(
    text,
    attribute,
    random.pick([
      ` ${name} = "${value}"`,
      `\n\t${name}='${value}'`,
      ` ${name}="${value.replace(/^./u, (first) => `&#${first.codePointAt(0)};`)}"`,
      ` ${name}=" ${value}"`,
    ]),
  );
});

const reorder = onAttribute((text, attribute, others, { random }) => {
  const beside = random.pick(others);
  if (beside.start < attribute.end) return text;
  const without = replaceSpan(text, beside, '');
  return replaceSpan(without, { start: attribute.start, end: attribute.start }, cut(text, beside));
});

/** `<a/>` for `<a></a>` and the other way round. */
const fold: Mutation = (text, { random }) => {
  const empty = elementsIn(text).filter(({ content }) => content.start === content.end);
  if (empty.length === 0) return text;
  const element = random.pick(empty);
  const tag = cut(text, element.startTag);
  const folded = tag.endsWith('/>') ? `${tag.slice(0, -2)}></${element.name}>` : `${tag.slice(0, -1)}/>`;
  return replaceSpan(text, element, folded);
};

/** One prefix for another throughout the document, which changes what is signed unless nothing of it is. */
const renamePrefix: Mutation = (text, { random }) => {
  const [from, to] = [
    random.pick(['saml', 'samlp', 'ds', 'xenc']),
    random.pick(['saml', 'samlp', 'ds', 'x', 'xml']),
  ];
  return text.replaceAll(new RegExp(`(</?|xmlns:)${from}(?=[:=])`, 'g'), (_, before) => before + to);
};

export const TAG_MUTATIONS: readonly Mutation[] = [
  ...[
    add,
    add,
    add,
    remove,
    repeat,
    copyFromOther,
    replaceWithOther,
    setOtherValue,
    setIdentifier,
    setAlgorithm,
  ],
  ...[rewrite, reorder, fold, renamePrefix],
];
