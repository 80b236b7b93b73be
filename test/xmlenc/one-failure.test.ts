/**
 * No oracle: whatever breaks below a ciphertext that anybody can change, the refusal is one and the same. An attacker
 * who could tell bad padding from bad XML, or a bad key from a bad text, would decrypt what he recorded (T. Jager,
 * J. Somorovsky, "How to break XML encryption", CCS 2011; J. Manger, Crypto 2001).
 */
import { constants, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decryptContentKey } from '../../src/xmlenc/key-transport.ts';
import { decryptionKey } from '../support/decrypt.ts';
import { type Encryption, encryptAssertion, encryptElement, standalone } from '../support/encrypt.ts';
import { buildResponse, GENUINE, signXml, testKey } from '../support/signed-response.ts';
import { verdictOn } from '../support/verdict.ts';

const ASSERTION = /<saml:Assertion [\s\S]*<\/saml:Assertion>/;
const signed = await signXml(buildResponse(), 'Assertion');
const expectations = { decryptionKeys: [decryptionKey('spA')], allowUnauthenticatedCbc: true };
const cbc = (changes: Partial<Encryption> = {}) =>
  encryptAssertion(signed, { content: 'aes256-cbc', ...changes });
const holding = (content: string | Uint8Array) =>
  buildResponse().replace(ASSERTION, () =>
    encryptElement('EncryptedAssertion', content, { content: 'aes256-cbc' }),
  );

/** Encrypts octets as long as the modulus as they are: an encoded message of whatever kind. */
const raw = (encoded: Uint8Array) => () =>
  publicEncrypt({ key: testKey('spA').certificatePem, padding: constants.RSA_NO_PADDING }, encoded);
const beginning = (octet: number) => Buffer.concat([Buffer.from([octet]), randomBytes(255)]);
const flip = (at: number) => (octets: Buffer) => {
  const changed = Buffer.from(octets);
  const index = at < 0 ? changed.length + at : at;
  changed[index] = (changed[index] as number) ^ 0x80;
  return changed;
};
const modulus = () => {
  const { n = '' } = createPublicKey(testKey('spA').certificatePem).export({ format: 'jwk' });
  return Buffer.from(n, 'base64url');
};

const alone = standalone(ASSERTION.exec(signed)?.[0] ?? '');

/** An Assertion that stays whole whether this last octet is taken for padding or for text. */
const paddedWith = (octet: number) =>
  buildResponse().replace(ASSERTION, () => {
    const text = alone + ' '.repeat(47 - (Buffer.byteLength(alone) % 16));
    const pad = () => Uint8Array.of(octet);
    return encryptElement('EncryptedAssertion', text, { content: 'aes256-cbc', pad });
  });

