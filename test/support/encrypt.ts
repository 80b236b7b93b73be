/**
 * Encrypted elements for the service provider of the tests, never made by our own code: AES by node:crypto, the key
 * transport by xml-encryption's OAEP, which knows every pair of hashes. Every part can be chosen, and most of them
 * wrongly.
 */
import { type CipherGCMTypes, createCipheriv, randomBytes } from 'node:crypto';
import { publicEncryptOaep } from 'xml-encryption/lib/oaep.js';
import { NS_ASSERTION } from '../../src/saml/names.ts';
import { type TestKeyName, testKey } from './test-keys.ts';

const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';
const XMLENC_11 = 'http://www.w3.org/2009/xmlenc11#';
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';

export const CONTENT_URIS = {
  'aes128-gcm': `${XMLENC_11}aes128-gcm`,
  'aes192-gcm': `${XMLENC_11}aes192-gcm`,
  'aes256-gcm': `${XMLENC_11}aes256-gcm`,
  'aes128-cbc': `${XMLENC}aes128-cbc`,
  'aes192-cbc': `${XMLENC}aes192-cbc`,
  'aes256-cbc': `${XMLENC}aes256-cbc`,
} as const;

export const TRANSPORT_URIS = {
  'rsa-oaep-mgf1p': `${XMLENC}rsa-oaep-mgf1p`,
  'rsa-oaep': `${XMLENC_11}rsa-oaep`,
} as const;

export const DIGEST_URIS = {
  sha1: `${DSIG}sha1`,
  sha256: `${XMLENC}sha256`,
  sha384: 'http://www.w3.org/2001/04/xmldsig-more#sha384',
  sha512: `${XMLENC}sha512`,
} as const;

export type Hash = keyof typeof DIGEST_URIS;

export interface KeyTransport {
  readonly uri: keyof typeof TRANSPORT_URIS;
  /** Null names none, which means SHA-1. */
  readonly digest: Hash | null;
  readonly mgf: Hash | null;
  readonly label: Uint8Array | null;
}

/** In the KeyInfo of EncryptedData; after EncryptedData; there too, and named by a RetrievalMethod in KeyInfo. */
export type Placement = 'inside' | 'beside' | 'retrieved';

export interface Encryption {
  readonly content: keyof typeof CONTENT_URIS;
  readonly transport: KeyTransport;
  /** Whom it is for: an EncryptedKey each. */
  readonly recipients: readonly TestKeyName[];
  readonly placement: Placement;
  /** Of the content, random where not given. */
  readonly contentKey: Uint8Array | null;
  /** What the EncryptedKeys hold in place of the content key. */
  readonly wrappedKey: Uint8Array | null;
  /** Rewrites what CipherValue of EncryptedData will hold. */
  readonly alterContent: (cipherValue: Buffer) => Uint8Array;
  /** Rewrites what CipherValue of each EncryptedKey will hold. */
  readonly alterKey: (cipherValue: Buffer) => Uint8Array;
  /** The octets of padding for CBC, given how many there have to be. */
  readonly pad: (octets: number) => Uint8Array;
}

export const OAEP_SHA1: KeyTransport = { uri: 'rsa-oaep-mgf1p', digest: null, mgf: null, label: null };

const USUAL: Encryption = {
  content: 'aes256-gcm',
  transport: OAEP_SHA1,
  recipients: ['spA'],
  placement: 'inside',
  contentKey: null,
  wrappedKey: null,
  alterContent: (cipherValue) => cipherValue,
  alterKey: (cipherValue) => cipherValue,
  // What stands before the last octet may be anything.
  pad: (octets) => Uint8Array.from([...randomBytes(octets - 1), octets]),
};

/** Encrypts a fragment into an element such as saml:EncryptedAssertion. What is not given: AES-256-GCM for spA. */
export function encryptElement(
  container: 'EncryptedAssertion' | 'EncryptedID' | 'EncryptedAttribute',
  plaintext: string | Uint8Array,
  changes: Partial<Encryption> = {},
): string {
  const encryption = { ...USUAL, ...changes };
  const contentKey = encryption.contentKey ?? randomBytes(Number(encryption.content.slice(3, 6)) / 8);
  const cipherValue = encryption.alterContent(encryptContent(Buffer.from(plaintext), contentKey, encryption));
  const keys = encryption.recipients.map((name, index) =>
    encryptedKey(name, `_key${index}`, encryption.wrappedKey ?? contentKey, encryption),
  );
  const keyInfo = {
    inside: `<ds:KeyInfo xmlns:ds="${DSIG}">${keys.join('')}</ds:KeyInfo>`,
    beside: '',
    retrieved: `<ds:KeyInfo xmlns:ds="${DSIG}">${keys.map(retrievalMethod).join('')}</ds:KeyInfo>`,
  }[encryption.placement];
  return [
    `<saml:${container} xmlns:saml="${NS_ASSERTION}">`,
    `<xenc:EncryptedData xmlns:xenc="${XMLENC}" Type="${XMLENC}Element">`,
    `<xenc:EncryptionMethod Algorithm="${CONTENT_URIS[encryption.content]}"/>`,
    keyInfo,
    `<xenc:CipherData><xenc:CipherValue>${base64(cipherValue)}</xenc:CipherValue></xenc:CipherData>`,
    '</xenc:EncryptedData>',
    ...(encryption.placement === 'inside' ? [] : keys),
    `</saml:${container}>`,
  ].join('');
}

