import { describe, expect, it } from 'vitest';
import { MAX_DOCUMENT_BYTES } from '../../src/xml/limits.ts';
import { childElements } from '../../src/xml/select.ts';
import type { XmlElement } from '../../src/xml/tree.ts';
import {
  type CanonicalizationMethod,
  canonicalize,
  compareCodePoints,
} from '../../src/xmldsig/canonicalize.ts';
import { canonicalText } from '../support/canonical-text.ts';
import { firstChild, rootOf } from '../support/read-xml.ts';

const EXCLUSIVE: CanonicalizationMethod = {
  form: 'exclusive-1.0',
  withComments: false,
  inclusivePrefixes: [],
};
const INCLUSIVE: CanonicalizationMethod = { ...EXCLUSIVE, form: 'inclusive-1.0' };
const INCLUSIVE_11: CanonicalizationMethod = { ...EXCLUSIVE, form: 'inclusive-1.1' };

function withPrefixes(...inclusivePrefixes: string[]): CanonicalizationMethod {
  return { ...EXCLUSIVE, inclusivePrefixes };
}

describe('whatever the form', () => {
  const forms = [
    ['exclusive', EXCLUSIVE],
    ['inclusive', INCLUSIVE],
    ['inclusive 1.1', INCLUSIVE_11],
  ] as const;

  describe.each(forms)('%s', (_form, method) => {
    it.each([
      ['empty elements get an end tag', '<a/>', '<a></a>'],
      [
        'white space in tags goes, outside of them it stays',
        '<a\n b = "1"  > <c /> </a >',
        '<a b="1"> <c></c> </a>',
      ],
      ['the declaration and white space around the root go', '<?xml version="1.0"?>\n<a/>\n', '<a></a>'],
      ['CDATA becomes text', '<a><![CDATA[<b>&"]]></a>', '<a>&lt;b&gt;&amp;"</a>'],
      ['text is escaped', '<a>&lt;&gt;&amp;"\'&#13;&#9;&#10;\t</a>', '<a>&lt;&gt;&amp;"\'&#xD;\t\n\t</a>'],
      [
        'attribute values are escaped, in double quotes',
        `<a b='&lt;>&amp;"&apos;&#13;&#9;&#10;\t'/>`,
        '<a b="&lt;>&amp;&quot;\'&#xD;&#x9;&#xA; "></a>',
      ],
      ['references become characters', '<a b="&#x41;">&#66;&#x1F600;</a>', '<a b="A">B😀</a>'],
      ['line ends become line feeds', '<a>1\r\n2\r3</a>', '<a>1\n2\n3</a>'],
      ['comments go, and the text around them stays whole', '<a>1<!--2-->3</a>', '<a>13</a>'],
      [
        'a declaration that repeats goes',
        '<a xmlns="urn:x"><b xmlns="urn:x"/></a>',
        '<a xmlns="urn:x"><b></b></a>',
      ],
      ['an undeclared default without one goes', '<a xmlns=""><b xmlns=""/></a>', '<a><b></b></a>'],
      [
        'an undeclared default under one stays',
        '<a xmlns="urn:x"><b xmlns=""><c xmlns="urn:x"/></b></a>',
        '<a xmlns="urn:x"><b xmlns=""><c xmlns="urn:x"></c></b></a>',
      ],
      [
        'attributes are ordered by namespace, then local name, those without one first',
        '<a xmlns:z="urn:1" xmlns:y="urn:2" y:a="1" z:b="2" z:a="3" b="4" a="5" z:B="6"/>',
        '<a xmlns:y="urn:2" xmlns:z="urn:1" a="5" b="4" z:B="6" z:a="3" z:b="2" y:a="1"></a>',
      ],
      [
        'declarations are ordered by prefix, the default first',
        '<b:a xmlns:c="urn:c" xmlns:b="urn:b" xmlns="urn:d" c:x=""/>',
        method === EXCLUSIVE
          ? '<b:a xmlns:b="urn:b" xmlns:c="urn:c" c:x=""></b:a>'
          : '<b:a xmlns="urn:d" xmlns:b="urn:b" xmlns:c="urn:c" c:x=""></b:a>',
      ],
      [
        'namespace names are escaped like attribute values',
        '<a xmlns="urn:x&amp;&lt;&quot;&#9;&#10;&#13;>"/>',
        '<a xmlns="urn:x&amp;&lt;&quot;&#x9;&#xA;&#xD;>"></a>',
      ],
      [
        'namespaces above U+FFFF come after all below it',
        '<a xmlns:p="urn:\u{10400}" xmlns:q="urn:\u{fb00}" p:x="1" q:x="2"/>',
        '<a xmlns:p="urn:\u{10400}" xmlns:q="urn:\u{fb00}" q:x="2" p:x="1"></a>',
      ],
      [
        'local names above U+FFFF come after all below it',
        '<a \u{10400}="1" \u{fb00}="2" z="3"/>',
        '<a z="3" \u{fb00}="2" \u{10400}="1"></a>',
      ],
      [
        'prefixes above U+FFFF come after all below it',
        '<a xmlns:\u{10400}="urn:1" xmlns:\u{fb00}="urn:2" \u{10400}:x="" \u{fb00}:x=""/>',
        '<a xmlns:\u{fb00}="urn:2" xmlns:\u{10400}="urn:1" \u{10400}:x="" \u{fb00}:x=""></a>',
      ],
      [
        'xml: attributes are written without a declaration',
        '<a xml:lang="de" b=""/>',
        '<a b="" xml:lang="de"></a>',
      ],
    ])('%s', (_title, document, expected) => {
      expect(canonicalText(rootOf(document), method)).toBe(expected);
    });

    it('keeps comments where asked to', () => {
      const comments = { ...method, withComments: true };
      expect(canonicalText(rootOf('<a>1<!-- <2>&\r\n-->3</a>'), comments)).toBe('<a>1<!-- <2>&\n-->3</a>');
    });

    it('leaves one subtree out, and not what is equal to it', () => {
      const root = rootOf('<a>1<b>2</b>3<b>2</b>4</a>');
      expect(canonicalText(root, method, childElements(root)[1])).toBe('<a>1<b>2</b>34</a>');
    });

    it('never gives two documents that differ one form', () => {
      const documents = [
        '<a xmlns:p="urn:x" p:b=""/>',
        '<a xmlns:p="urn:x&quot; p:b=&quot;" p:b=""/>',
        '<a xmlns:p="urn:x&amp;quot; p:b=&amp;quot;" p:b=""/>',
        '<a b="&lt;"/>',
        '<a b="&amp;lt;"/>',
        '<a>&#13;</a>',
        '<a>&#10;</a>',
        '<a b="&#10;"/>',
        '<a b="&#13;"/>',
        '<a b=" "/>',
        '<a>&amp;#xD;</a>',
      ];
      const forms = documents.map((document) => canonicalText(rootOf(document), method));
      expect(new Set(forms).size).toBe(documents.length);
    });
  });
});

