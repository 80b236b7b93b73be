/** Sign-ins with an encrypted Assertion, through the built Worker on workerd with keys among its secrets. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Encryption, encryptAssertion } from '../support/encrypt.ts';
import { keyPairPem } from '../support/key-pairs.ts';
import { answerForm, postAnswer, startSignIn } from '../support/sign-in.ts';
import { formBody, testKey } from '../support/signed-response.ts';
import { Visitor } from '../support/visitor.ts';
import { startWorker, type TestWorker } from '../support/worker.ts';

let worker: TestWorker;

beforeAll(async () => {
  worker = await startWorker({
    SP_KEY_1: keyPairPem(testKey('spA')),
    SP_KEY_2: keyPairPem(testKey('spB')),
    SP_KEY_ROLES: '1:active, 2:next',
    BLOCKED_ALGORITHMS: 'http://www.w3.org/2009/xmlenc11#aes192-gcm',
  });
  await worker.putTenant('acme');
  await worker.putTenant('lenient', { connection: { response: { allowUnauthenticatedCbc: true } } });
});
afterAll(() => worker.close());

/** Signs in at a tenant with an Assertion that is signed, then encrypted. */
async function answerEncrypted(slug: string, changes: Partial<Encryption>): Promise<Response> {
  const [visitor, origin] = [new Visitor(worker), worker.origin(slug)];
  const { requestId, relayState } = await startSignIn(visitor, origin, '/docs/42');
  const form = new URLSearchParams(await answerForm(origin, { requestId, relayState }));
  const xml = Buffer.from(form.get('SAMLResponse') ?? '', 'base64').toString();
  return postAnswer(visitor, origin, formBody(encryptAssertion(xml, changes), relayState ?? undefined));
}

test.each(['spA', 'spB'] as const)('one encrypted for %s signs in', async (recipient) => {
  const finished = await answerEncrypted('acme', { recipients: [recipient] });
  expect([finished.status, finished.headers.get('location')]).toEqual([303, '/docs/42']);
});

test('one encrypted for another is refused with its reason', async () => {
  const refused = await answerEncrypted('acme', { recipients: ['rogue'] });
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain('decryption_failed');
});

test('one in AES-CBC signs in only where the connection allows it', async () => {
  const refused = await answerEncrypted('acme', { content: 'aes256-cbc' });
  expect(await refused.text()).toContain('encryption_unauthenticated');
  expect((await answerEncrypted('lenient', { content: 'aes256-cbc' })).status).toBe(303);
});

test('one in what the deployment blocks is refused, and no metadata offers it', async () => {
  const refused = await answerEncrypted('acme', { content: 'aes192-gcm' });
  expect(await refused.text()).toContain('encryption_algorithm_forbidden');
  const metadata = await (await worker.fetch(`${worker.origin('acme')}/sso/metadata`)).text();
  expect(metadata).toContain('aes256-gcm');
  expect(metadata).not.toContain('aes192-gcm');
});
