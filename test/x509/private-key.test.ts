/** Private keys in each form that people have them in, and what looks like one and is public. */
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { certificateBase64 } from '../../scripts/x509/signing-key.ts';
import { holdsPrivateKey } from '../../src/x509/private-key.ts';
import { testKey } from '../support/test-keys.ts';

const rsa = testKey('rsaA').privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const edwards = generateKeyPairSync('ed25519').privateKey;
const certificate = certificateBase64(testKey('rsaA'));

const der = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1') =>
  key.export({ type, format: 'der' } as { type: 'pkcs8'; format: 'der' });
const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1') =>
  String(key.export({ type, format: 'pem' } as { type: 'pkcs8'; format: 'pem' }));
const encrypted = (format: 'pem' | 'der') =>
  rsa.export({ type: 'pkcs8', format, cipher: 'aes-256-cbc', passphrase: 'x' } as {
    type: 'pkcs8';
    format: 'der';
  });

/** As much of a PKCS #12 as tells what it is: version 3, then the beginning of its content. */
const PKCS12 = Uint8Array.of(0x30, 0x82, 0x09, 0xc1, 0x02, 0x01, 0x03, 0x30, 0x82, 0x09, 0x87, 0x06, 0x09);

describe('a private key is recognised', () => {
  test.each<[string, Uint8Array | string]>([
    ['as PEM, PKCS #8', pem(rsa, 'pkcs8')],
    ['as PEM, PKCS #1', pem(rsa, 'pkcs1')],
    ['as PEM, SEC 1', pem(ec, 'sec1')],
    ['as PEM, encrypted', String(encrypted('pem'))],
    ['as PEM behind its certificate', testKey('rsaA').certificatePem + pem(rsa, 'pkcs8')],
    ['as a file of PEM', Buffer.from(pem(rsa, 'pkcs8'))],
    ['in the middle of metadata', `<a>${'x'.repeat(10_000)}${pem(rsa, 'pkcs8')}</a>`],
    ['as DER, PKCS #8', der(rsa, 'pkcs8')],
    ['as DER, PKCS #8, of an Edwards curve', der(edwards, 'pkcs8')],
    ['as DER, PKCS #1', der(rsa, 'pkcs1')],
    ['as DER, SEC 1', der(ec, 'sec1')],
    ['as DER, encrypted', encrypted('der')],
    ['as PKCS #12', PKCS12],
    ['as bare base64', der(rsa, 'pkcs8').toString('base64')],
    ['as bare base64 in lines', ` ${der(rsa, 'pkcs1').toString('base64').replaceAll(/.{64}/g, '$&\r\n')}\n`],
    ['as base64 of PEM', Buffer.from(pem(rsa, 'pkcs8')).toString('base64')],
    ['as a JWK', JSON.stringify(rsa.export({ format: 'jwk' }))],
    ['as a JWK of a curve', JSON.stringify(ec.export({ format: 'jwk' }), null, 2)],
    ['as XML of .NET', `<RSAKeyValue><Modulus>AA==</Modulus><D>${'A'.repeat(64)}</D></RSAKeyValue>`],
    ['as a file of PuTTY', 'PuTTY-User-Key-File-3: ssh-ed25519'],
    ['as one of OpenSSH', '-----BEGIN OPENSSH PRIVATE KEY-----'],
    ['as one of OpenPGP', '-----BEGIN PGP PRIVATE KEY BLOCK-----'],
  ])('%s', (_words, content) => {
    expect(holdsPrivateKey(content)).toBe(true);
  });
});

describe('nothing else is taken for one', () => {
  test.each<[string, Uint8Array | string]>([
    ['nothing', ''],
    ['no octets', new Uint8Array()],
    ['a certificate as PEM', testKey('rsaA').certificatePem],
    ['a certificate as base64', certificate],
    ['a certificate as DER', Buffer.from(certificate, 'base64')],
    ['a public key as DER', createPublicKey(rsa).export({ type: 'spki', format: 'der' })],
    ['a public key as PKCS #1', createPublicKey(rsa).export({ type: 'pkcs1', format: 'der' })],
    ['a public key as PEM', String(createPublicKey(rsa).export({ type: 'spki', format: 'pem' }))],
    ['a public key as JWK', JSON.stringify(createPublicKey(rsa).export({ format: 'jwk' }))],
    ['metadata that speaks of one', '<md:EntityDescriptor>our PRIVATE KEY is at home</md:EntityDescriptor>'],
    ['an address', 'https://idp.example.com/metadata'],
    ['base64 that ends too early', 'MII'],
    ['a sequence that ends too early', Uint8Array.of(0x30, 0x82)],
    ['= alone', '===='],
  ])('%s', (_words, content) => {
    expect(holdsPrivateKey(content)).toBe(false);
  });
});
