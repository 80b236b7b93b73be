/** Whole sign-ins at the development IdP, whose signatures xmldsigjs makes: both bindings, both flows, its switches. */
import { afterAll, beforeAll } from 'vitest';
import { DIGEST, SIGNATURE } from '../support/algorithm-identifiers.ts';
import { startDevelopmentIdpFor } from '../support/development-idp.ts';
import type { Stranger } from '../support/stranger.ts';
import { introduce, tenantsOf, testCases, USUAL_CASES } from '../support/stranger-cases.ts';
import { startWorker, type TestWorker } from '../support/worker.ts';

let worker: TestWorker;
let stranger: Stranger;

beforeAll(async () => {
  worker = await startWorker();
  stranger = await startDevelopmentIdpFor(worker, tenantsOf('development'));
  await introduce(worker, stranger, 'development');
});

afterAll(async () => {
  stranger?.close();
  await worker?.close();
});

testCases('the development IdP', 'development', () => ({ worker, stranger }), [
  ...USUAL_CASES,
  {
    title: 'signs with rsa-sha512 and sha512',
    wishes: { sign: ['Response', 'Assertion'], signature: SIGNATURE.rsaSha512, digest: DIGEST.sha512 },
    protection: 'Response rsa-sha512/sha512, Assertion rsa-sha512/sha512',
  },
  {
    title: 'signs with ecdsa-sha256 and sha256',
    wishes: { sign: ['Response', 'Assertion'], signature: SIGNATURE.ecdsaSha256, digest: DIGEST.sha256 },
    protection: 'Response ecdsa-sha256/sha256, Assertion ecdsa-sha256/sha256',
  },
]);
