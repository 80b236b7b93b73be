/**
 * The service provider's own keys, and what each is for while one replaces another (SAML Metadata 2.0, section 2.4.1.1; its
 * interoperability profile, section 2.6). Identity providers read metadata when they please, so a key is published before
 * it signs, and decrypts for as long as anybody may still encrypt to it:
 *
 * | role    | published for signing | published for encryption | signs | decrypts |
 * | ------- | --------------------- | ------------------------ | ----- | -------- |
 * | active  | yes                   | yes                      | yes   | yes      |
 * | next    | yes                   | yes                      | no    | yes      |
 * | retired | yes                   | no                       | no    | yes      |
 *
 * Pure.
 */
import type { KeyPair } from '../x509/key-pair.ts';
import { chooseSigningKey, type SigningKey } from '../xmldsig/signing-key.ts';

export type SpKeyRole = 'active' | 'next' | 'retired';

export interface SpKey {
  readonly role: SpKeyRole;
  readonly keyPair: KeyPair;
}

export interface SpKeys {
  /** Null without an active key, and where the deployment blocks everything that it could sign with. */
  readonly signing: SigningKey | null;
  /** Each may be what a message was encrypted to. */
  readonly decrypting: readonly KeyPair[];
  /** What metadata lists, the active ones first: an identity provider that takes only one key takes the first. */
  readonly published: PublishedKeys;
}

/** Certificates, DER in base64. */
export interface PublishedKeys {
  readonly signing: readonly string[];
  readonly encryption: readonly string[];
}

const ROLES: readonly SpKeyRole[] = ['active', 'next', 'retired'];

/** Arranges keys by what they are for. Of several active ones the first signs. Only RSA keys can be encrypted to. */
export function arrangeSpKeys(keys: readonly SpKey[], blockedAlgorithms: ReadonlySet<string>): SpKeys {
  const inOrder = ROLES.flatMap((wanted) => keys.filter(({ role }) => role === wanted));
  const ofRsa = inOrder.filter(({ keyPair }) => keyPair.publicKey.type === 'RSA');
  const [first] = inOrder;
  return {
    signing: first?.role === 'active' ? chooseSigningKey(first.keyPair, blockedAlgorithms) : null,
    decrypting: ofRsa.map(({ keyPair }) => keyPair),
    published: {
      signing: inOrder.map(certificate),
      encryption: ofRsa.filter(({ role }) => role !== 'retired').map(certificate),
    },
  };
}

function certificate({ keyPair }: SpKey): string {
  return keyPair.certificate;
}
