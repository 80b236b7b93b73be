import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseXml } from '../../src/xml/reader.ts';
import { attributeValue, textOf } from '../../src/xml/select.ts';
import { element, writeXml } from '../../src/xml/writer.ts';

const AWKWARD = [
  '"',
  "'",
  '<',
  '>',
  '&',
  '\t',
  '\n',
  '\r',
  '\r\n',
  ' ',
  ']]>',
  '-->',
  '<!--',
  '?>',
  '&amp;',
  '&#13;',
  '$&',
  '$1',
  '\\',
  '\u0085',
  '\u2028',
  '\u00a0',
  '\ud7ff',
  '\ue000',
  '\ufffd',
  '\ufeff',
  '😀',
  '\u{10ffff}',
  'א',
  'é',
  'e\u0301',
  'true',
  '007',
  '-0',
  '__proto__',
  'a',
];

/** A small generator with a seed, so that a failure can be run again. */
function* awkwardStrings(count: number): Generator<string> {
  let seed = 20_261_121;
  const next = (limit: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % limit;
  };
  yield* AWKWARD;
  yield '';
  for (let index = 0; index < count; index++) {
    yield Array.from({ length: next(12) + 1 }, () => AWKWARD[next(AWKWARD.length)]).join('');
  }
}

function write(value: string): string {
  return writeXml(element('a', { v: value }, [element('b', {}, [value])]));
}

function readBack(xml: string): { attribute: string | null; text: string | null } {
  const root = parseXml(new TextEncoder().encode(xml));
  if (!root.ok) throw new Error(`${root.failure.code}: ${xml}`);
  const child = root.value.children[0];
  if (child === undefined || typeof child === 'string' || !('children' in child)) throw new Error(xml);
  return { attribute: attributeValue(root.value, 'v'), text: textOf(child) };
}

describe('a written document', () => {
  it('gives every legal value back to our reader, as attribute and as text', () => {
    for (const value of awkwardStrings(3_000)) {
      expect(readBack(write(value))).toEqual({ attribute: value, text: value });
    }
  });

  it('gives every legal value back to libxml2', () => {
    const values = [...awkwardStrings(300)];
    const items = values.map((value) => element('i', { v: value }, [value]));
    const xml = writeXml(element('r', {}, items));
    // A canonical form has one spelling for each value, so libxml2's must hold what we mean, in that spelling.
    const canonical = execFileSync('xmllint', ['--exc-c14n', '-'], {
      input: xml,
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    const text = (value: string) =>
      value
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('\r', '&#xD;');
    const attribute = (value: string) =>
      value
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('"', '&quot;')
        .replaceAll('\t', '&#x9;')
        .replaceAll('\n', '&#xA;')
        .replaceAll('\r', '&#xD;');
    const expected = values.map((value) => `<i v="${attribute(value)}">${text(value)}</i>`).join('');
    expect(canonical).toBe(`<r>${expected}</r>`);
  });

  it.each([
    ['NUL', '\0'],
    ['a bell', '\u0007'],
    ['a vertical tab', '\u000b'],
    ['U+FFFE', '\ufffe'],
    ['U+FFFF', '\uffff'],
    ['a lone high surrogate', '\ud83d'],
    ['a lone low surrogate', '\ude00'],
    ['surrogates the wrong way round', '\ude00\ud83d'],
  ])(
    'stays well-formed where a value has %s: the replacement character stands for it',
    (_title, forbidden) => {
      const replaced = `a${'\ufffd'.repeat(forbidden.length)}b`;
      expect(readBack(write(`a${forbidden}b`))).toEqual({ attribute: replaced, text: replaced });
    },
  );

  it('leaves out attributes that are null and keeps those that are empty or "true"', () => {
    expect(writeXml(element('a', { x: null, y: '', z: 'true' }))).toBe('<a y="" z="true"/>');
  });

  it('keeps attributes and elements in the order given, repeated names among them', () => {
    const children = [element('b', {}, ['1']), element('a', {}, ['2']), element('b', {}, ['3'])];
    expect(writeXml(element('r', { z: '1', a: '2' }, children))).toBe(
      '<r z="1" a="2"><b>1</b><a>2</a><b>3</b></r>',
    );
  });
});
