/** Whole sign-ins at auth0's samlp: both bindings, both flows, everything that it can sign and encrypt with. */
import { afterAll, beforeAll } from 'vitest';
import { KEY_TRANSPORT } from '../support/algorithm-identifiers.ts';
import { startSamlp } from '../support/samlp.ts';
import type { Stranger } from '../support/stranger.ts';
import {
  encryptedCase,
  introduce,
  SIGNED_REQUEST_CASES,
  testCases,
  testChangedRequests,
  USUAL_CASES,
} from '../support/stranger-cases.ts';
import { testKey } from '../support/test-keys.ts';
import { startWorker, type TestWorker } from '../support/worker.ts';

let worker: TestWorker;
let stranger: Stranger;

beforeAll(async () => {
  [worker, stranger] = await Promise.all([startWorker(), startSamlp(testKey('rsaA'))]);
  await introduce(worker, stranger, 'samlp');
});

afterAll(async () => {
  stranger?.close();
  await worker?.close();
});

const parties = () => ({ worker, stranger });

testCases('samlp', 'samlp', parties, [...USUAL_CASES, ...SIGNED_REQUEST_CASES]);

testChangedRequests('samlp', 'samlp', parties);

const OAEP_SHA1 = 'rsa-oaep-mgf1p/sha1';

testCases('samlp', 'samlp', parties, [
  encryptedCase('encrypts with aes128-gcm', 'aes128Gcm', ['Assertion'], OAEP_SHA1),
  encryptedCase('encrypts with aes256-gcm', 'aes256Gcm', ['Assertion'], OAEP_SHA1),
  encryptedCase('signs around what it encrypts', 'aes256Gcm', ['Response'], OAEP_SHA1),
  encryptedCase('signs inside and around', 'aes256Gcm', ['Response', 'Assertion'], OAEP_SHA1),
  encryptedCase('signs around aes256-cbc', 'aes256Cbc', ['Response'], OAEP_SHA1),
  {
    ...encryptedCase('encrypts with aes256-cbc, not signed around', 'aes256Cbc', ['Assertion'], OAEP_SHA1),
    refused: 'encryption_unauthenticated',
  },
  {
    ...encryptedCase(
      'encrypts with aes256-cbc, where the connection allows it',
      'aes256Cbc',
      ['Assertion'],
      OAEP_SHA1,
    ),
    policy: 'cbc',
  },
  {
    ...encryptedCase('encrypts with triple DES, which is refused', 'tripleDes', ['Response'], OAEP_SHA1),
    refused: 'encryption_algorithm_forbidden',
  },
  {
    ...encryptedCase('encrypts to RSA 1.5, which is refused', 'aes256Gcm', ['Response'], 'rsa-1_5', {
      keyTransport: KEY_TRANSPORT.rsa15,
    }),
    refused: 'encryption_algorithm_forbidden',
  },
  {
    ...encryptedCase('encrypts but signs nothing, which is refused', 'aes256Gcm', [], OAEP_SHA1),
    refused: 'signature_required',
  },
  encryptedCase(
    'encrypts by OAEP with SHA-256 and MGF1 with SHA-1',
    'aes256Gcm',
    ['Assertion'],
    'rsa-oaep-mgf1p/sha256',
    {
      keyTransport: KEY_TRANSPORT.oaepMgf1p,
      keyDigest: 'sha256',
    },
  ),
  encryptedCase(
    'encrypts by OAEP 1.1 with SHA-256',
    'aes256Gcm',
    ['Assertion'],
    'rsa-oaep/sha256/mgf1sha256',
    {
      keyTransport: KEY_TRANSPORT.oaep,
      keyDigest: 'sha256',
      mgf: 'sha256',
    },
  ),
  encryptedCase(
    'encrypts by OAEP 1.1 with SHA-512',
    'aes256Gcm',
    ['Assertion'],
    'rsa-oaep/sha512/mgf1sha512',
    {
      keyTransport: KEY_TRANSPORT.oaep,
      keyDigest: 'sha512',
      mgf: 'sha512',
    },
  ),
  encryptedCase(
    'encrypts by OAEP 1.1 with SHA-256 and MGF1 with SHA-1',
    'aes256Gcm',
    ['Assertion'],
    'rsa-oaep/sha256/mgf1sha1',
    { keyTransport: KEY_TRANSPORT.oaep, keyDigest: 'sha256', mgf: 'sha1' },
  ),
]);