/** Puts an EncryptedAssertion in place of the Assertion of a document. */
export function encryptAssertion(xml: string, changes: Partial<Encryption> = {}): string {
  return xml.replace(/<saml:Assertion [\s\S]*<\/saml:Assertion>/, (assertion) =>
    encryptElement('EncryptedAssertion', standalone(assertion), changes),
  );
}

/** Puts an EncryptedID in place of the NameID of a document. */
export function encryptNameId(xml: string, changes: Partial<Encryption> = {}): string {
  return xml.replace(/<saml:NameID[\s\S]*?<\/saml:NameID>/, (nameId) =>
    encryptElement('EncryptedID', standalone(nameId), changes),
  );
}

/** Puts an EncryptedAttribute in place of each Attribute of a document. */
export function encryptAttributes(xml: string, changes: Partial<Encryption> = {}): string {
  return xml.replace(/<saml:Attribute [\s\S]*?<\/saml:Attribute>/g, (attribute) =>
    encryptElement('EncryptedAttribute', standalone(attribute), changes),
  );
}

/**
 * Declares the namespace that a fragment had from its surroundings; exclusive canonical form does not change by it.
 */
export function standalone(fragment: string): string {
  return fragment.replace(/^<saml:\w+/, (tag) => `${tag} xmlns:saml="${NS_ASSERTION}"`);
}

function encryptContent(
  plaintext: Buffer,
  key: Uint8Array,
  { content, pad }: Pick<Encryption, 'content' | 'pad'>,
): Buffer {
  const name = content.replace('aes', 'aes-');
  if (content.endsWith('gcm')) {
    const iv = randomBytes(12);
    const cipher = createCipheriv(name as CipherGCMTypes, key, iv);
    return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }
  const iv = randomBytes(16);
  const cipher = createCipheriv(name, key, iv).setAutoPadding(false);
  const padded = Buffer.concat([plaintext, pad(16 - (plaintext.length % 16))]);
  return Buffer.concat([iv, cipher.update(padded), cipher.final()]);
}

function encryptedKey(
  recipient: TestKeyName,
  id: string,
  contentKey: Uint8Array,
  { transport, alterKey }: Encryption,
): string {
  const cipherValue = publicEncryptOaep(testKey(recipient).certificatePem, contentKey, {
    oaepHash: transport.digest ?? 'sha1',
    mgf1Hash: transport.mgf ?? 'sha1',
    oaepLabel: transport.label ?? Buffer.alloc(0),
  });
  const parameters = [
    transport.label === null ? '' : `<xenc:OAEPparams>${base64(transport.label)}</xenc:OAEPparams>`,
    transport.digest === null
      ? ''
      : `<ds:DigestMethod xmlns:ds="${DSIG}" Algorithm="${DIGEST_URIS[transport.digest]}"/>`,
    transport.mgf === null
      ? ''
      : `<xenc11:MGF xmlns:xenc11="${XMLENC_11}" Algorithm="${XMLENC_11}mgf1${transport.mgf}"/>`,
  ].join('');
  return [
    `<xenc:EncryptedKey xmlns:xenc="${XMLENC}" Id="${id}">`,
    `<xenc:EncryptionMethod Algorithm="${TRANSPORT_URIS[transport.uri]}">${parameters}</xenc:EncryptionMethod>`,
    `<xenc:CipherData><xenc:CipherValue>${base64(alterKey(cipherValue))}</xenc:CipherValue></xenc:CipherData>`,
    '</xenc:EncryptedKey>',
  ].join('');
}

function retrievalMethod(_key: string, index: number): string {
  return `<ds:RetrievalMethod Type="${XMLENC}EncryptedKey" URI="#_key${index}"/>`;
}

function base64(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64');
}
