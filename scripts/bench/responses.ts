/**
 * The Responses that the benchmark measures: shaped as Okta and Entra ID send them, filled with groups up to a size, and
 * signed by xmldsigjs. Every contender gets the same octets. No I/O.
 */
import { sign } from 'node:crypto';
import { NAME_ID_EMAIL, STATUS_SUCCESS } from '../../src/saml/names.ts';
import { type AttributeParts, buildResponse, type Prefixes } from '../idp/response.ts';
import { type Signing, signXml } from '../idp/sign.ts';
import { generateSigningKey, type SigningKey } from '../x509/signing-key.ts';
import { encryptAssertion } from './encrypt.ts';
import {
  BARE_SIGNED_INFO,
  NAME_ID,
  OCCASION,
  type Occasion,
  PARTIES,
  type Parties,
  type Trust,
} from './parties.ts';

/** `encrypted` is Okta's with its Assertion signed and then encrypted. */
export type Shape = 'okta' | 'entra' | 'encrypted';
export type Signatures = 'one' | 'both';

/** One measured document. */
export interface BenchResponse {
  readonly name: string;
  readonly shape: Shape;
  readonly signatures: Signatures;
  readonly xml: string;
  /** As the form field carries it. */
  readonly samlResponse: string;
  readonly bytes: number;
}

/** The peers read the clock of this machine, so everything is dated by it; nobody's run takes an hour. */
export const NOW = Date.now();
const LIFETIME_MS = 60 * 60_000;

export const IDP_KEY: SigningKey = generateSigningKey(
  'RSA-2048',
  'idp.example.com',
  new Date('2020-01-01T00:00:00Z'),
  new Date('2049-12-31T23:59:59Z'),
);

/** The service provider's, which Assertions are encrypted to. */
export const SP_KEY: SigningKey = generateSigningKey(
  'RSA-2048',
  'acme.localhost',
  new Date('2020-01-01T00:00:00Z'),
  new Date('2049-12-31T23:59:59Z'),
);

/** What every contender is told, here and in a Worker. */
export const TRUST: Trust = {
  idpCertificatePem: IDP_KEY.certificatePem,
  spCertificatePem: SP_KEY.certificatePem,
  spPrivateKeyPem: String(SP_KEY.privateKey.export({ type: 'pkcs8', format: 'pem' })),
  now: NOW,
  bareSignature: sign('sha256', BARE_SIGNED_INFO, IDP_KEY.privateKey).toString('base64'),
};

/** What one Signature with the certificate in its KeyInfo adds to a document. */
const SIGNATURE_BYTES = 2_050;
/** What encryption adds besides base64: the encrypted key and names of algorithms, with a certificate. */
const ENCRYPTION_BYTES = 2_600;
const OCTETS_FOR_BASE64 = 3 / 4;

const PREFIXES: Readonly<Record<Shape, Prefixes>> = {
  okta: { protocol: 'saml2p', assertion: 'saml2' },
  entra: { protocol: 'samlp', assertion: '' },
  encrypted: { protocol: 'saml2p', assertion: 'saml2' },
};

/** Makes a signed Response of about so many bytes. With `one`, the Assertion is signed; with `both`, the Response too. */
export async function makeResponse(
  shape: Shape,
  signatures: Signatures,
  targetBytes: number,
  parties: Parties = PARTIES,
  occasion: Occasion = OCCASION,
): Promise<BenchResponse> {
  const outside = targetBytes - (signatures === 'both' ? SIGNATURE_BYTES : 0);
  const plain = shape === 'encrypted' ? (outside - ENCRYPTION_BYTES) * OCTETS_FOR_BASE64 : outside;
  const unsigned = fill(shape, parties, occasion, plain - SIGNATURE_BYTES);
  const withAssertionSigned = await signXml(unsigned, 'Assertion', signing(shape));
  const inside =
    shape === 'encrypted' ? await encryptAssertion(withAssertionSigned, SP_KEY) : withAssertionSigned;
  const xml = signatures === 'both' ? await signXml(inside, 'Response', signing(shape)) : inside;
  const octets = Buffer.from(xml);
  return {
    name: `${shape}, ${nameSize(targetBytes)}, ${signatures === 'both' ? 'both signatures' : 'one signature'}`,
    shape,
    signatures,
    xml,
    samlResponse: octets.toString('base64'),
    bytes: octets.length,
  };
}

function nameSize(bytes: number): string {
  return bytes < 1_000_000 ? `${bytes / 1000} KB` : `${bytes / 1_000_000} MB`;
}

/** Adds groups until the document has the size: that is what makes Responses large in the field. */
function fill(shape: Shape, parties: Parties, occasion: Occasion, targetBytes: number): string {
  const empty = build(shape, parties, occasion, 0).length;
  const sample = 20;
  const bytesPerGroup = (build(shape, parties, occasion, sample).length - empty) / sample;
  const count = Math.max(0, Math.round((targetBytes - empty) / bytesPerGroup));
  return build(shape, parties, occasion, count);
}

