/**
 * Signed redirects, and what becomes of one on its way. node:crypto signs as the identity provider does; the verifier is the Worker's.
 * Each attack starts from a link that is accepted, and the signature in it is one that the identity provider made.
 */
import { constants, type KeyObject, sign, verify, X509Certificate } from 'node:crypto';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { decodeSignedRedirect, encodeRedirect } from '../../src/saml/redirect-binding.ts';
import type { SignaturePolicy } from '../../src/xmldsig/verify-octets.ts';
import { countMessage } from '../support/attack-tally.ts';
import { signingKey } from '../support/key-pairs.ts';
import { type TestKeyName, testKey } from '../support/test-keys.ts';
import { trustedKey } from '../support/verdict.ts';

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const RSA_SHA256 = `${MORE}rsa-sha256`;
const RSA_SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';

const GENUINE = '<samlp:LogoutRequest>alice</samlp:LogoutRequest>';
const FORGED = '<samlp:LogoutRequest>admin</samlp:LogoutRequest>';

type Encode = (value: string) => string;

/** Percent encoding in small letters, as .NET writes it. */
const lowerCase: Encode = (value) =>
  encodeURIComponent(value).replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase());

function pack(xml: string, encode: Encode = encodeURIComponent): string {
  return encode(deflateRawSync(xml).toString('base64'));
}

interface Signing {
  readonly key?: TestKeyName;
  readonly sigAlg?: string;
  readonly hash?: string;
  readonly pss?: boolean;
  readonly encode?: Encode;
  readonly dsaEncoding?: 'der' | 'ieee-p1363';
}

/** Signs a query as it stands, and appends SigAlg and Signature. */
function signQuery(query: string, signing: Signing = {}): string {
  const { key = 'rsaA', sigAlg = RSA_SHA256, hash = 'sha256', pss = false } = signing;
  const { encode = encodeURIComponent, dsaEncoding = 'ieee-p1363' } = signing;
  const signed = `${query}&SigAlg=${encode(sigAlg)}`;
  const { privateKey } = testKey(key);
  const padding = pss
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};
  const value = sign(hash, Buffer.from(signed), { key: privateKey, dsaEncoding, ...padding });
  return `${signed}&Signature=${encode(value.toString('base64'))}`;
}

const policy = (changes: Partial<SignaturePolicy> = {}): SignaturePolicy => ({
  trustedKeys: [trustedKey('rsaA')],
  allowSha1: false,
  blockedAlgorithms: new Set(),
  ...changes,
});

/** What is read of a link, `message` or `message RelayState`, or the code of the refusal. */
async function outcomeOf(query: string, changes: Partial<SignaturePolicy> = {}): Promise<string> {
  const decoded = await decodeSignedRedirect(query, 'SAMLRequest', policy(changes));
  countMessage(decoded.ok);
  if (!decoded.ok) return decoded.failure.code;
  const { message, relayState } = decoded.value;
  return [new TextDecoder().decode(message), relayState].filter(Boolean).join(' ');
}

const message = `SAMLRequest=${pack(GENUINE)}`;
const forged = `SAMLRequest=${pack(FORGED)}`;
const genuine = signQuery(`${message}&RelayState=%2Fhome`);

beforeEach(async () => {
  expect(await outcomeOf(genuine)).toBe(`${GENUINE} /home`);
});

