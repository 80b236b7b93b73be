import { describe, expect, test } from 'vitest';
import { configurationOf } from '../../../src/administration/configuration.ts';
import { isRefusal } from '../../../src/http/api/answer.ts';
import { mergePatch, patchConnection, putConnection } from '../../../src/http/api/edit-connections.ts';
import { peopleRulesOf } from '../../../src/tenants/people-rules.ts';
import { connection, tenant } from '../../support/tenants.ts';

const DEPLOYMENT = { baseDomain: 'localhost:8787', scheme: 'http', isLocal: true } as const;
const CONTEXT = { deployment: DEPLOYMENT, now: Date.parse('2026-11-22T00:00:00Z') };
const ACME = configurationOf(tenant());

const patch = (value: unknown) => {
  const patched = patchConnection(ACME, 'idp', value, CONTEXT);
  return isRefusal(patched) ? patched : patched.connections[0];
};

describe('a merge patch, RFC 7396, appendix A,', () => {
  test.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('makes of %j by %j: %j', (target, change, result) => {
    expect(mergePatch(target, change)).toEqual(result);
  });

  test('keeps members with the names of prototypes as data', () => {
    const merged = mergePatch({}, JSON.parse('{"__proto__": {"admin": true}}')) as object;
    expect(Object.hasOwn(merged, '__proto__')).toBe(true);
    expect('admin' in merged).toBe(false);
  });
});

describe('a connection', () => {
  test('keeps what a patch leaves out, its keys above all', () => {
    expect(patch({ response: { clockSkewSeconds: 7 } })).toEqual({
      ...connection(),
      response: { ...connection().response, clockSkewSeconds: 7 },
      ...peopleRulesOf({}),
      keepEvidenceHours: 0,
    });
  });

  test('gets a default back by null', () => {
    expect(patch({ response: { clockSkewSeconds: null }, displayName: null })).toMatchObject({
      displayName: 'idp',
      response: { clockSkewSeconds: 300 },
    });
  });

  test('loses its scopes by null, and keeps them else', () => {
    const bound = configurationOf(tenant({ connections: [connection({ scopes: ['acme.example'] })] }));
    const patched = (value: object) => {
      const result = patchConnection(bound, 'idp', value, CONTEXT);
      return isRefusal(result) ? result : result.connections[0];
    };
    expect(patched({ displayName: 'Acme' })).toHaveProperty('scopes', ['acme.example']);
    expect(patched({ scopes: ['B.example'] })).toHaveProperty('scopes', ['b.example']);
    expect(patched({ scopes: null })).not.toHaveProperty('scopes');
    expect(patched({ scopes: [] })).toMatchObject({ problem: 'body_invalid', errors: [{ path: 'scopes' }] });
  });

  test.each([
    [{ id: 'other' }, ['id']],
    [{ identityProvider: {} }, ['identityProvider']],
    [
      { response: { clockSkewSeconds: -1, allowsha1: true } },
      ['response.allowsha1', 'response.clockSkewSeconds'],
    ],
    [{ request: { binding: 'post' } }, ['request.binding']],
    [{ response: [] }, ['response']],
    [[], ['']],
    [null, ['']],
  ])('is not patched by %j', (value, paths) => {
    expect(patch(value)).toMatchObject({ problem: 'body_invalid' });
    const refused = patch(value) as { readonly errors: readonly { readonly path: string }[] };
    expect(refused.errors.map(({ path }) => path).sort()).toEqual(paths);
  });

  test('is told where there is none', () => {
    expect(patchConnection(ACME, 'none', {}, CONTEXT)).toEqual({ problem: 'connection_unknown' });
  });

  test('does not share its identity provider with another', () => {
    const twin = putConnection(ACME, connection({ id: 'twin' }));
    expect(twin).toMatchObject({ problem: 'body_invalid' });
  });

  test('is replaced where it stands', () => {
    const changed = putConnection(ACME, connection({ displayName: 'New' }));
    expect(changed).toMatchObject({ connections: [{ id: 'idp', displayName: 'New' }] });
  });
});
