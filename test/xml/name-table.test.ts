/** A name that is found in the table is the one that stands in the text, whatever shares its slot. */
import { describe, expect, it } from 'vitest';
import { NameTable } from '../../src/xml/name-table.ts';

describe('a name in the text', () => {
  it.each([
    ['without a prefix', 'Issuer', '', 'Issuer'],
    ['with one', 'saml2:Issuer', 'saml2', 'Issuer'],
    ['of one character', 'a', '', 'a'],
    ['beyond the Basic Multilingual Plane', '\u{10400}:\u{20000}', '\u{10400}', '\u{20000}'],
  ])('%s is split at its colon', (_title, name, prefix, localName) => {
    expect(new NameTable().read(`<${name}>`, 1, name.length + 1)).toEqual({ name, prefix, localName });
  });

  it('is kept once', () => {
    const names = new NameTable();
    expect(names.read('<a:b><a:b>', 1, 4)).toBe(names.read('<a:b><a:b>', 6, 9));
  });

  it('is never taken for another: of its length, its beginning or its end', () => {
    const names = new NameTable();
    const letters = ['a', 'b', 'c', 'é', '\u0161', 'a:', 'b:'];
    const all = letters.flatMap((one) =>
      letters.flatMap((two) =>
        ['x', 'y', '\u0171'].map((three) => `${one}-${two.replace(':', '_')}-${three}`),
      ),
    );
    for (const name of [...all, ...all.toReversed()]) {
      expect(names.read(`<${name} ${name}`, 1, name.length + 1).name).toBe(name);
    }
  });

  it('is never taken for the beginning of itself that is known already', () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    for (const name of letters.flatMap((one) => letters.map((two) => `a${one}${two}`))) {
      const names = new NameTable();
      names.read('<a>', 1, 2);
      expect(names.read(`<${name}>`, 1, name.length + 1).name).toBe(name);
    }
  });
});
