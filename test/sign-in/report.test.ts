/** A sign-in judged for those who mend it: what a test of a draft is, and that nobody is signed in by one. */
import { describe, expect, test } from 'vitest';
import { readResponse } from '../../src/saml/receive-response.ts';
import { beginSignIn } from '../../src/sign-in/begin.ts';
import { finishSignIn } from '../../src/sign-in/finish.ts';
import {
  buildRequestId,
  PENDING_REQUEST_SECONDS,
  type PendingSignIn,
} from '../../src/sign-in/pending-request.ts';
import type { SignInLedgerPort } from '../../src/sign-in/ports.ts';
import { reportSignIn } from '../../src/sign-in/report.ts';
import { peopleRulesOf } from '../../src/tenants/people-rules.ts';
import type { Connection, Tenant } from '../../src/tenants/tenant.ts';
import { buildResponse, type Circumstances, formBody, GENUINE, signXml } from '../support/signed-response.ts';
import { connection, tenant } from '../support/tenants.ts';

const { now } = GENUINE;
const requestId = buildRequestId(new Uint8Array(16).fill(1));
const serviceProvider = { entityId: GENUINE.spEntityId, acsUrl: GENUINE.acsUrl };
const deployment = { serviceProvider, blockedAlgorithms: new Set<string>(), decryptionKeys: [] };
const author = { kind: 'administrator', id: 'link-1', name: 'Grace' } as const;
const pending: PendingSignIn = {
  tenantId: 'tenant-acme',
  connectionId: 'idp',
  idpEntityId: GENUINE.idpEntityId,
  requestId,
  returnTo: '/sso/setup/test',
  issuedAt: now - 60_000,
  forceAuthn: false,
  restarted: false,
};
const tested: PendingSignIn = { ...pending, test: { digest: 'a-digest', author } };

const answer = (circumstances: Partial<Circumstances> = {}) =>
  signXml(buildResponse({}, { requestId, ...circumstances }), 'Assertion');

interface Changes {
  readonly tenant?: Partial<Tenant>;
  readonly connection?: Partial<Connection>;
  readonly request?: PendingSignIn | null;
  readonly at?: number;
}

async function report(xml: string, changes: Changes = {}) {
  const judged = await reportSignIn(
    {
      ...deployment,
      tenant: tenant(changes.tenant),
      connection: connection(changes.connection),
      response: readResponse(new TextEncoder().encode(xml)),
      request: changes.request === undefined ? pending : changes.request,
    },
    changes.at ?? now,
  );
  const failed = judged.checks.filter(({ passed }) => !passed).map(({ code }) => code);
  return { ...judged, failed };
}

describe('the report on a sign-in', () => {
  test('shows who it would be, where nothing fails', async () => {
    const { failure, failed, identity, assertion } = await report(await answer());
    expect([failure, failed]).toEqual([null, []]);
    expect(identity?.accountKey).toBe(GENUINE.nameId);
    expect(assertion?.attributes.length).toBeGreaterThan(0);
  });

  test.each<[string, Changes, Partial<Circumstances>, readonly string[]]>([
    [
      'the person besides a rule',
      { connection: { emailDomains: ['other.example'] } },
      { spEntityId: 'https://other' },
      ['audience_mismatch', 'email_domain_mismatch'],
    ],
    [
      'the tenant’s rule for addresses',
      { tenant: { unprovenEmails: 'refuse' } },
      {},
      ['email_domain_unproven'],
    ],
    [
      'the connection’s rules about people, all of them',
      {
        connection: {
          attributes: { ...peopleRulesOf({}).attributes, required: ['desk'] },
          groupRules: { anyOf: ['staff'] },
        },
      },
      {},
      ['attribute_missing', 'group_missing'],
    ],
    [
      'a request that was answered too late',
      { request: { ...pending, issuedAt: now - PENDING_REQUEST_SECONDS * 1000 } },
      {},
      ['pending_request_expired'],
    ],
    [
      'metadata that lapsed besides',
      {
        connection: {
          identityProvider: { ...connection().identityProvider, notAfter: new Date(now).toISOString() },
          response: { ...connection().response, requireSigned: 'both' },
        },
      },
      {},
      ['connection_trust_expired', 'signature_required'],
    ],
  ])('judges %s', async (_words, changes, circumstances, codes) => {
    const judged = await report(await answer(circumstances), changes);
    expect(judged.failed).toEqual(codes);
    expect(judged.failure?.code).toBe(codes[0]);
  });

  test('is in time until the millisecond in which the request ends', async () => {
    const end = pending.issuedAt + PENDING_REQUEST_SECONDS * 1000;
    const late = await answer({ now: end });
    expect((await report(late, { at: end - 1 })).failed).not.toContain('pending_request_expired');
    expect((await report(late, { at: end })).failed).toContain('pending_request_expired');
  });

  test('says why nothing could be read, and of what was changed nothing at all', async () => {
    expect((await report('<')).failed).toEqual(['xml_malformed']);
    const changed = await report((await answer()).replaceAll(GENUINE.nameId, 'mallory@acme.example'));
    expect([changed.assertion, changed.identity]).toEqual([null, null]);
    expect(JSON.stringify(changed)).not.toContain('mallory');
  });
});

describe('what answers a test', () => {
  const never: SignInLedgerPort = {
    open: () => Promise.reject(new Error('a test consumes nothing')),
    find: async () => null,
    end: async () => false,
  };
  const finish = (body: string, request: PendingSignIn = tested) =>
    finishSignIn(
      {
        ...deployment,
        tenant: tenant({
          connections: [connection({ response: { ...connection().response, unsolicited: 'accept' } })],
        }),
        contentType: 'application/x-www-form-urlencoded',
        pendingRequests: new Map([[request.requestId, request]]),
        body: new TextEncoder().encode(body),
      },
      { now, ledger: never, random: new Uint8Array(16) },
    );

  test.each<[string, () => Promise<string>]>([
    ['a good Response', async () => formBody(await answer())],
    ['one that names no request', async () => formBody(await answer({ requestId: null }), requestId)],
    ['one that names another', async () => formBody(await answer({ requestId: '_other' }), requestId)],
    ['one that cannot be read', async () => formBody('<', requestId)],
  ])('signs nobody in and consumes nothing: %s', async (_words, body) => {
    expect(await finish(await body())).toMatchObject({ outcome: 'test', request: tested });
  });

  test('is nobody’s test in a browser that has not begun one', async () => {
    const { outcome } = await finish(formBody(await answer({ requestId: null }), requestId), {
      ...tested,
      requestId: buildRequestId(new Uint8Array(16).fill(2)),
    }).catch(() => ({ outcome: 'judged' }));
    expect(outcome).toBe('judged');
  });

  test('is known by the RelayState as well, which a live sign-in keeps for its deep link', async () => {
    const wish = {
      tenant: tenant(),
      serviceProvider,
      returnTo: '/sso/setup/test',
      connectionId: 'idp',
      email: null,
      restarted: false,
    };
    const context = { now, random: new Uint8Array(16).fill(1), signingKey: null };
    const { test: mark } = tested;
    const begun = await beginSignIn({ ...wish, test: mark }, context);
    if (begun.step !== 'redirect') throw new Error(begun.step);
    expect(new URL(begun.location).searchParams.get('RelayState')).toBe(requestId);
    expect(begun.pending.test).toEqual(mark);
    const live = await beginSignIn(wish, context);
    if (live.step !== 'redirect') throw new Error(live.step);
    expect(new URL(live.location).searchParams.get('RelayState')).toBe('/sso/setup/test');
    expect('test' in live.pending).toBe(false);
  });
});
