/** The scopes of a connection as the API takes them, and which hold. */
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { describeIssues, describeKind } from '../../src/tenants/field-rules.ts';
import { scopesInput } from '../../src/tenants/scopes-input.ts';
import { scopesOf } from '../../src/tenants/tenant.ts';
import { connection } from '../support/tenants.ts';

const schema = v.object({ scopes: scopesInput });
const wrong = (scopes: unknown) => {
  const parsed = v.safeParse(schema, { scopes }, { message: describeKind });
  return parsed.success ? [] : describeIssues(parsed.issues).map(({ path }) => path);
};
const many = (count: number) => Array.from({ length: count }, (_, index) => `s${index}.example`);

test('they are brought into lower case, and stay away where they are left out', () => {
  expect(v.parse(schema, { scopes: ['ACME.Example', 'b'] })).toEqual({ scopes: ['acme.example', 'b'] });
  expect(v.parse(schema, {})).toEqual({});
});

test.each<[string, unknown, readonly string[]]>([
  ['200 of them', many(200), []],
  ['201 of them', many(201), ['scopes']],
  ['no entry', [], ['scopes']],
  ['null', null, ['scopes']],
  ['text', 'acme.example', ['scopes']],
  ['one twice, in another case', ['acme.example', 'ACME.example'], ['scopes']],
  ['the @ as well', ['acme.example', '@acme.example'], ['scopes[1]']],
  ['a whole value', ['alice@acme.example'], ['scopes[0]']],
  ['a regular expression', ['^.*$'], ['scopes[0]']],
  ['a wildcard', ['*.acme.example'], ['scopes[0]']],
  ['a space', ['acme.example '], ['scopes[0]']],
  ['127 characters', ['x'.repeat(127)], []],
  ['128 characters', ['x'.repeat(128)], ['scopes[0]']],
  ['a number', [1], ['scopes[0]']],
])('%s', (_words, scopes, paths) => {
  expect(wrong(scopes)).toEqual(paths);
});

test('those of the connection hold, else those of the metadata, else none do', () => {
  const { identityProvider } = connection();
  const stated = { ...identityProvider, scopes: ['metadata.example'] };
  expect(scopesOf({ identityProvider })).toBeNull();
  expect(scopesOf({ identityProvider: stated })).toEqual(['metadata.example']);
  expect(scopesOf({ identityProvider: { ...identityProvider, scopes: [] } })).toEqual([]);
  expect(scopesOf({ identityProvider: stated, scopes: ['own.example'] })).toEqual(['own.example']);
});
