import { describe, expect, test } from 'vitest';
import { isScopedAttribute, readScope, readScopeOf } from '../../src/saml/scope.ts';

describe('the scope of a value', () => {
  test.each([
    ['alice@acme.example', 'acme.example'],
    ['alice@ACME.Example', 'acme.example'],
    ['member@9', '9'],
    ['a=b-c@x--y..z.', 'x--y..z.'],
    [`a@${'x'.repeat(127)}`, 'x'.repeat(127)],
    ['o’neill@acme.example', 'acme.example'],
  ])('%j is of %s', (value, scope) => {
    expect(readScopeOf(value)).toBe(scope);
  });

  test.each([
    '',
    '@',
    'alice',
    'alice@',
    '@acme.example',
    ' @acme.example',
    'alice@evil.example@acme.example',
    'alice@acme.example@',
    'alice@@acme.example',
    'alice@acme.example ',
    'alice@ acme.example',
    'alice@acme.example\n',
    'alice@acme\u0000.example',
    'alice@-acme.example',
    'alice@.acme.example',
    'alice@acme_example',
    'alice@acme.example,evil.example',
    `a@${'x'.repeat(128)}`,
    // The Kelvin sign and the long s are letters of ASCII once their case is folded.
    'alice@bin\u212a.example',
    'alice@acme.example\u017f',
    'alice\uff20acme.example',
  ])('%j has none', (value) => {
    expect(readScopeOf(value)).toBeNull();
  });
});

test('a scope is read in lower case, and nothing else about it changes', () => {
  expect(readScope('ACME.Example')).toBe('acme.example');
  for (const none of ['', ' acme.example', 'alice@acme.example', '.*', 'acmé.example', '^acme\\.example$'])
    expect(readScope(none)).toBeNull();
});

test.each([
  ['urn:oasis:names:tc:SAML:attribute:subject-id', true],
  ['urn:oasis:names:tc:SAML:attribute:pairwise-id', true],
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.6', true],
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.9', true],
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.13', true],
  ['urn:mace:dir:attribute-def:eduPersonPrincipalName', true],
  ['eduPersonScopedAffiliation', true],
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.1', false],
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.69', false],
  ['mail', false],
  ['__proto__', false],
])('the attribute %s: whether it is scoped', (name, isScoped) => {
  expect(isScopedAttribute(name)).toBe(isScoped);
});
