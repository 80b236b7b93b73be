/** Sign-ins with signatures of OpenSAML, over what PySAML2 answers: PrefixList, KeyName and X509SubjectName as Shibboleth has them. */
import { afterAll, beforeAll } from 'vitest';
import { DIGEST, SIGNATURE } from '../support/algorithm-identifiers.ts';
import { startPySaml2 } from '../support/pysaml2.ts';
import { signWithSamlsign } from '../support/samlsign.ts';
import type { Stranger } from '../support/stranger.ts';
import { introduce, type StrangerCase, testCases } from '../support/stranger-cases.ts';
import { type TestKeyName, testKey } from '../support/test-keys.ts';
import { startWorker, type TestWorker } from '../support/worker.ts';

const KEYS = ['rsaA', 'p256'] as const satisfies TestKeyName[];

let worker: TestWorker;
const strangers = new Map<string, Stranger>();

beforeAll(async () => {
  worker = await startWorker();
  for (const name of KEYS) {
    const stranger = signWithSamlsign(await startPySaml2(testKey(name)), testKey(name));
    strangers.set(name, stranger);
    await introduce(worker, stranger, name.toLowerCase());
  }
});

afterAll(async () => {
  for (const stranger of strangers.values()) stranger.close();
  await worker?.close();
});

function test(name: (typeof KEYS)[number], cases: readonly StrangerCase[]): void {
  const parties = () => ({ worker, stranger: strangers.get(name) as Stranger });
  testCases('samlsign', name.toLowerCase(), parties, cases);
}

const XS = '(PrefixList xs)';

test('rsaA', [
  {
    title: 'signs the Response',
    wishes: { sign: ['Response'] },
    protection: `Response rsa-sha256/sha256 ${XS}`,
  },
  {
    title: 'signs the Assertion',
    wishes: { sign: ['Assertion'] },
    protection: `Assertion rsa-sha256/sha256 ${XS}`,
  },
  {
    title: 'signs the Response and the Assertion with rsa-sha512',
    wishes: { sign: ['Response', 'Assertion'], signature: SIGNATURE.rsaSha512, digest: DIGEST.sha512 },
    protection: `Response rsa-sha512/sha512 ${XS}, Assertion rsa-sha512/sha512 ${XS}`,
  },
  {
    title: 'signs a sign-in that began at the identity provider',
    policy: 'accepting',
    flow: 'IdP-initiated, accepted',
    wishes: { sign: ['Response'] },
    protection: `Response rsa-sha256/sha256 ${XS}`,
  },
  {
    title: 'signs with SHA-1 and a digest by SHA-256, which is refused',
    wishes: { sign: ['Response'], signature: SIGNATURE.rsaSha1 },
    protection: `Response rsa-sha1/sha256 ${XS}`,
    refused: 'signature_algorithm_forbidden',
  },
]);
test('p256', [
  {
    title: 'signs with ecdsa-sha256',
    wishes: { sign: ['Response', 'Assertion'], signature: SIGNATURE.ecdsaSha256 },
    protection: `Response ecdsa-sha256/sha256 ${XS}, Assertion ecdsa-sha256/sha256 ${XS}`,
  },
]);