/** What an attacker can make of a message that he recorded, or of our public key. */
const BROKEN: readonly (readonly [string, () => string])[] = [
  ['an encoded key that begins with 0', () => cbc({ alterKey: raw(beginning(0)) })],
  ['an encoded key that begins with 1', () => cbc({ alterKey: raw(beginning(1)) })],
  ['an encoded key of zeros', () => cbc({ alterKey: raw(new Uint8Array(256)) })],
  [
    'an encoded key as of RSA 1.5',
    () => cbc({ alterKey: raw(Buffer.concat([Buffer.from([0, 2]), randomBytes(254)])) }),
  ],
  ['a key for somebody else', () => cbc({ recipients: ['rogue'] })],
  ['a key of another length', () => cbc({ wrappedKey: randomBytes(16) })],
  ['another key', () => cbc({ wrappedKey: randomBytes(32) })],
  ['a key as large as the modulus', () => cbc({ alterKey: modulus })],
  ['a key that is too short', () => cbc({ alterKey: (octets) => octets.subarray(1) })],
  ['a key that is too long', () => cbc({ alterKey: (octets) => Buffer.concat([Buffer.alloc(1), octets]) })],
  ['a changed key', () => cbc({ alterKey: flip(100) })],
  [
    'padding of 0',
    () => cbc({ pad: (octets) => Buffer.concat([Buffer.alloc(octets - 1), Buffer.from([0])]) }),
  ],
  [
    'padding of 17',
    () => cbc({ pad: (octets) => Buffer.concat([Buffer.alloc(octets - 1), Buffer.from([17])]) }),
  ],
  ['padding of 17 after white space to take', () => paddedWith(17)],
  ['padding of 32, itself white space', () => paddedWith(32)],
  ['padding of white space', () => cbc({ pad: (octets) => Buffer.alloc(octets, 0x20) })],
  ['padding of 255', () => cbc({ pad: (octets) => Buffer.alloc(octets, 255) })],
  ['padding that takes a piece of the text', () => holding(alone.slice(0, -1))],
  ['a changed last block', () => cbc({ alterContent: flip(-1) })],
  ['a changed block before the last', () => cbc({ alterContent: flip(-17) })],
  ['a changed initialisation vector', () => cbc({ alterContent: flip(0) })],
  ['a changed block inside', () => cbc({ alterContent: flip(2000) })],
  ['a block less', () => cbc({ alterContent: (octets) => octets.subarray(0, -16) })],
  ['an octet less', () => cbc({ alterContent: (octets) => octets.subarray(0, -1) })],
  ['an initialisation vector only', () => cbc({ alterContent: (octets) => octets.subarray(0, 16) })],
  ['one octet', () => cbc({ alterContent: (octets) => octets.subarray(0, 1) })],
  ['text that is no XML', () => holding('admin')],
  ['no text', () => holding('')],
  ['octets that are no text', () => holding(randomBytes(1000))],
  ['a DOCTYPE', () => holding(`<!DOCTYPE a>${alone}`)],
  ['two Assertions', () => holding(alone + alone)],
  ['another element', () => holding(buildResponse())],
  ['an Assertion that nobody signed', () => holding(standalone(ASSERTION.exec(buildResponse())?.[0] ?? ''))],
  ['a signature that does not hold', () => holding(alone.replace(/(?<=<ds:SignatureValue>)..../, 'AAAA'))],
  ['a signature without a value', () => holding(alone.replace(/(?<=<ds:SignatureValue>)[^<]*/, ''))],
  ['a digest that does not hold', () => holding(alone.replaceAll(GENUINE.nameId, 'somebody'))],
  ['a signature of another element', () => holding(alone.replace(/URI="#[^"]*"/, 'URI="#_x"'))],
];

describe('AES-CBC that no signature covers', () => {
  test('is refused unless the connection allows it, before any key is used', async () => {
    const verdict = await verdictOn(cbc(), { ...expectations, allowUnauthenticatedCbc: false });
    expect(verdict).toMatchObject({ accepted: false, failure: { code: 'encryption_unauthenticated' } });
    const broken = cbc({ alterKey: raw(beginning(1)) });
    const other = await verdictOn(broken, { ...expectations, allowUnauthenticatedCbc: false });
    expect(other).toEqual(verdict);
  });

  test('is accepted where it does', async () => {
    expect(await verdictOn(cbc(), expectations)).toMatchObject({ accepted: true });
  });

  test('is accepted with white space around the Assertion', async () => {
    expect(await verdictOn(paddedWith(1), expectations)).toMatchObject({ accepted: true });
  });

  test('is accepted under a signature of the Response without being allowed', async () => {
    const verdict = await verdictOn(await signXml(cbc(), 'Response'), {
      ...expectations,
      allowUnauthenticatedCbc: false,
    });
    expect(verdict).toMatchObject({ accepted: true });
  });

  test.each(BROKEN)('fails in the one way there is: %s', async (_, make) => {
    const verdict = await verdictOn(make(), expectations);
    const reference = await verdictOn(cbc({ alterKey: raw(beginning(1)) }), expectations);
    expect(verdict).toMatchObject({ accepted: false, failure: { code: 'decryption_failed' } });
    // The whole verdict: expected and received values and the trace tell nothing either.
    expect(verdict).toEqual(reference);
  });

  test('the last octet says only one thing, whatever it is', async () => {
    const outcomes = new Map<string, number>();
    for (let octet = 0; octet < 256; octet++) {
      const document = cbc({
        pad: (octets) => Uint8Array.from([...Buffer.alloc(octets - 1, 0xff), octets]),
        alterContent: (octets) => {
          const changed = Buffer.from(octets);
          changed.writeUInt8(changed.readUInt8(changed.length - 17) ^ octet, changed.length - 17);
          return changed;
        },
      });
      const verdict = await verdictOn(document, expectations);
      const outcome = verdict.accepted ? 'accepted' : JSON.stringify(verdict);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    // Of all that can be done to the last octet of the padding, only nothing leaves the text whole.
    expect(outcomes.get('accepted')).toBe(1);
    expect([...outcomes.keys()]).toHaveLength(2);
  });
});

describe('a content key that could not be decrypted', () => {
  const parameters = { hash: 'sha1', mgfHash: 'sha1', label: new Uint8Array() } as const;
  const standIn = (cipherValue: Uint8Array, ...names: ('spA' | 'spB')[]) => {
    const [first = 'spA', ...others] = names;
    const keys = [decryptionKey(first), ...others.map(decryptionKey)] as const;
    return Buffer.from(decryptContentKey([{ parameters, cipherValue }], keys, 32)).toString('hex');
  };

  test('is replaced by one that nobody foretells, and that stays the same', () => {
    const one = randomBytes(255);
    const other = randomBytes(255);
    expect(standIn(one)).toBe(standIn(one));
    expect(standIn(one)).not.toBe(standIn(other));
    expect(standIn(one)).not.toBe(standIn(one, 'spB'));
    expect(standIn(one)).not.toBe('0'.repeat(64));
  });

  test('does not let in content that was encrypted with a key of zeros', async () => {
    const document = cbc({ contentKey: new Uint8Array(32), alterKey: raw(beginning(1)) });
    expect(await verdictOn(document, expectations)).toMatchObject({ failure: { code: 'decryption_failed' } });
    const good = cbc({ contentKey: new Uint8Array(32) });
    expect(await verdictOn(good, expectations)).toMatchObject({ accepted: true });
  });
});