describe('the exclusive form', () => {
  it('declares what is used, where it is used, and again on every sibling', () => {
    const root = rootOf('<a xmlns:p="urn:p" xmlns:unused="urn:u"><p:b/><p:c p:d="1"><p:e/></p:c></a>');
    expect(canonicalText(root, EXCLUSIVE)).toBe(
      '<a><p:b xmlns:p="urn:p"></p:b><p:c xmlns:p="urn:p" p:d="1"><p:e></p:e></p:c></a>',
    );
  });

  it('takes from the surroundings only what is used', () => {
    const root = rootOf('<o xmlns="urn:o" xmlns:p="urn:p" xmlns:q="urn:q" xml:lang="de"><p:a q:b="1"/></o>');
    expect(canonicalText(firstChild(root), EXCLUSIVE)).toBe(
      '<p:a xmlns:p="urn:p" xmlns:q="urn:q" q:b="1"></p:a>',
    );
  });

  it('puts out a declaration again after one that hid it', () => {
    const root = rootOf('<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:2"><p:c xmlns:p="urn:1"/></p:b><p:d/></p:a>');
    expect(canonicalText(root, EXCLUSIVE)).toBe(
      '<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:2"><p:c xmlns:p="urn:1"></p:c></p:b><p:d></p:d></p:a>',
    );
  });

  describe('with a PrefixList', () => {
    const root = rootOf(
      '<o xmlns="urn:o" xmlns:xs="urn:xs" xmlns:q="urn:q"><q:a type="xs:string"><b xmlns=""/></q:a></o>',
    );
    const apex = firstChild(root);

    it.each([
      [
        'of a prefix that is used in values only',
        ['xs'],
        '<q:a xmlns:q="urn:q" xmlns:xs="urn:xs" type="xs:string"><b></b></q:a>',
      ],
      ['of one that is bound to nothing', ['nobody'], '<q:a xmlns:q="urn:q" type="xs:string"><b></b></q:a>'],
      [
        'of one that is used anyway, twice',
        ['q', 'q'],
        '<q:a xmlns:q="urn:q" type="xs:string"><b></b></q:a>',
      ],
      [
        'of the default namespace',
        [''],
        '<q:a xmlns="urn:o" xmlns:q="urn:q" type="xs:string"><b xmlns=""></b></q:a>',
      ],
      ['of xml', ['xml'], '<q:a xmlns:q="urn:q" type="xs:string"><b></b></q:a>'],
    ])('%s', (_title, prefixes, expected) => {
      expect(canonicalText(apex, withPrefixes(...prefixes))).toBe(expected);
    });

    it('of a prefix that is declared again further in', () => {
      const document = rootOf('<a xmlns:xs="urn:1"><b xmlns:xs="urn:2"><c xmlns:xs="urn:2"/></b></a>');
      expect(canonicalText(document, withPrefixes('xs'))).toBe(
        '<a xmlns:xs="urn:1"><b xmlns:xs="urn:2"><c></c></b></a>',
      );
    });
  });
});

