import { describe, expect, test } from 'vitest';
import type { SignInFailureCode } from '../../src/sign-in/failure.ts';
import { findRolledOver } from '../../src/sign-in/roll-over.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { accepted, B, idp, signingKey } from '../support/idp-metadata.ts';
import { connection } from '../support/tenants.ts';

const metadataSource = {
  url: 'https://idp.example.com/metadata',
  signingCertificates: [],
  maxValidityDays: null,
};
const sourced = connection({ metadataSource });
const { keys } = accepted(idp({ keys: signingKey(B) })).identityProvider;
const rolledOver: Connection = { ...sourced, identityProvider: { ...sourced.identityProvider, keys } };

/** What was found, and how often the metadata was asked for. */
async function find(
  fresh: Connection | null,
  { code = 'signature_invalid', from = sourced }: { code?: SignInFailureCode; from?: Connection } = {},
) {
  let asked = 0;
  const failure = { code, expected: '', received: '' };
  const found = await findRolledOver(from, failure, async (connectionId) => {
    expect(connectionId).toBe(from.id);
    asked += 1;
    return fresh;
  });
  return { found, asked };
}

describe('a signature by a key that is not known', () => {
  test.each(['signature_invalid', 'signature_key_unusable'] as const)(
    'as %s has the metadata fetched',
    async (code) => {
      expect(await find(rolledOver, { code })).toEqual({ found: rolledOver, asked: 1 });
    },
  );

  test('stands where the metadata brings no other key', async () => {
    expect(await find(sourced)).toEqual({ found: null, asked: 1 });
    const withNone = { ...sourced, identityProvider: { ...sourced.identityProvider, keys: [] } };
    expect(await find(withNone)).toEqual({ found: null, asked: 1 });
    expect(await find(null)).toEqual({ found: null, asked: 1 });
  });

  test('is held against no other identity provider or connection', async () => {
    const entityId = 'https://evil.example/';
    const other = { ...rolledOver, identityProvider: { ...rolledOver.identityProvider, entityId } };
    expect((await find(other)).found).toBeNull();
    expect((await find({ ...rolledOver, id: 'other' })).found).toBeNull();
  });
});

describe('nothing is fetched', () => {
  test.each([
    'signature_missing',
    'signature_digest_mismatch',
    'signature_algorithm_forbidden',
    'audience_mismatch',
    'connection_trust_expired',
  ] as const)('for %s', async (code) => {
    expect(await find(rolledOver, { code })).toEqual({ found: null, asked: 0 });
  });

  test('for a connection without a source, and for a record from before there were any', async () => {
    expect((await find(rolledOver, { from: connection({ metadataSource: null }) })).asked).toBe(0);
    expect((await find(rolledOver, { from: connection() })).asked).toBe(0);
  });

  test('where nobody can', async () => {
    const failure = { code: 'signature_invalid', expected: '', received: '' } as const;
    expect(await findRolledOver(sourced, failure, undefined)).toBeNull();
  });
});
