/**
 * The documents that the fuzzer starts from: every way to sign and to encrypt that identity providers use, none of it made by
 * our own code. Each has been accepted before it is used, and comes with what it says.
 */
import type { Expectations } from '../../src/saml/expectations.ts';
import { decryptionKey } from '../../test/support/decrypt.ts';
import { encryptAssertion, encryptAttributes, encryptNameId } from '../../test/support/encrypt.ts';
import {
  buildResponse,
  type Circumstances,
  signBoth,
  signXml,
  testKey,
} from '../../test/support/signed-response.ts';
import { ADMIN, acceptedAssertion, trustedKey } from '../../test/support/verdict.ts';

export interface Base {
  readonly name: string;
  readonly xml: string;
  readonly expectations: Partial<Expectations>;
  /** The Assertion of the document, whole, as JSON: whatever is made of the document may say this or nothing. */
  readonly identity: string;
}

const XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"';
const AWKWARD = 'a&#13;b&amp;<![CDATA[<c>&]]><!--d-->\r\n\u{1F510} &#x61;\tעברית';

/** Both keys of the identity provider are pinned, and everything is decrypted that can be. */
const EXPECTATIONS: Partial<Expectations> = {
  trustedKeys: [trustedKey('rsaA'), trustedKey('p256')],
  decryptionKeys: [decryptionKey('spA')],
  allowUnauthenticatedCbc: true,
};

const elliptic = { key: testKey('p256') };
const inclusive = { canonicalization: 'inclusive' } as const;
const plain = () => buildResponse();
const withXs = () => plain().replace('<samlp:Response ', `<samlp:Response ${XS} `);
const withDefault = () => buildResponse({ prefixes: { protocol: 'samlp', assertion: '' } });
const note = { name: 'note', nameFormat: null, friendlyName: null, values: [{ rawXml: AWKWARD }] };
const withNote = () => buildResponse({ assertion: { attributeStatements: [[note]] } });

const DOCUMENTS: Readonly<Record<string, () => string | Promise<string>>> = {
  'Response signed': () => signXml(plain(), 'Response', { keyInfo: 'none' }),
  'Assertion signed': () => signXml(plain(), 'Assertion'),
  'both signed': () => signBoth(plain()),
  'both signed, ECDSA': () => signBoth(plain(), elliptic),
  'Assertion signed, RSA-PSS': () =>
    signXml(plain(), 'Assertion', { algorithm: { scheme: 'RSA-PSS', hash: 'SHA-512' }, digest: 'SHA-384' }),
  'Assertion signed, inclusive': () => signXml(plain(), 'Assertion', inclusive),
  'both signed, inclusive, ECDSA': () => signBoth(plain(), { ...inclusive, ...elliptic }),
  'both signed, PrefixList': () => signBoth(withXs(), { prefixList: 'xs saml' }),
  'both signed, default namespace, with comments': () =>
    signBoth(withDefault(), { canonicalization: 'exclusive-with-comments' }),
  'Assertion signed, awkward text': () => signXml(withNote(), 'Assertion', { keyInfo: 'none' }),
  'encrypted around signed, GCM': async () => encryptAssertion(await signXml(plain(), 'Assertion')),
  'encrypted around signed, CBC': async () =>
    encryptAssertion(await signXml(plain(), 'Assertion'), { content: 'aes128-cbc', placement: 'beside' }),
  'signed around encrypted, CBC': () =>
    signXml(encryptAssertion(plain(), { content: 'aes256-cbc' }), 'Response'),
  'signed, encrypted, signed': async () =>
    signXml(
      encryptAssertion(await signXml(plain(), 'Assertion'), { placement: 'retrieved' }),
      'Response',
      elliptic,
    ),
  'signed around EncryptedID and EncryptedAttribute': () =>
    signXml(encryptAttributes(encryptNameId(plain())), 'Assertion'),
};

/** Makes the documents; throws if one of them is refused. */
export function makeBases(): Promise<Base[]> {
  return Promise.all(
    Object.entries(DOCUMENTS).map(async ([name, make]) => {
      const xml = await make();
      const identity = JSON.stringify(await acceptedAssertion(xml, EXPECTATIONS));
      return { name, xml, expectations: EXPECTATIONS, identity };
    }),
  );
}

/**
 * Documents that pieces are taken from: another person's, who was signed in at another request, by the same keys; and the
 * attacker's own, right in everything but the key.
 */
export async function makeDonors(): Promise<string[]> {
  const mallory: Circumstances = {
    requestId: '_request2',
    responseId: '_response2',
    assertionId: '_assertion2',
  };
  const nameId = { value: 'mallory@acme.example', format: null, nameQualifier: null, spNameQualifier: null };
  const theirs = buildResponse({ assertion: { nameId } }, mallory);
  const forged = plain().replaceAll('alice@acme.example', ADMIN);
  return [
    await signBoth(theirs),
    await signXml(theirs, 'Assertion', elliptic),
    encryptAssertion(await signXml(theirs, 'Assertion')),
    await signBoth(forged, { key: testKey('rogue') }),
    encryptAssertion(forged),
  ];
}