describe('the inclusive forms', () => {
  it.each([INCLUSIVE, INCLUSIVE_11])(
    'take every namespace from the surroundings, the nearest of each prefix',
    (method) => {
      const root = rootOf(
        '<o xmlns="urn:o" xmlns:p="urn:1"><m xmlns:p="urn:2" xmlns=""><a p:b="1"/></m></o>',
      );
      expect(canonicalText(firstChild(firstChild(root)), method)).toBe('<a xmlns:p="urn:2" p:b="1"></a>');
    },
  );

  it.each([INCLUSIVE, INCLUSIVE_11])('tell siblings apart by what they declare alone', (method) => {
    const siblings = '<a xmlns:p="urn:1"></a><a xmlns:p="urn:2"></a><a></a><a xmlns:p="urn:1"></a>';
    expect(canonicalText(rootOf(`<o>${siblings}</o>`), method)).toBe(`<o>${siblings}</o>`);
  });

  it.each([INCLUSIVE, INCLUSIVE_11])('ignore a PrefixList, which they have not got', (method) => {
    expect(canonicalText(rootOf('<a xmlns:p="urn:p"/>'), { ...method, inclusivePrefixes: ['q'] })).toBe(
      '<a xmlns:p="urn:p"></a>',
    );
  });

  const root = rootOf(
    '<o xml:lang="de" xml:space="preserve" xml:id="i" other="1"><m xml:lang="en"><a b="1"><c/></a></m></o>',
  );
  const apex = firstChild(firstChild(root));

  it('1.0 takes every xml: attribute from the surroundings, the nearest of each', () => {
    expect(canonicalText(apex, INCLUSIVE)).toBe(
      '<a b="1" xml:id="i" xml:lang="en" xml:space="preserve"><c></c></a>',
    );
  });

  it('1.1 takes xml:lang and xml:space only', () => {
    expect(canonicalText(apex, INCLUSIVE_11)).toBe('<a b="1" xml:lang="en" xml:space="preserve"><c></c></a>');
  });

  it('leave an xml: attribute of the element itself as it is', () => {
    const document = rootOf('<o xml:lang="de"><a xml:lang=""/></o>');
    expect(canonicalText(firstChild(document), INCLUSIVE)).toBe('<a xml:lang=""></a>');
  });

  it.each([
    ['and the element has none', '<o xml:base="http://a/"><m><a/></m></o>'],
    ['and the element has one too', '<o xml:base="http://a/"><m><a xml:base="b/"/></m></o>'],
  ])('1.1 refuses xml:base around the element %s', (_title, document) => {
    const element = firstChild(firstChild(rootOf(document)));
    expect(canonicalize(element, INCLUSIVE_11)).toMatchObject({
      ok: false,
      failure: { code: 'signature_canonicalization_failed' },
    });
  });

  it('1.1 leaves xml:base on the element and in it alone', () => {
    const document = '<a xml:base="http://a/"><b xml:base="c"></b></a>';
    expect(canonicalText(rootOf(document), INCLUSIVE_11)).toBe(document);
  });
});

