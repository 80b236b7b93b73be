/**
 * Cookie keys: each secret of the deployment gives one key for each purpose, by HKDF with SHA-256 (RFC 5869), so that
 * what was sealed for one purpose never opens for another. The first secret seals, all of them open: to rotate, put a
 * new one in front and take the old one away when its cookies have lapsed; nobody is signed out. No I/O.
 */
export interface CookieSecret {
  /** Travels as `kid`; tells which secret a cookie was sealed with. */
  readonly id: string;
  /** At least 256 random bits. */
  readonly secret: Uint8Array;
}

/** The newest first. */
export type CookieSecrets = readonly [CookieSecret, ...CookieSecret[]];

/** What a key is for, with the version of what it seals: a change of shape is a change of purpose. */
export type Purpose =
  | 'edge-saml/session/1'
  | 'edge-saml/pending-request/1'
  | 'edge-saml/pending-logout/1'
  | 'edge-saml/setup-session/1'
  | 'edge-saml/evidence/1'
  | 'edge-saml/draft-test/1'
  | 'edge-saml/sign-in-wish/1'
  | 'edge-saml/shared-request/1'
  | 'edge-saml/arrival/1'
  | 'edge-saml/remembered/1'
  | 'edge-saml/missing/1'
  | 'edge-saml/kept-post/1'
  | 'edge-saml/console-cookie/1'
  | 'edge-saml/authorization-code/1'
  | 'edge-saml/access-token/1'
  | 'edge-saml/api-key/1';

export interface PurposeKeys {
  readonly purpose: Purpose;
  readonly sealing: SealingKey;
  readonly opening: ReadonlyMap<string, CryptoKey>;
}

/** Derives HMAC-SHA-256 keys, which sign. */
export function deriveSigningKeys(secrets: CookieSecrets, purpose: Purpose): Promise<PurposeKeys> {
  return derive(secrets, purpose, { name: 'HMAC', hash: 'SHA-256', length: 256 }, ['sign', 'verify']);
}

/** Derives AES-256-GCM keys, which encrypt. */
export function deriveEncryptionKeys(secrets: CookieSecrets, purpose: Purpose): Promise<PurposeKeys> {
  return derive(secrets, purpose, { name: 'AES-GCM', length: 256 }, ['encrypt', 'decrypt']);
}

interface SealingKey {
  readonly id: string;
  readonly key: CryptoKey;
}

type DerivedAlgorithm =
  | { readonly name: 'HMAC'; readonly hash: 'SHA-256'; readonly length: 256 }
  | { readonly name: 'AES-GCM'; readonly length: 256 };
type Usage = 'sign' | 'verify' | 'encrypt' | 'decrypt';

async function derive(
  secrets: CookieSecrets,
  purpose: Purpose,
  algorithm: DerivedAlgorithm,
  usages: Usage[],
): Promise<PurposeKeys> {
  const info = new TextEncoder().encode(purpose);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  const keys = await Promise.all(
    secrets.map(async ({ id, secret }) => {
      const material = await crypto.subtle.importKey('raw', new Uint8Array(secret), 'HKDF', false, [
        'deriveKey',
      ]);
      const key = await crypto.subtle.deriveKey(hkdf, material, algorithm, false, usages);
      return { id, key };
    }),
  );
  const [sealing] = keys as [SealingKey, ...SealingKey[]];
  return { purpose, sealing, opening: new Map(keys.map(({ id, key }) => [id, key])) };
}