describe('accepted is', () => {
  test.each<[string, string, string]>([
    ['a message without RelayState', signQuery(message), GENUINE],
    ['an empty RelayState', signQuery(`${message}&RelayState=`), GENUINE],
    [
      'percent encoding in small letters',
      signQuery(`SAMLRequest=${pack(GENUINE, lowerCase)}&RelayState=%2fhome`, { encode: lowerCase }),
      `${GENUINE} /home`,
    ],
    ['a RelayState with + for a space', signQuery(`${message}&RelayState=a+b%20c`), `${GENUINE} a b c`],
    ['a letter that is encoded without need', signQuery(`${message}&RelayState=%68ome`), `${GENUINE} home`],
    [
      'any order in the link, since that of the signature is fixed',
      genuine.split('&').reverse().join('&'),
      `${GENUINE} /home`,
    ],
    ['what has nothing to do with the binding, around it', `x=1&${genuine}&y=2&x=3`, `${GENUINE} /home`],
  ])('%s', async (_title, query, read) => {
    expect(await outcomeOf(query)).toBe(read);
  });

  test.each<[string, Signing]>([
    ['rsa-sha384', { sigAlg: `${MORE}rsa-sha384`, hash: 'sha384' }],
    ['rsa-sha512', { sigAlg: `${MORE}rsa-sha512`, hash: 'sha512' }],
    ['sha256-rsa-MGF1', { sigAlg: 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1', pss: true }],
    ['ecdsa-sha256', { key: 'p256', sigAlg: `${MORE}ecdsa-sha256` }],
    ['ecdsa-sha384', { key: 'p384', sigAlg: `${MORE}ecdsa-sha384`, hash: 'sha384' }],
    ['ecdsa-sha512', { key: 'p521', sigAlg: `${MORE}ecdsa-sha512`, hash: 'sha512' }],
  ])('%s', async (_name, signing) => {
    const trustedKeys = [trustedKey('rsaB'), trustedKey(signing.key ?? 'rsaA')];
    expect(await outcomeOf(signQuery(message, signing), { trustedKeys })).toBe(GENUINE);
  });

  test('SHA-1 where the connection allows it, and the deployment does not block it', async () => {
    const query = signQuery(message, { sigAlg: RSA_SHA1, hash: 'sha1' });
    expect(await outcomeOf(query, { allowSha1: true })).toBe(GENUINE);
    const blockedAlgorithms = new Set([RSA_SHA1]);
    expect(await outcomeOf(query, { allowSha1: true, blockedAlgorithms })).toBe(
      'signature_algorithm_forbidden',
    );
  });
});

/** The parameters of the genuine link, to put together anew. */
const part = (name: string) => genuine.split('&').find((pair) => pair.startsWith(`${name}=`)) ?? '';
const without = (name: string) =>
  genuine
    .split('&')
    .filter((pair) => !pair.startsWith(`${name}=`))
    .join('&');

describe('parameters that could be read in two ways: refused is', () => {
  test.each<[string, string, string]>([
    ['a second message in front', `${forged}&${genuine}`, 'redirect_parameter_repeated'],
    ['a second message behind', `${genuine}&${forged}`, 'redirect_parameter_repeated'],
    [
      'a second message whose name is encoded',
      `${genuine}&SAML%52equest=${pack(FORGED)}`,
      'redirect_parameter_repeated',
    ],
    ['the same message twice', `${genuine}&${part('SAMLRequest')}`, 'redirect_parameter_repeated'],
    ['a second RelayState', `${genuine}&RelayState=%2Fevil`, 'redirect_parameter_repeated'],
    ['a second SigAlg', `${genuine}&${part('SigAlg')}`, 'redirect_parameter_repeated'],
    ['a second Signature', `${genuine}&${part('Signature')}`, 'redirect_parameter_repeated'],
    [
      'a SAMLResponse beside the signed SAMLRequest',
      `${genuine}&SAMLResponse=${pack(FORGED)}`,
      'redirect_message_ambiguous',
    ],
    [
      'a signed SAMLResponse beside an unsigned SAMLRequest',
      signQuery(`SAMLResponse=${pack(GENUINE)}`).concat(`&${forged}`),
      'redirect_message_ambiguous',
    ],
    [
      'a signature that covers the SAMLResponse of another name',
      signQuery(`SAMLResponse=${pack(GENUINE)}`).replace('SAMLResponse', 'SAMLRequest'),
      'signature_invalid',
    ],
    ['a signature over another order', signQuery(`RelayState=%2Fhome&${message}`), 'signature_invalid'],
    [
      'the same octets of the message, encoded otherwise after signing',
      genuine.replace(part('SAMLRequest'), `SAMLRequest=${pack(GENUINE, lowerCase)}`),
      'signature_invalid',
    ],
    ['the message replaced', genuine.replace(part('SAMLRequest'), forged), 'signature_invalid'],
    [
      'a boundary that was moved: RelayState swallowed by the message',
      genuine.replace('&RelayState=', '%26RelayState%3D'),
      'signature_invalid',
    ],
  ])('%s', async (_title, query, code) => {
    expect(query).not.toBe(genuine);
    expect(await outcomeOf(query)).toBe(code);
  });
});

describe('what was changed, stripped or signed otherwise: refused is', () => {
  const unknown = 'http://www.w3.org/2000/09/xmldsig#hmac-sha1';

  test.each<[string, string, string]>([
    ['a message whose signature was stripped', without('Signature'), 'signature_missing'],
    ['a message stripped of SigAlg as well', `${message}&RelayState=%2Fhome`, 'signature_missing'],
    ['an empty Signature', `${without('Signature')}&Signature=`, 'signature_malformed'],
    ['a Signature that is no base64', `${without('Signature')}&Signature=_-_-`, 'signature_malformed'],
    ['a Signature without SigAlg', without('SigAlg'), 'signature_algorithm_unsupported'],
    ['an empty SigAlg', genuine.replace(part('SigAlg'), 'SigAlg='), 'signature_algorithm_unsupported'],
    ['an HMAC', signQuery(message, { sigAlg: unknown, hash: 'sha1' }), 'signature_algorithm_unsupported'],
    ['MD5', signQuery(message, { sigAlg: `${MORE}rsa-md5`, hash: 'md5' }), 'signature_algorithm_unsupported'],
    ['SHA-1', signQuery(message, { sigAlg: RSA_SHA1, hash: 'sha1' }), 'signature_algorithm_forbidden'],
    [
      'a SigAlg that was changed after signing',
      genuine.replace('rsa-sha256', 'rsa-sha512'),
      'signature_invalid',
    ],
    [
      'PKCS #1 under the name of PSS',
      signQuery(message, { sigAlg: 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1' }),
      'signature_invalid',
    ],
    ['a RelayState that was changed', genuine.replace('%2Fhome', '%2Fevil'), 'signature_invalid'],
    ['a RelayState that was taken away', without('RelayState'), 'signature_invalid'],
    ['a RelayState that was added', `${signQuery(message)}&RelayState=%2Fevil`, 'signature_invalid'],
    ['the signature of another key', signQuery(message, { key: 'rogue' }), 'signature_invalid'],
    [
      'a signature of zeros',
      `${without('Signature')}&Signature=${encodeURIComponent(Buffer.alloc(256).toString('base64'))}`,
      'signature_invalid',
    ],
    [
      'an elliptic signature where only RSA keys are pinned',
      signQuery(message, { key: 'p256', sigAlg: `${MORE}ecdsa-sha256` }),
      'signature_key_unusable',
    ],
  ])('%s', async (_title, query, code) => {
    expect(await outcomeOf(query)).toBe(code);
  });

  test('anything where no key is pinned', async () => {
    expect(await outcomeOf(genuine, { trustedKeys: [] })).toBe('signature_key_unusable');
  });

  test('what the deployment blocks, although it is strong', async () => {
    const blockedAlgorithms = new Set([RSA_SHA256]);
    expect(await outcomeOf(genuine, { blockedAlgorithms })).toBe('signature_algorithm_forbidden');
  });

  test('an elliptic signature in DER, since SigAlg stands for raw r and s', async () => {
    const signing = { key: 'p256', sigAlg: `${MORE}ecdsa-sha256` } as const;
    const trustedKeys = [trustedKey('p256')];
    expect(await outcomeOf(signQuery(message, { ...signing, dsaEncoding: 'der' }), { trustedKeys })).toBe(
      'signature_invalid',
    );
  });

  test('a message that is broken is not even inflated before its signature holds', async () => {
    const broken = 'SAMLRequest=AAAA';
    expect(await outcomeOf(`${broken}&${part('SigAlg')}&${part('Signature')}`)).toBe('signature_invalid');
    expect(await outcomeOf(signQuery(broken))).toBe('redirect_not_deflated');
  });
});

describe('a message that is compressed to do harm, under a signature that holds: refused is', () => {
  const filled = (characters: number) => GENUINE.replace('alice', `alice${' '.repeat(characters)}`);
  const followed = (text: string) => Buffer.concat([deflateRawSync(GENUINE), Buffer.from(text)]);

  test.each<[string, Buffer, string]>([
    ['a bomb of a thousand to one', deflateRawSync(filled(30_000_000)), 'redirect_inflates_too_large'],
    [
      'the beginning of one',
      deflateRawSync(filled(30_000_000)).subarray(0, 20_000),
      'redirect_inflates_too_large',
    ],
    [
      'a second stream after it',
      followed(deflateRawSync(FORGED).toString('latin1')),
      'redirect_not_deflated',
    ],
    ['one octet after it', followed('x'), 'redirect_not_deflated'],
    ['a stream cut short', deflateRawSync(GENUINE).subarray(0, -1), 'redirect_not_deflated'],
    ['a header of zlib', deflateSync(GENUINE), 'redirect_not_deflated'],
    ['a header of gzip', gzipSync(GENUINE), 'redirect_not_deflated'],
    ['a message that is not compressed', Buffer.from(GENUINE), 'redirect_not_deflated'],
  ])('%s', async (_title, octets, code) => {
    const query = signQuery(`SAMLRequest=${encodeURIComponent(octets.toString('base64'))}`);
    expect(await outcomeOf(query)).toBe(code);
  });

  test('nothing where it stays below the cap', async () => {
    expect(await outcomeOf(signQuery(`SAMLRequest=${pack(filled(100_000))}`))).toBe(filled(100_000));
  });
});

describe('what we send', () => {
  /** As a receiver without our code would: over the raw text from SAMLRequest to Signature. */
  function verifyIndependently(url: string, publicKey: KeyObject, hash: string): boolean {
    const query = url.slice(url.indexOf('SAMLRequest='));
    const [signed = '', signature = ''] = query.split('&Signature=');
    const value = Buffer.from(decodeURIComponent(signature), 'base64');
    return verify(hash, Buffer.from(signed), { key: publicKey, dsaEncoding: 'ieee-p1363' }, value);
  }

  test.each([
    ['rsaA', 'rsa-sha256', 'sha256'],
    ['p256', 'ecdsa-sha256', 'sha256'],
    ['p384', 'ecdsa-sha384', 'sha384'],
    ['p521', 'ecdsa-sha512', 'sha512'],
  ] as const)('signed with %s is verified by OpenSSL as %s, and by us', async (name, algorithm, hash) => {
    for (const relayState of [null, '/docs/42?a=b&c=+%20é😀#top']) {
      const url = await encodeRedirect({
        location: 'https://idp.example.com/sso?tenant=acme',
        parameter: 'SAMLRequest',
        message: GENUINE,
        relayState,
        extraQuery: { login_hint: 'alice@acme.example' },
        signingKey: signingKey(name),
      });
      expect(new URL(url).searchParams.get('SigAlg')).toBe(MORE + algorithm);
      const { publicKey } = new X509Certificate(testKey(name).certificatePem);
      expect(verifyIndependently(url, publicKey, hash)).toBe(true);
      expect(verifyIndependently(url.replace('SAMLRequest=', 'SAMLRequest=A'), publicKey, hash)).toBe(false);
      const query = new URL(url).search.slice(1);
      expect(await outcomeOf(query, { trustedKeys: [trustedKey(name)] })).toBe(
        [GENUINE, relayState].filter(Boolean).join(' '),
      );
    }
  });
});
