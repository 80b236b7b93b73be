/** Metadata signed by xmldsigjs and by xmlsec1, and what somebody can try who has signed metadata but not the key. */
import { describe, expect, test } from 'vitest';
import type { Signing } from '../../scripts/idp/sign.ts';
import type { MetadataExpectations } from '../../src/saml/idp-metadata.ts';
import { readSignedIdpMetadata } from '../../src/saml/signed-metadata.ts';
import type { TrustedKey } from '../../src/x509/trusted-key.ts';
import {
  aggregate,
  B,
  ENTITY_ID,
  entity,
  idp,
  idpRole,
  NOW,
  ROGUE,
  signingKey,
  spRole,
} from '../support/idp-metadata.ts';
import { buildResponse, signXml, type TestKeyName, testKey } from '../support/signed-response.ts';
import { trustedKey } from '../support/verdict.ts';
import { signWithXmlsec1 } from '../support/xmlsec1-sign.ts';

const INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const EVIL = 'https://evil.example/idp';

/** What the federation, or the identity provider itself, signs its metadata with. */
const PINNED: TestKeyName = 'p256';

const named = (entityId: string, id = '') =>
  idp({ entityAttributes: `entityID="${entityId}"${id && ` ID="${id}"`}` });
const evil = () => entity(idpRole({ keys: signingKey(ROGUE) }), `entityID="${EVIL}"`);

function sign(xml: string, id: string, changes: Partial<Signing> = {}): Promise<string> {
  return signXml(xml, { id }, { key: testKey(PINNED), ...changes });
}

async function read(
  xml: string,
  expectations: Partial<MetadataExpectations> = {},
  trustedKeys: readonly TrustedKey[] = [trustedKey(PINNED)],
) {
  return readSignedIdpMetadata(
    new TextEncoder().encode(xml),
    { now: NOW, allowLocalhost: false, ...expectations },
    { trustedKeys, blockedAlgorithms: new Set() },
  );
}

/** The entity ID and how many keys; or the code of the refusal. */
async function outcome(...parameters: Parameters<typeof read>): Promise<string> {
  const metadata = await read(...parameters);
  if (!metadata.ok) return metadata.failure.code;
  const { entityId, keys } = metadata.value.identityProvider;
  return `${entityId} ${keys.map(({ subject }) => subject).join()}`;
}

const GOOD = `${ENTITY_ID} CN=rsaA.test`;

describe('signed metadata', () => {
  test('of one entity is read', async () => {
    expect(await outcome(await sign(named(ENTITY_ID, '_m'), '_m'))).toBe(GOOD);
  });

  test.each(['rsaA', 'rsaB', 'p256', 'p384', 'p521'] as const)('holds by the key %s', async (name) => {
    const signed = await sign(named(ENTITY_ID, '_m'), '_m', { key: testKey(name) });
    expect(await outcome(signed, {}, [trustedKey('spA'), trustedKey(name)])).toBe(GOOD);
  });

  test('of an aggregate is read, nested ones too, the identity provider found by its name', async () => {
    const nested = aggregate(aggregate(named(ENTITY_ID)) + entity(spRole(), 'entityID="urn:sp"'));
    const signed = await sign(aggregate(evil() + nested, 'ID="_all"'), '_all');
    expect(await outcome(signed, { entityId: ENTITY_ID })).toBe(GOOD);
    expect(await outcome(signed)).toBe('identity_providers_several');
    expect(await outcome(signed, { entityId: 'https://idp.example.com/other' })).toBe('entity_id_different');
  });

  test('by xmlsec1 with inclusive canonicalisation, which hands xml:lang down to SignedInfo, is read', async () => {
    const xml = idp({
      entityAttributes: `xml:lang="en" xml:space="preserve" entityID="${ENTITY_ID}" ID="_m"`,
    });
    const key = testKey('rsaB');
    const signed = await signWithXmlsec1(xml, '_m', key, { canonicalization: INCLUSIVE });
    expect(signed).toContain('<ds:SignatureValue>');
    expect(await outcome(signed, {}, [trustedKey('rsaB')])).toBe(GOOD);
  });

  test('is what decides about validUntil and cacheDuration', async () => {
    const validUntil = new Date(NOW + 86_400_000).toISOString();
    const attributes = `entityID="${ENTITY_ID}" ID="_m" validUntil="${validUntil}" cacheDuration="PT6H"`;
    const metadata = await read(await sign(idp({ entityAttributes: attributes }), '_m'), {
      maxValidityDays: 2,
    });
    expect(metadata).toMatchObject({
      ok: true,
      value: { identityProvider: { notAfter: validUntil }, cacheDurationMilliseconds: 6 * 3_600_000 },
    });
  });
});

