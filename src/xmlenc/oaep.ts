/**
 * RSAES-OAEP decoding: RFC 8017, section 7.1.2, step 3, for a message whose length is known. WebCrypto and
 * node:crypto tie the hash of the label and the hash of MGF1 together, and XML Encryption does not; so it is done
 * here, over a raw RSA decryption, and for every pair of hashes alike. Whether the encoding is good is secret (J.
 * Manger, Crypto 2001): there is no branch and no index that depends on it. Pure.
 */
import { nodeCrypto } from '../node-crypto.ts';
import type { OaepHash } from './algorithms.ts';

export interface OaepParameters {
  /** Of the label. */
  readonly hash: OaepHash;
  readonly mgfHash: OaepHash;
  readonly label: Uint8Array;
}

export interface OaepDecoded {
  /** Noise where the encoding is not good. */
  readonly message: Uint8Array;
  /** 0 where the encoding is good, otherwise some other octet: a number so that nobody branches on it. */
  readonly difference: number;
}

const HASH_OCTETS: Readonly<Record<OaepHash, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 };

/** Decodes an encoded message, as long as the modulus, into the message of `messageOctets` that it should hold. */
export function decodeOaep(
  encoded: Uint8Array,
  { hash, mgfHash, label }: OaepParameters,
  messageOctets: number,
): OaepDecoded {
  const hashOctets = HASH_OCTETS[hash];
  const maskedBlock = encoded.subarray(1 + hashOctets);
  const seed = xor(encoded.subarray(1, 1 + hashOctets), generateMask(maskedBlock, hashOctets, mgfHash));
  const block = xor(maskedBlock, generateMask(seed, maskedBlock.length, mgfHash));
  // The message's length is known, and so is what has to stand before it: lHash, zeros, and a one.
  const expected = new Uint8Array(block.length - messageOctets);
  expected.set(nodeCrypto().createHash(hash).update(label).digest());
  expected[expected.length - 1] = 1;
  let difference = encoded[0] as number;
  for (let index = 0; index < expected.length; index++) {
    difference |= (block[index] as number) ^ (expected[index] as number);
  }
  return { message: block.subarray(expected.length), difference };
}

/** MGF1: RFC 8017, appendix B.2.1. */
function generateMask(seed: Uint8Array, octets: number, hash: OaepHash): Uint8Array {
  const mask = new Uint8Array(octets);
  const counter = new Uint8Array(4);
  for (let at = 0; at < octets; at += HASH_OCTETS[hash]) {
    counter[3] = at / HASH_OCTETS[hash];
    const part = nodeCrypto().createHash(hash).update(seed).update(counter).digest();
    mask.set(part.subarray(0, octets - at), at);
  }
  return mask;
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((octet, index) => octet ^ (b[index] as number));
}
