/**
 * Documents made at random, all of which are well-formed: namespaces redeclared, undeclared, shared by several prefixes
 * or used by nothing; white space of every kind, literally and as references; names and text beyond ASCII and beyond the
 * Basic Multilingual Plane; CDATA sections, comments, xml: attributes; runs of siblings whose start tags repeat.
 */
import type { Random } from '../support/random.ts';

/** U+FB00 comes before U+10400 by code point and after it by UTF-16 unit. */
const PREFIXES = ['', 'a', 'b', 'B', 'ds', 'é', '\u{fb00}', '\u{10400}'];
const LOCAL_NAMES = ['x', 'y', 'Z', 'xy', 'a-b', 'a.1', '_', 'e\u0301', '\u{fb00}', '\u{10400}', 'ID'];

/** libxml2 refuses to canonicalise what is no URI, so all are ASCII. The last one is an exception in the comparison. */
const NAMESPACES = ['urn:a', 'urn:b', 'urn:B', 'http://c.example/#', 'http://c.example/', 'x-y.z+1:'];
export const NAMESPACE_WITH_AMPERSAND = 'http://c.example/?a=1&amp;b=2';

const CHARACTERS = [
  ...['a', 'b', '0', ' ', '  ', '\t', '\n', '\r', '\r\n', '\r\r\n', '&#13;', '&#xD;&#xA;', '&#xa;', '&#10;'],
  ...['&#9;', '&#x9;', '&#32;', '&amp;', '&lt;', '&gt;', '&quot;', '&apos;', '&#38;', '&#x3C;', '&amp;amp;'],
  ...[
    '>',
    'é',
    'e\u0301',
    'א',
    '😀',
    '&#x1F600;',
    '\u0085',
    '\u2028',
    '\u00a0',
    '\ufeff',
    '\ufffd',
    '\u{10ffff}',
  ],
];
const TEXT = [...CHARACTERS, '"', "'", ']] ', ']]&gt;', '-->'];
const CDATA = ['a', '&', '&amp;', '<', '<b>', '>', ']]', '"', '\r\n', '\t', 'é', '😀', '<!--', '&#13;'];
const COMMENT = ['a', '&', '&amp;', '<', '>', '"', '\r\n', '\r', 'é', '😀', '- ', ']]>', '<![CDATA['];
const SPACE = [' ', ' ', ' ', '\n', '\t', '\r\n', '  \n'];

type Scope = ReadonlyMap<string, string>;

interface StartTag {
  /** Without `<` and `>`. */
  readonly start: string;
  readonly name: string;
  /** Those of its name and its attributes. */
  readonly prefixes: ReadonlySet<string>;
  readonly declarations: Scope;
  /** What is bound inside. */
  readonly scope: Scope;
}

/** The text of a document of a few dozen elements at most. */
export function randomDocument(random: Random): string {
  const writer = new Writer(random);
  const declaration = random.pick([
    '',
    '',
    '<?xml version="1.0"?>',
    "<?xml version='1.0' encoding='utf-8' ?>\r\n",
  ]);
  const root = writer.element(new Map(), random.oneIn(20) ? 60 : 4);
  return declaration + (random.oneIn(4) ? '\n' : '') + root + (random.oneIn(4) ? '\r\n \t' : '');
}

class Writer {
  private readonly random: Random;
  private readonly namespaces: readonly string[];
  private elements = 0;

  constructor(random: Random) {
    this.random = random;
    this.namespaces = random.oneIn(20) ? [...NAMESPACES, NAMESPACE_WITH_AMPERSAND] : NAMESPACES;
  }

  /** An element with all that is in it, at most `height` levels. Deep ones have one child each, so that they stay small. */
  element(outer: Scope, height: number): string {
    this.elements++;
    const { start, name, scope } = this.startTag(outer);
    // An xml:id is one element's only, so it never stands in a start tag that repeats.
    const id = this.random.oneIn(12) ? ` xml:id="i${this.elements}"` : '';
    const content = height > 1 && this.elements < 40 ? this.content(scope, height - 1) : '';
    if (content === '' && this.random.oneIn(2)) return `<${start}${id}/>`;
    return `<${start}${id}>${content}</${name}${this.optionalSpace()}>`;
  }

  private startTag(outer: Scope): StartTag {
    const declarations = this.declarations(outer);
    const scope = new Map([...outer, ...declarations]);
    const prefix = this.random.pick(['', ...usablePrefixes(scope)]);
    const name = qualified(prefix, this.random.pick(LOCAL_NAMES));
    const written = [...declarations].map(
      ([bound, namespace]) => `${bound === '' ? 'xmlns' : `xmlns:${bound}`}=${this.quoted(namespace)}`,
    );
    const prefixes = new Set(prefix === '' ? [] : [prefix]);
    for (const attribute of this.attributes(scope)) {
      const used = /^([^\s:=]+):/.exec(attribute)?.[1];
      if (used !== undefined && used !== 'xml') prefixes.add(used);
      written.splice(this.random.below(written.length + 1), 0, attribute);
    }
    const start = name + written.map((attribute) => this.space() + attribute).join('') + this.optionalSpace();
    return { start, name, prefixes, declarations, scope };
  }

