/** What answers a test of a draft, posted as a live sign-in, and the other way round; and at another tenant that trusts the same issuer. */
import { describe, expect, test } from 'vitest';
import { deriveEncryptionKeys } from '../../src/session/purpose-keys.ts';
import { finishSignIn } from '../../src/sign-in/finish.ts';
import {
  buildRequestId,
  openPendingRequests,
  type PendingSignIn,
  pendingCookieName,
  sealPendingRequest,
} from '../../src/sign-in/pending-request.ts';
import type { LedgerEntry } from '../../src/sign-in/ports.ts';
import { buildResponse, formBody, GENUINE, signXml } from '../support/signed-response.ts';
import { connection, cookieSecret, tenant } from '../support/tenants.ts';

const keys = await deriveEncryptionKeys([cookieSecret('k1', 1)], 'edge-saml/pending-request/1');
const { now } = GENUINE;
const [liveId, testId] = [1, 2].map((octet) => buildRequestId(new Uint8Array(16).fill(octet))) as [
  string,
  string,
];
const live: PendingSignIn = {
  tenantId: tenant().id,
  connectionId: 'idp',
  idpEntityId: GENUINE.idpEntityId,
  requestId: liveId,
  returnTo: '/docs',
  issuedAt: now - 60_000,
  forceAuthn: false,
  restarted: false,
};
const author = { kind: 'administrator', id: 'link-1', name: 'Grace' } as const;
const tested: PendingSignIn = { ...live, requestId: testId, test: { digest: 'a-digest', author } };

const cookieOf = async (pending: PendingSignIn, requestId = pending.requestId) =>
  [pendingCookieName(requestId) ?? '', await sealPendingRequest(pending, keys)] as const;
const answer = (requestId: string) => signXml(buildResponse({}, { requestId }), 'Assertion');

/** Posts in a browser with these cookies, at a tenant that takes what nobody asked for as well. */
async function post(
  xml: string,
  relayState: string | undefined,
  cookies: readonly (readonly [string, string])[],
  tenantId = tenant().id,
) {
  const consumed: LedgerEntry[] = [];
  const open = { response: { ...connection().response, unsolicited: 'accept' } } as const;
  const finished = await finishSignIn(
    {
      tenant: tenant({ id: tenantId, connections: [connection(open)] }),
      serviceProvider: { entityId: GENUINE.spEntityId, acsUrl: GENUINE.acsUrl },
      blockedAlgorithms: new Set(),
      decryptionKeys: [],
      body: new TextEncoder().encode(formBody(xml, relayState)),
      contentType: 'application/x-www-form-urlencoded',
      pendingRequests: await openPendingRequests(new Map(cookies), tenantId, keys),
    },
    {
      now,
      random: new Uint8Array(16),
      ledger: {
        open: async (entry) => {
          consumed.push(entry);
          return { outcome: 'opened' };
        },
        find: async () => null,
        end: async () => false,
      },
    },
  );
  const outcome = finished.outcome === 'failed' ? finished.failure.code : finished.outcome;
  return [outcome, consumed.map(({ requestId }) => requestId)];
}

describe('the answer to a test signs nobody in', () => {
  test('in a browser that did not begin it, also where unsolicited Responses are accepted', async () => {
    const xml = await answer(testId);
    const begun = [await cookieOf(live)];
    expect(await post(xml, testId, [])).toEqual(['pending_request_missing', []]);
    expect(await post(xml, liveId, begun)).toEqual(['pending_request_missing', []]);
    // The envelope is not signed: without its InResponseTo the Assertion still names the request.
    const stripped = xml.replace(` InResponseTo="${testId}"`, '');
    expect(stripped).not.toBe(xml);
    for (const relayState of [undefined, testId, '/docs']) {
      expect(await post(stripped, relayState, begun)).toEqual(['in_response_to_unexpected', []]);
    }
  });

  test('as that of a live sign-in, by another name of its cookie or in its envelope', async () => {
    const xml = await answer(testId);
    expect(await post(xml, liveId, [await cookieOf(tested, liveId), await cookieOf(live)])).toEqual([
      'pending_request_missing',
      [],
    ]);
    const renamed = xml.replace(` InResponseTo="${testId}"`, ` InResponseTo="${liveId}"`);
    expect(await post(renamed, undefined, [await cookieOf(live), await cookieOf(tested)])).toEqual([
      'in_response_to_mismatch',
      [],
    ]);
  });

  test('at another tenant that trusts the same issuer, whatever the browser brings along', async () => {
    const xml = await answer(testId);
    const foreign = [await cookieOf(tested), await cookieOf(live)];
    expect(await post(xml, testId, foreign, 'tenant-globex')).toEqual(['pending_request_missing', []]);
    expect(await post(await answer(liveId), undefined, foreign, 'tenant-globex')).toEqual([
      'pending_request_missing',
      [],
    ]);
  });
});

test('the answer to a live sign-in is no test for being posted with the RelayState of one', async () => {
  const both = [await cookieOf(tested), await cookieOf(live)];
  expect(await post(await answer(liveId), testId, both)).toEqual(['signed_in', [liveId]]);
  expect(await post(await answer(testId), liveId, both)).toEqual(['test', []]);
});
