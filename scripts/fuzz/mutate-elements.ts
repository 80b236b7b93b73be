/** Subtrees moved, copied, renamed, wrapped, swapped, or taken from another document: signature wrapping, without a plan. */
import type { Context, Mutation } from './mutate.ts';
import { cut, type ElementSpan, elementsIn, placeBeside, replaceSpan } from './spans.ts';

const NAMES = [
  ...['samlp:Response', 'samlp:Extensions', 'samlp:Status', 'samlp:StatusDetail', 'saml:Assertion'],
  ...['saml:Advice', 'saml:EncryptedAssertion', 'saml:EncryptedID', 'saml:Subject', 'saml:NameID'],
  ...['saml:AttributeValue', 'saml:Attribute', 'saml:AttributeStatement', 'saml:Issuer', 'saml:Conditions'],
  ...['saml:SubjectConfirmation', 'saml:SubjectConfirmationData', 'saml:Condition', 'saml:OneTimeUse'],
  ...['ds:Signature', 'ds:SignedInfo', 'ds:Object', 'ds:KeyInfo', 'ds:Reference', 'ds:Transform', 'x'],
];

/** The second applies to Signatures and what they are made of, where there are some. */
type Choice = 'any' | 'signature';

const SIGNATURE_PART =
  /:(Signature|SignedInfo|SignatureValue|Reference|Transforms?|Digest\w+|KeyInfo|\w+Method)$/;

function mutation(
  change: (text: string, element: ElementSpan, other: ElementSpan, context: Context) => string,
  choice: Choice = 'any',
): Mutation {
  return (text, context) => {
    const all = elementsIn(text);
    const parts = choice === 'any' ? all : all.filter(({ name }) => SIGNATURE_PART.test(name));
    if (parts.length === 0) return text;
    return change(text, context.random.pick(parts), context.random.pick(all), context);
  };
}

/** Replaces two spans that do not overlap; where they do, the first only. */
function replaceBoth(text: string, a: [ElementSpan, string], b: [ElementSpan, string]): string {
  const [first, second] = a[0].start < b[0].start ? [a, b] : [b, a];
  if (first[0].end > second[0].start) return replaceSpan(text, ...a);
  return replaceSpan(replaceSpan(text, ...second), ...first);
}

function rename(text: string, element: ElementSpan, name: string): string {
  const renamed = cut(text, element)
    .replace(/^<[^\s<>/]+/, () => `<${name}`)
    .replace(/<\/[^\s<>/]+(\s*)>$/, (_, space) => `</${name}${space}>`);
  return replaceSpan(text, element, renamed);
}

function wrap(text: string, element: ElementSpan, startTag: string, name: string): string {
  return replaceSpan(text, element, `${startTag}${cut(text, element)}</${name}>`);
}

const remove = mutation((text, element) => replaceSpan(text, element, ''));

const empty = mutation((text, element) => replaceSpan(text, element.content, ''));

const unwrap = mutation((text, element) => replaceSpan(text, element, cut(text, element.content)));

const copy: Mutation = mutation((text, element, other, { random }) =>
  replaceSpan(text, placeBeside(other, random), cut(text, element)),
);

const copySignature = mutation(
  (text, element, other, { random }) => replaceSpan(text, placeBeside(other, random), cut(text, element)),
  'signature',
);

function move(choice: Choice): Mutation {
  return mutation((text, element, _, { random }) => {
    const without = replaceSpan(text, element, '');
    const rest = elementsIn(without);
    if (rest.length === 0) return text;
    return replaceSpan(without, placeBeside(random.pick(rest), random), cut(text, element));
  }, choice);
}

const swap = mutation((text, element, other) =>
  replaceBoth(text, [element, cut(text, other)], [other, cut(text, element)]),
);

const swapContent = mutation((text, element, other) =>
  replaceSpan(text, element.content, cut(text, other.content)),
);

const renameAny = mutation((text, element, other, { random }) =>
  rename(text, element, random.oneIn(2) ? other.name : random.pick(NAMES)),
);

const changePrefix = mutation((text, element, _, { random }) => {
  const localName = element.name.replace(/^.*:/, '');
  return rename(text, element, random.pick(['saml:', 'samlp:', 'ds:', 'xenc:', '', 'x:']) + localName);
});

const wrapInName = mutation((text, element, _, { random }) => {
  const name = random.pick(NAMES);
  return wrap(text, element, `<${name}>`, name);
});

/** With the attributes of another element, its ID among them. */
const wrapInTag = mutation((text, element, other) => {
  const startTag = cut(text, other.startTag).replace(/\s*\/>$/, '>');
  return wrap(text, element, startTag, other.name);
});

/** The classical attack: the signed element goes somewhere inside of what takes its place. */
const wrapInForgery = mutation((text, element, _, { random }) => {
  const forged = cut(text, element)
    .replaceAll('alice@acme.example', 'admin@acme.example')
    .replace(/ ID="[^"]*"/, () => (random.oneIn(2) ? ' ID="_forged"' : ''));
  const inside = elementsIn(forged);
  if (inside.length === 0) return text;
  const place = placeBeside(random.pick(inside), random);
  return replaceSpan(text, element, replaceSpan(forged, place, cut(text, element)));
});

function foreign(place: 'instead' | 'beside'): Mutation {
  return mutation((text, element, _, { random, donors }) => {
    const donor = random.pick(donors);
    const candidates = elementsIn(donor);
    // Mostly where the same thing stands, such as a Signature for a Signature.
    const same = candidates.filter(({ name }) => name === element.name);
    const piece = cut(donor, random.pick(same.length > 0 && !random.oneIn(4) ? same : candidates));
    return replaceSpan(text, place === 'instead' ? element : placeBeside(element, random), piece);
  });
}

export const ELEMENT_MUTATIONS: readonly Mutation[] = [
  ...[
    remove,
    empty,
    unwrap,
    copy,
    copySignature,
    move('any'),
    move('signature'),
    swap,
    swapContent,
    renameAny,
  ],
  ...[changePrefix, wrapInName, wrapInTag, wrapInForgery, foreign('instead'), foreign('beside')],
];