  private content(scope: Scope, height: number): string {
    let content = '';
    const children = height > 6 ? 1 : this.random.below(5);
    for (let child = 0; child < children; child++) {
      const sibling = this.random.oneIn(4) ? this.run(scope, height) : this.element(scope, height);
      content += this.characterData() + sibling + this.characterData();
    }
    return content + this.characterData();
  }

  /** Siblings of which many have one start tag; what is in them differs, and may have that start tag once more. */
  private run(outer: Scope, height: number): string {
    const tags = [this.startTag(outer), this.startTag(outer)];
    let run = '';
    for (let sibling = this.random.below(4); sibling >= 0; sibling--) {
      const { start, name, scope } = this.random.oneIn(4) ? this.random.pick(tags) : (tags[0] as StartTag);
      const content = height > 1 && this.elements < 40 ? this.content(scope, height - 1) : '';
      const again = this.random.oneIn(2) ? this.again(this.random.pick(tags), scope) : '';
      const isEmpty = content + again === '' && this.random.oneIn(2);
      run += isEmpty ? `<${start}/>` : `<${start}>${again}${content}${again}</${name}>`;
      if (this.random.oneIn(3)) run += this.characterData();
      this.elements++;
    }
    return run;
  }

  /** An empty element with a start tag from elsewhere, where all its prefixes are bound, and to namespaces that differ. */
  private again({ start, name, prefixes, declarations }: StartTag, outer: Scope): string {
    const scope = new Map([...outer, ...declarations]);
    const namespaces = new Set([...prefixes].flatMap((prefix) => scope.get(prefix) ?? []));
    return namespaces.size < prefixes.size ? '' : `<${start}></${name}>`;
  }

  /** Text, CDATA sections and comments, next to each other in any order. */
  private characterData(): string {
    const { random } = this;
    if (random.oneIn(2)) return '';
    const text = random.several(TEXT, 4).join('');
    const others = [
      () => `<![CDATA[${random.several(CDATA, 4).join('').replaceAll(']]>', ']] >')}]]>`,
      () => `<!--${random.several(COMMENT, 4).join('')}-->`,
      () => '',
    ];
    return text + random.pick(others)() + random.pick(others)();
  }

  private declarations(outer: Scope): Scope {
    const declarations = new Map<string, string>();
    for (const prefix of this.random.oneIn(2) ? this.random.several(PREFIXES, 4) : []) {
      const again = outer.get(prefix);
      if (prefix === '' && this.random.oneIn(3)) declarations.set('', '');
      else if (again !== undefined && this.random.oneIn(4)) declarations.set(prefix, again);
      else declarations.set(prefix, this.random.pick(this.namespaces));
    }
    return declarations;
  }

  /** Attributes with names that differ, by namespace too. */
  private attributes(scope: Scope): string[] {
    const seen = new Set<string>();
    const attributes: string[] = [];
    for (const prefix of this.random.several(['', ...usablePrefixes(scope)], 5)) {
      const localName = this.random.pick(LOCAL_NAMES);
      const expanded = `${prefix === '' ? '' : scope.get(prefix)} ${localName}`;
      if (seen.has(expanded)) continue;
      seen.add(expanded);
      attributes.push(`${qualified(prefix, localName)}${this.equals()}${this.value()}`);
    }
    if (this.random.oneIn(6)) attributes.push(`xml:lang="${this.random.pick(['de', 'en', ''])}"`);
    if (this.random.oneIn(8)) attributes.push(`xml:space="${this.random.pick(['preserve', 'default'])}"`);
    if (this.random.oneIn(30)) attributes.push('xml:base="http://base.example/"');
    return attributes;
  }

  /** An attribute value in quotes, with quotes of the other kind in it. */
  private value(): string {
    const [quote, other] = this.random.pick([
      ['"', "'"],
      ["'", '"'],
    ] as const);
    return quote + this.random.several([...CHARACTERS, other], 4).join('') + quote;
  }

  private quoted(value: string): string {
    const quote = this.random.pick(['"', "'"]);
    return quote + value + quote;
  }

  private equals(): string {
    return this.random.oneIn(6) ? `${this.optionalSpace()}=${this.optionalSpace()}` : '=';
  }

  private space(): string {
    return this.random.pick(SPACE);
  }

  private optionalSpace(): string {
    return this.random.oneIn(6) ? this.space() : '';
  }
}

/** The prefixes that are bound, the empty one aside. */
function usablePrefixes(scope: Scope): string[] {
  return [...scope.keys()].filter((prefix) => prefix !== '');
}

function qualified(prefix: string, localName: string): string {
  return prefix === '' ? localName : `${prefix}:${localName}`;
}