function build(shape: Shape, parties: Parties, { requestId, assertionId }: Occasion, groups: number): string {
  const issuedAt = new Date(NOW).toISOString();
  const notBefore = new Date(NOW - LIFETIME_MS).toISOString();
  const notOnOrAfter = new Date(NOW + LIFETIME_MS).toISOString();
  const xml = buildResponse({
    id: `${assertionId}-response`,
    version: '2.0',
    issueInstant: issuedAt,
    destination: parties.acsUrl,
    inResponseTo: requestId,
    issuer: parties.idpEntityId,
    extensions: null,
    status: { code: STATUS_SUCCESS, subordinateCode: null, message: null, detail: null },
    assertions: [
      {
        id: assertionId,
        version: '2.0',
        issueInstant: issuedAt,
        issuer: parties.idpEntityId,
        nameId: { value: NAME_ID, format: NAME_ID_EMAIL, nameQualifier: null, spNameQualifier: null },
        confirmations: [
          {
            method: 'urn:oasis:names:tc:SAML:2.0:cm:bearer',
            recipient: parties.acsUrl,
            inResponseTo: requestId,
            notBefore: null,
            notOnOrAfter,
          },
        ],
        conditions: { notBefore, notOnOrAfter, audienceRestrictions: [[parties.spEntityId]], others: null },
        advice: null,
        authnStatements: [
          {
            authnInstant: issuedAt,
            sessionIndex: assertionId,
            sessionNotOnOrAfter: null,
            classRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
          },
        ],
        attributeStatements: [shape === 'entra' ? entraAttributes(groups) : oktaAttributes(groups)],
      },
    ],
    trailer: null,
    prefixes: PREFIXES[shape],
  });
  return shape === 'entra' ? withoutTypes(xml) : xml;
}

function signing(shape: Shape): Signing {
  return {
    key: IDP_KEY,
    algorithm: { scheme: 'RSA', hash: 'SHA-256' },
    canonicalization: 'exclusive',
    digest: 'SHA-256',
    // Okta types every value, and names the prefix of the type in its PrefixList.
    ...(shape === 'entra' ? {} : { prefixList: 'xs' }),
    keyInfo: 'certificate',
  };
}

const OKTA_NAME_FORMAT = 'urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified';

function oktaAttributes(groups: number): AttributeParts[] {
  const attribute = (name: string, values: readonly string[]) => ({
    name,
    nameFormat: OKTA_NAME_FORMAT,
    friendlyName: null,
    values,
  });
  return [
    attribute('email', [NAME_ID]),
    attribute('firstName', ['Alice']),
    attribute('lastName', ['Andersen']),
    attribute(
      'groups',
      listGroups(groups, (index) => `Engineering & Operations, team ${index}`),
    ),
  ];
}

const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const MICROSOFT_CLAIMS = 'http://schemas.microsoft.com';

function entraAttributes(groups: number): AttributeParts[] {
  const attribute = (name: string, values: readonly string[]) => ({
    name,
    nameFormat: null,
    friendlyName: null,
    values,
  });
  return [
    attribute(`${MICROSOFT_CLAIMS}/identity/claims/tenantid`, [uuid(1)]),
    attribute(`${MICROSOFT_CLAIMS}/identity/claims/objectidentifier`, [uuid(2)]),
    attribute(`${MICROSOFT_CLAIMS}/identity/claims/displayname`, ['Alice Andersen']),
    attribute(`${MICROSOFT_CLAIMS}/ws/2008/06/identity/claims/groups`, listGroups(groups, uuid)),
    attribute(`${MICROSOFT_CLAIMS}/identity/claims/identityprovider`, [
      `https://sts.windows.net/${uuid(1)}/`,
    ]),
    attribute(`${CLAIMS}/givenname`, ['Alice']),
    attribute(`${CLAIMS}/surname`, ['Andersen']),
    attribute(`${CLAIMS}/emailaddress`, [NAME_ID]),
    attribute(`${CLAIMS}/name`, [NAME_ID]),
  ];
}

function listGroups(count: number, name: (index: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => name(index));
}

/** Spreads an index over an identifier as Entra writes them. */
function uuid(index: number): string {
  const digits = (BigInt(index + 1) * 0x9e3779b97f4a7c15f39cc0605cedc835n)
    .toString(16)
    .padStart(32, '0')
    .slice(-32);
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Entra declares no types on its values. */
function withoutTypes(xml: string): string {
  return xml.replace(/ xmlns:xs="[^"]*" xmlns:xsi="[^"]*" xsi:type="xs:string"/g, '');
}
