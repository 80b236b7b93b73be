/**
 * Whom the measured Responses are from and for, what they are about, and what a contender is told to trust: plain values,
 * which can be sent to a Worker that measures the same. Pure.
 */

/** Whom the Responses are from, whom they are for, and which request they answer. */
export interface Parties {
  readonly idpEntityId: string;
  readonly spEntityId: string;
  readonly acsUrl: string;
}

/** What differs between two Responses of one shape. */
export interface Occasion {
  readonly requestId: string;
  readonly assertionId: string;
}

export const PARTIES: Parties = {
  idpEntityId: 'https://idp.example.com/acme',
  spEntityId: 'http://acme.localhost:8787/sso/metadata',
  acsUrl: 'http://acme.localhost:8787/sso/acs',
};

export const OCCASION: Occasion = {
  requestId: '_0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  assertionId: '_a75adf55-01d7-40cc-929f-dbd8372ebdfc',
};

export const NAME_ID = 'alice.andersen@acme.example';

/** What a contender knows before any Response comes. */
export interface Trust {
  readonly idpCertificatePem: string;
  readonly spCertificatePem: string;
  /** PKCS #8. */
  readonly spPrivateKeyPem: string;
  /** When it is, milliseconds since 1970. */
  readonly now: number;
  /** The identity provider's signature over BARE_SIGNED_INFO, in base64. */
  readonly bareSignature: string;
}

/** As many octets as a SignedInfo with one Reference has, about: what is verified where nothing but cryptography is measured. */
export const BARE_SIGNED_INFO = new Uint8Array(900);
