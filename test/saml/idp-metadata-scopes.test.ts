/** What an identity provider may state after the @, as its metadata says it. */
import { describe, expect, test } from 'vitest';
import { readScopes } from '../../src/saml/idp-metadata-scopes.ts';
import { NS_METADATA } from '../../src/saml/names.ts';
import { parseXml } from '../../src/xml/reader.ts';
import { accepted, aggregate, idp } from '../support/idp-metadata.ts';

const scope = (text: string, more = '') =>
  `<shibmd:Scope xmlns:shibmd="urn:mace:shibboleth:metadata:1.0" ${more}>${text}</shibmd:Scope>`;

function read(entityExtensions: string, roleExtensions = '') {
  const { identityProvider, warnings } = accepted(idp({ entityExtensions, roleExtensions }));
  return { scopes: identityProvider.scopes, warnings };
}

describe('the scopes of an identity provider', () => {
  test('are left out where its metadata has none', () => {
    expect(accepted(idp()).identityProvider).not.toHaveProperty('scopes');
    expect(read('').warnings).toEqual([]);
  });

  test('are read of a role that stands alone, too', () => {
    const declared = `xmlns:md="${NS_METADATA}"`;
    const xml = `<md:IDPSSODescriptor ${declared}><md:Extensions>${scope('a.example')}</md:Extensions></md:IDPSSODescriptor>`;
    const role = parseXml(new TextEncoder().encode(xml));
    expect(role.ok && readScopes(role.value).scopes).toEqual({ scopes: ['a.example'] });
  });

  test('are those of the entity and of the role, in lower case, each once', () => {
    const plain = 'regexp="false"';
    const entity = scope('acme.example', plain) + scope('\n  B.Example\n', 'regexp=" 0 "');
    expect(read(entity, scope('ACME.EXAMPLE') + scope('a.example'))).toEqual({
      scopes: ['a.example', 'acme.example', 'b.example'],
      warnings: [],
    });
  });

  test('are not those of a federation, of another role, of another namespace, or beside Extensions', () => {
    const stray = [
      aggregate(`<md:Extensions>${scope('federation.example')}</md:Extensions>${idp()}`),
      idp({ otherRoles: `<md:SPSSODescriptor>${scope('sp.example')}</md:SPSSODescriptor>` }),
      idp({ entityExtensions: '<Scope xmlns="urn:other">other.example</Scope>' }),
      idp({ entityExtensions: `<x xmlns="urn:x">${scope('deep.example')}</x>` }),
      idp({ otherRoles: scope('beside.example') }),
    ];
    for (const xml of stray) expect(accepted(xml).identityProvider).not.toHaveProperty('scopes');
  });

  test.each([
    ['a regular expression', scope('^(.+\\.)?acme\\.example$', 'regexp="true"')],
    ['one that would take for ever', scope('^(([a-z])+.)+[A-Z]([a-z])+$', 'regexp="1"')],
    ['one that reads like a domain', scope('acme.example', 'regexp="true"')],
    ['one of an unknown kind', scope('acme.example', 'regexp="perhaps"')],
    ['an empty one', scope('')],
    ['one with an @', scope('alice@acme.example')],
    ['one with an element in it', scope('acme.example<x/>')],
    ['one that folds into another', scope('bin\u212a.example')],
  ])('%s is not understood, so it allows nothing, with a warning', (_words, element) => {
    expect(read(element)).toMatchObject({ scopes: [], warnings: [{ code: 'scope_unusable' }] });
    expect(read(scope('b.example') + element)).toMatchObject({
      scopes: ['b.example'],
      warnings: [{ code: 'scope_unusable' }],
    });
  });

  test('are named where they are not understood: the first of them, and not at length', () => {
    const warned = (count: number) => {
      const odd = Array.from({ length: count }, (_, i) => scope(`^${i}${'x'.repeat(200)}`, 'regexp="true"'));
      const { warnings } = read(odd.join(''));
      expect(warnings).toHaveLength(1);
      return warnings[0]?.detail;
    };
    expect(warned(9)).toMatch(/: “\^0x{98}”, “\^1x{98}”, “\^2x{98}” and 6 more\. /);
    expect(warned(4)).toMatch(/“\^2x{98}” and 1 more\. /);
    expect(warned(3)).toMatch(/“\^1x{98}”, “\^2x{98}”\. /);
    expect(read(scope('acme.example<x/>')).warnings[0]?.detail).toContain(': “”. ');
  });

  test('are a thousand at most; more allow nothing, with a warning', () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => scope(`s${i}.example`)).join('');
    expect(read(many(1_000))).toMatchObject({ warnings: [] });
    const { scopes, warnings } = read(many(1_001));
    expect(scopes).toHaveLength(1_000);
    expect(scopes).not.toContain('s1000.example');
    expect(warnings).toMatchObject([{ code: 'scope_unusable' }]);
  });
});