describe('the size of a canonical form', () => {
  const MOST = 4 * MAX_DOCUMENT_BYTES;

  /** A namespace of this length, written on every one of the children. */
  function growing(nameLength: number, children: number): XmlElement {
    const name = `urn:${'x'.repeat(nameLength)}`;
    return rootOf(`<a xmlns:p="${name}">${'<p:b/>'.repeat(children)}</a>`);
  }

  it('is capped, so that a small document cannot become a huge one', () => {
    expect(canonicalize(growing(100_000, 100), EXCLUSIVE)).toMatchObject({
      ok: false,
      failure: { code: 'signature_canonicalization_failed' },
    });
  });

  it('is capped without writing it all first', () => {
    // 30 GB, if it were written.
    expect(canonicalize(growing(500_000, 60_000), EXCLUSIVE).ok).toBe(false);
  });

  it('may be as large as the cap, and not a character larger', () => {
    const root = growing(1_000_000, 8);
    const written = canonicalText(root, EXCLUSIVE)?.length ?? 0;
    const filledUpTo = (length: number) => ({
      ...root,
      children: [...root.children, 'x'.repeat(length - written)],
    });
    expect(canonicalText(filledUpTo(MOST), EXCLUSIVE)).toHaveLength(MOST);
    expect(canonicalText(filledUpTo(MOST + 1), EXCLUSIVE)).toBeNull();
  });
});

describe('the order of code points', () => {
  it('is theirs, not that of UTF-16 units', () => {
    const ordered = [
      '',
      'A',
      'B',
      'a',
      'aa',
      'b',
      'é',
      '\ud7ff',
      '\ue000',
      '\uffdc',
      '\u{10000}',
      '\u{10000}a',
      '\u{103ff}',
      '\u{10ffff}',
    ];
    for (const [at, before] of ordered.entries()) {
      for (const after of ordered.slice(at + 1)) {
        expect(compareCodePoints(before, after)).toBeLessThan(0);
        expect(compareCodePoints(after, before)).toBeGreaterThan(0);
      }
      expect(compareCodePoints(before, before)).toBe(0);
    }
  });
});

describe('only attributes of the xml namespace count as such', () => {
  it('1.0 hands xml:lang down to an element with another attribute called lang', () => {
    const inner = firstChild(rootOf('<a xml:lang="en"><b lang="x"/></a>'));
    expect(canonicalText(inner, INCLUSIVE)).toBe('<b lang="x" xml:lang="en"></b>');
  });

  it('1.1 takes an element inside of one with another attribute called base', () => {
    const inner = firstChild(rootOf('<a base="http://a/"><b/></a>'));
    expect(canonicalText(inner, INCLUSIVE_11)).toBe('<b></b>');
  });

  it('an element of the xml namespace needs no declaration', () => {
    expect(canonicalText(rootOf('<xml:a/>'), EXCLUSIVE)).toBe('<xml:a></xml:a>');
  });
});
