/** Sign-ins with messages that xmlsec1 signs and encrypts out of templates, in shapes that none of the other strangers writes. */
import { afterAll, beforeAll } from 'vitest';
import { DIGEST, SIGNATURE } from '../support/algorithm-identifiers.ts';
import type { Stranger } from '../support/stranger.ts';
import { encryptedCase, introduce, type StrangerCase, testCases } from '../support/stranger-cases.ts';
import { type TestKeyName, testKey } from '../support/test-keys.ts';
import { startWorker, type TestWorker } from '../support/worker.ts';
import { makeXmlsec1Idp } from '../support/xmlsec1-idp.ts';
import type { Template } from '../support/xmlsec1-sign.ts';

const C14N_10 = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const C14N_11 = 'http://www.w3.org/2006/12/xml-c14n11';

/** One identity provider for each way to sign, by the prefix of its tenants. */
const WAYS: Readonly<Record<string, readonly [key: TestKeyName, template?: Template]>> = {
  rsa: ['rsaA'],
  p256: ['p256'],
  p384: ['p384'],
  p521: ['p521'],
  'c14n-10': ['rsaA', { canonicalization: C14N_10 }],
  'c14n-11': ['rsaA', { canonicalization: C14N_11 }],
  'with-comments': ['rsaA', { canonicalization: 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments' }],
  default: ['rsaA', { prefix: '', layout: '\n    ' }],
  'one-transform': ['rsaA', { transforms: '' }],
  'prefix-list': ['rsaA', { prefixList: 'xs samlp #default' }],
};

let worker: TestWorker;
const strangers = new Map<string, Stranger>();

beforeAll(async () => {
  worker = await startWorker();
  for (const [prefix, [key, template]] of Object.entries(WAYS)) {
    const stranger = makeXmlsec1Idp(testKey(key), template);
    strangers.set(prefix, stranger);
    await introduce(worker, stranger, prefix);
  }
});

afterAll(() => worker?.close());

function testStranger(prefix: keyof typeof WAYS, cases: readonly StrangerCase[]): void {
  testCases(
    'xmlsec1',
    `${prefix}`,
    () => ({ worker, stranger: strangers.get(`${prefix}`) as Stranger }),
    cases,
  );
}

function signsWith(
  signature: keyof typeof SIGNATURE,
  digest: keyof typeof DIGEST,
  title?: string,
  addition = '',
): StrangerCase {
  const name = SIGNATURE[signature].split('#')[1];
  const shown = `${name}/${digest}${addition}`;
  return {
    title: title ?? `signs with ${name} and ${digest}`,
    wishes: { sign: ['Response', 'Assertion'], signature: SIGNATURE[signature], digest: DIGEST[digest] },
    protection: `Response ${shown}, Assertion ${shown}`,
  };
}

testStranger('rsa', [
  signsWith('rsaSha256', 'sha256'),
  signsWith('rsaSha384', 'sha384'),
  signsWith('rsaSha512', 'sha512'),
  {
    ...signsWith('rsaSha1', 'sha1', 'signs with SHA-1, which is refused'),
    refused: 'signature_algorithm_forbidden',
  },
  { ...signsWith('rsaSha1', 'sha1', 'signs with SHA-1, where the connection allows it'), policy: 'sha1' },
  {
    ...signsWith('rsaSha256', 'sha256', 'signs a sign-in that began at the identity provider'),
    policy: 'accepting',
    flow: 'IdP-initiated, accepted',
  },
]);
const OAEP = 'rsa-oaep-mgf1p/sha1';
testStranger('rsa', [
  encryptedCase('encrypts with aes128-gcm', 'aes128Gcm', ['Assertion'], OAEP),
  encryptedCase('encrypts with aes256-gcm', 'aes256Gcm', ['Assertion'], OAEP),
  encryptedCase('signs inside and around', 'aes256Gcm', ['Response', 'Assertion'], OAEP),
  encryptedCase('signs around aes128-cbc', 'aes128Cbc', ['Response'], OAEP),
  encryptedCase('signs around aes192-cbc', 'aes192Cbc', ['Response'], OAEP),
  encryptedCase('signs around aes256-cbc', 'aes256Cbc', ['Response'], OAEP),
  {
    ...encryptedCase(
      'encrypts with aes192-cbc, where the connection allows it',
      'aes192Cbc',
      ['Assertion'],
      OAEP,
    ),
    policy: 'cbc',
  },
]);
testStranger('p256', [signsWith('ecdsaSha256', 'sha256', 'signs with ecdsa-sha256 and a key on P-256')]);
testStranger('p384', [signsWith('ecdsaSha384', 'sha384', 'signs with ecdsa-sha384 and a key on P-384')]);
testStranger('p521', [signsWith('ecdsaSha512', 'sha512', 'signs with ecdsa-sha512 and a key on P-521')]);
testStranger('c14n-10', [signsWith('rsaSha256', 'sha256', 'canonicalises by C14N 1.0')]);
testStranger('c14n-11', [signsWith('rsaSha256', 'sha256', 'canonicalises by C14N 1.1')]);
testStranger('with-comments', [
  signsWith('rsaSha256', 'sha256', 'canonicalises by exclusive C14N with comments'),
]);
testStranger('default', [
  signsWith('rsaSha256', 'sha256', 'writes a Signature in the default namespace, with line breaks'),
]);
testStranger('prefix-list', [
  signsWith('rsaSha256', 'sha256', 'lists prefixes that do not occur', ' (PrefixList xs samlp #default)'),
]);
testStranger('one-transform', [
  signsWith('rsaSha256', 'sha256', 'lists enveloped-signature as the only transform'),
]);
