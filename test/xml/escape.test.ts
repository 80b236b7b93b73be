import { describe, expect, it } from 'vitest';
import { escapeAttribute, escapeText } from '../../src/xml/escape.ts';
import { attributeValue, textOf } from '../../src/xml/select.ts';
import { rootOf } from '../support/read-xml.ts';

const ALL = '&<>"\'\t\n\r é\u0085\u2028😀&amp;]]>';

describe('escaping', () => {
  it('in text is that of Canonical XML, section 2.3', () => {
    expect(escapeText(ALL)).toBe('&amp;&lt;&gt;"\'\t\n&#xD; é\u0085\u2028😀&amp;amp;]]&gt;');
  });

  it('in attribute values is that of Canonical XML, section 2.3', () => {
    expect(escapeAttribute(ALL)).toBe("&amp;&lt;>&quot;'&#x9;&#xA;&#xD; é\u0085\u2028😀&amp;amp;]]>");
  });

  it('leaves alone what needs none', () => {
    expect(escapeText('plain "text"')).toBe('plain "text"');
    expect(escapeAttribute('plain <')).toBe('plain &lt;');
    expect([escapeText(''), escapeAttribute('')]).toEqual(['', '']);
  });

  it('is undone by reading', () => {
    expect(textOf(rootOf(`<a>${escapeText(ALL)}</a>`))).toBe(ALL);
    expect(attributeValue(rootOf(`<a b="${escapeAttribute(ALL)}"/>`), 'b')).toBe(ALL);
  });
});
