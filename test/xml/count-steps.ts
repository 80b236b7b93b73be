/**
 * Reads documents of many hostile shapes and prints as JSON how many steps each took. A step is a block of src/xml that is entered, or
 * a character that a string or a regular expression passes over for it. A process of its own, for steps.test.ts.
 */
import { beginCounting, countBlocks } from '../support/count-blocks.ts';
import { Random } from '../support/random.ts';
import { buildResponse } from '../support/signed-response.ts';

beginCounting();
const { parseXml } = await import('../../src/xml/reader.ts');

let passedOver = 0;

/** Has a method count what it passes over, as `cost` says of its subject, its arguments and its result. */
function watch<Subject extends object>(
  prototype: Subject,
  name: keyof Subject,
  cost: (subject: Subject, args: readonly unknown[], result: unknown) => number,
): void {
  const original = prototype[name] as (...args: unknown[]) => unknown;
  Object.defineProperty(prototype, name, {
    value: function watched(this: Subject, ...args: unknown[]): unknown {
      const result = Reflect.apply(original, this, args);
      passedOver += cost(this, args, result);
      return result;
    },
  });
}

const wholeLength = ({ length }: { readonly length: number }) => length;
watch(String.prototype, 'includes', wholeLength);
watch(String.prototype, 'replace', wholeLength);
watch(String.prototype, 'startsWith', (_, [prefix]) => String(prefix).length);
watch(String.prototype, 'slice', (_text, _args, part) => String(part).length);
watch(String.prototype, 'indexOf', ({ length }, [_, from], found) => {
  return (found === -1 ? length : Number(found)) - Number(from ?? 0) + 1;
});
watch(RegExp.prototype, 'test', (_, [text]) => String(text).length);
// With the flag g it begins where the match before ended, and `lastIndex` is the end of this one.
watch(RegExp.prototype, 'exec', ({ lastIndex }, [text], found) => {
  return found !== null && lastIndex > 0 ? String(found).length : String(text).length;
});

function repeat(part: string | ((index: number) => string), characters: number): string {
  const parts: string[] = [];
  for (let length = 0; length < characters; length += parts.at(-1)?.length ?? 0) {
    parts.push(typeof part === 'string' ? part : part(parts.length));
  }
  return parts.join('');
}

const inside = (part: string | ((index: number) => string)) => (size: number) =>
  `<a>${repeat(part, size)}</a>`;
const many = (make: (index: number) => string) =>
  Array.from({ length: 60 }, (_, index) => make(index)).join(' ');
const END = '</saml:AttributeStatement>';

const SHAPES: Readonly<Record<string, (size: number) => string>> = {
  'an honest Response': (size) =>
    buildResponse().replace(
      END,
      repeat((index) => `<saml:Attribute Name="${index}"><saml:AttributeValue/></saml:Attribute>`, size) +
        END,
    ),
  'start tags that are never closed': (size) => repeat('<a>', size),
  'one start tag, again and again': inside('<b/>'),
  'start tags that differ': inside((index) => `<b${index}/>`),
  '> in values': inside((index) => `<b c="${index}>" d='>'/>`),
  'a long value after >': inside(`<b c=">" d="${'x'.repeat(500)}"/>`),
  'a declaration on each element': inside((index) => `<b xmlns:p${index}="urn:p" p${index}:x=""/>`),
  'declarations on each element': inside((index) => `<b ${many((each) => `xmlns:p${each}="u:${index}"`)}/>`),
  'declarations on nested elements': (size) => repeat((index) => `<a xmlns:a${index}="urn:a">`, size),
  'the same declarations on nested elements': inside(`${'<b xmlns="urn:b">'.repeat(90)}${'</b>'.repeat(90)}`),
  'attributes on each element': inside(`<b ${many((each) => `a${each}=""`)}/>`),
  'attributes on one element': (size) => `<a ${repeat((index) => `a${index}="" `, size)}/>`,
  'references in text': inside('&#38;&lt;'),
  'references in a value': (size) => `<a b="${repeat('&#38;&lt;', size)}"/>`,
  'references without their end': inside('&'),
  'text between elements': inside('<b>x</b>y'),
  'one long text': (size) => `<a>${repeat('x', size)}</a>`,
  'line ends': inside('\r'),
  'line ends between elements': inside('<b/>\r\n'),
  comments: inside('<!---->'),
  'a comment without end': (size) => `<a><!--${repeat('-a', size)}`,
  'CDATA sections': inside('<![CDATA[]]>'),
  'white space in a tag': (size) => `<a${repeat(' ', size)}/>`,
  'white space in the XML declaration': (size) => `<?xml version="1.0"${repeat(' ', size)}x?><a/>`,
  'nothing but <': (size) => repeat('<', size),
  'quotes that are never closed': (size) => `<a ${repeat('b="', size)}`,
  'one long name': (size) => `<${repeat('a', size)}/>`,
  'colons in a name': (size) => `<${repeat('a:', size)}/>`,
};

const TOKENS = [
  '<a>',
  '</a>',
  '<b c="',
  '"/>',
  '<d/>',
  '&lt;',
  'x',
  ' ',
  '\r',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
];

const documents = [
  ...Object.entries(SHAPES).flatMap(([name, make]) =>
    [1_000, 200_000].map((size) => [name, make(size)] as const),
  ),
  ...Array.from({ length: 300 }, (_, seed) => {
    const random = new Random(seed);
    return [`seed ${seed}`, `<a>${repeat(() => random.pick(TOKENS), 1_000)}`] as const;
  }),
].map(([name, text]) => ({ name, octets: new TextEncoder().encode(text) }));

const counted = documents.map(({ name, octets }) => {
  passedOver = 0;
  const blocks = countBlocks('/src/xml/', () => parseXml(octets));
  const entered = blocks.flatMap(({ counts }) => counts).reduce((sum, count) => sum + count, 0);
  return { name, octets: octets.length, steps: entered + passedOver };
});
console.log(JSON.stringify(counted));