describe('metadata that is to be signed is refused', () => {
  test('without a signature', async () => {
    expect(await outcome(named(ENTITY_ID, '_m'))).toBe('signature_missing');
  });

  test('by another key, even one that the metadata itself brings', async () => {
    const xml = idp({ entityAttributes: `entityID="${ENTITY_ID}" ID="_m"`, keys: signingKey(ROGUE) });
    const signed = await sign(xml, '_m', { key: testKey('rogue') });
    expect(await outcome(signed, {}, [trustedKey('rsaA')])).toBe('signature_invalid');
    expect(await outcome(signed)).toBe('signature_key_unusable');
  });

  test('with no pinned key at all', async () => {
    expect(await outcome(await sign(named(ENTITY_ID, '_m'), '_m'), {}, [])).toBe('signature_key_unusable');
  });

  test('where anything was changed after signing', async () => {
    const signed = await sign(named(ENTITY_ID, '_m'), '_m');
    expect(await outcome(signed.replace('https://idp.example.com/sso', 'https://evil.example/sso'))).toBe(
      'signature_digest_mismatch',
    );
    expect(await outcome(signed.replace(ENTITY_ID, EVIL))).toBe('signature_digest_mismatch');
    expect(await outcome(signed.replace(' ID="_m"', ' ID="_m" validUntil="2099-01-01T00:00:00Z"'))).toBe(
      'signature_digest_mismatch',
    );
  });

  test('where the signature is that of an entity inside', async () => {
    const inner = await sign(named(ENTITY_ID, '_m'), '_m');
    expect(await outcome(aggregate(evil() + inner), { entityId: ENTITY_ID })).toBe('signature_missing');
    expect(await outcome(aggregate(inner), {})).toBe('signature_missing');
  });

  test('where a signature was moved to the root from an entity inside', async () => {
    const inner = await sign(named(ENTITY_ID, '_m'), '_m');
    const [signature = ''] = /<ds:Signature .*<\/ds:Signature>/s.exec(inner) ?? [];
    const moved = aggregate(signature + evil() + inner.replace(signature, ''), 'ID="_x"');
    expect(await outcome(moved, { entityId: EVIL })).toBe('signature_reference_invalid');
    const sameId = aggregate(signature + evil() + inner.replace(signature, ''), 'ID="_m"');
    expect(await outcome(sameId, { entityId: EVIL })).toBe('signature_duplicate_id');
  });

  test('with two signatures, or by SHA-1', async () => {
    const twice = await sign(await sign(named(ENTITY_ID, '_m'), '_m'), '_m');
    expect(await outcome(twice)).toBe('signature_malformed');
    const key = testKey('rsaA');
    const weak = await sign(named(ENTITY_ID, '_m'), '_m', {
      key,
      algorithm: { scheme: 'RSA', hash: 'SHA-1' },
    });
    expect(await outcome(weak, {}, [trustedKey('rsaA')])).toBe('signature_algorithm_forbidden');
  });

  test('where it is something else that the same key signed', async () => {
    const response = await signXml(buildResponse(), 'Response', { key: testKey(PINNED) });
    expect(await outcome(response)).toBe('metadata_root_unknown');
  });

  test('where it is a page or no XML at all', async () => {
    expect(await outcome('<!DOCTYPE html><html><body>Sign in</body></html>')).toBe('metadata_is_web_page');
    expect(await outcome('<!DOCTYPE x><x/>')).toMatch(/^xml_/);
  });
});

describe('keys', () => {
  test('come out of the role of the identity provider, never out of that of the service provider', async () => {
    const xml = entity(spRole(signingKey(B)) + idpRole({}), `entityID="${ENTITY_ID}" ID="_m"`);
    expect(await outcome(await sign(xml, '_m'))).toBe(GOOD);
    const spAlone = entity(spRole(signingKey(B)), `entityID="${ENTITY_ID}" ID="_m"`);
    expect(await outcome(await sign(spAlone, '_m'))).toBe('metadata_is_service_provider');
  });

  test('of two entities of one name are neither’s', async () => {
    const twins = aggregate(named(ENTITY_ID) + entity(idpRole({ keys: signingKey(ROGUE) })), 'ID="_all"');
    expect(await outcome(await sign(twins, '_all'), { entityId: ENTITY_ID })).toBe(
      'identity_providers_several',
    );
  });
});
