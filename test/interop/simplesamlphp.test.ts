/** Whole sign-ins at SimpleSAMLphp, a whole product with a sign-in page of its own: both bindings, both flows. */
import { afterAll, beforeAll, test } from 'vitest';
import { SIGNATURE } from '../support/algorithm-identifiers.ts';
import { setUpAsCustomer } from '../support/setup-pages.ts';
import { startSimpleSamlPhp } from '../support/simplesamlphp.ts';
import type { Stranger, Wishes } from '../support/stranger.ts';
import {
  encryptedCase,
  introduce,
  testCases,
  testChangedRequests,
  USUAL_CASES,
} from '../support/stranger-cases.ts';
import { proveSignIn } from '../support/stranger-sign-in.ts';
import { testKey } from '../support/test-keys.ts';
import { startWorker, type TestWorker } from '../support/worker.ts';

let worker: TestWorker;
let stranger: Stranger;

beforeAll(async () => {
  [worker, stranger] = await Promise.all([startWorker(), startSimpleSamlPhp(testKey('rsaA'))]);
  await introduce(worker, stranger, 'simplesamlphp');
});

afterAll(async () => {
  stranger?.close();
  await worker?.close();
});

/** It has one way to encrypt, the one that everybody could do in 2005. */
const encrypts = (title: string, sign: Wishes['sign']) =>
  encryptedCase(title, 'aes128Cbc', sign, 'rsa-oaep-mgf1p');

const parties = () => ({ worker, stranger });

testChangedRequests('SimpleSAMLphp', 'simplesamlphp', parties);
testCases('SimpleSAMLphp', 'simplesamlphp', parties, [
  ...USUAL_CASES,
  {
    title: 'signs with rsa-sha512',
    wishes: { sign: ['Response', 'Assertion'], signature: SIGNATURE.rsaSha512 },
    protection: 'Response rsa-sha512/sha512, Assertion rsa-sha512/sha512',
  },
  encrypts('signs around what it encrypts', ['Response']),
  encrypts('signs inside and around', ['Response', 'Assertion']),
  {
    ...encrypts('encrypts with aes128-cbc, not signed around', ['Assertion']),
    refused: 'encryption_unauthenticated',
  },
  {
    ...encrypts('encrypts with aes128-cbc, where the connection allows it', ['Assertion']),
    policy: 'cbc',
  },
  {
    ...encrypts('encrypts a sign-in that began there', ['Response']),
    policy: 'accepting',
    flow: 'IdP-initiated, accepted',
  },
  {
    title: 'encrypts the NameID alone',
    wishes: { sign: ['Response'], encryptNameId: true },
    protection: 'Response rsa-sha256/sha256, EncryptedID aes128-cbc under rsa-oaep-mgf1p',
  },
]);

for (const source of ['url', 'paste'] as const) {
  test(`SimpleSAMLphp signs in where a customer set it up through the pages, by ${source}`, async (context) => {
    const slug = `simplesamlphp-customer-${source}`;
    const origin = worker.origin(slug);
    await worker.putTenant(slug, { connections: [] });
    await stranger.register(await (await worker.fetch(`${origin}/sso/metadata`)).text());
    const metadataUrl = `${stranger.origin}/saml2/idp/metadata.php`;
    const metadata = await stranger.metadata(slug);
    await setUpAsCustomer(worker, slug, { source, ...(source === 'url' ? { metadataUrl } : { metadata }) });
    const protection = 'Response rsa-sha256/sha256, Assertion rsa-sha256/sha256';
    await proveSignIn(context, {
      worker,
      stranger,
      origin,
      wishes: { sign: ['Response', 'Assertion'] },
      protection,
    });
  });
}
