import { describe, expect, test } from 'vitest';
import { beginSignIn } from '../../src/sign-in/begin.ts';
import { finishSignIn, type SignInAnswer } from '../../src/sign-in/finish.ts';
import type { FinishContext } from '../../src/sign-in/open-session.ts';
import {
  buildRequestId,
  PENDING_REQUEST_SECONDS,
  type PendingSignIn,
} from '../../src/sign-in/pending-request.ts';
import type { LedgerEntry, LedgerOutcome, SignInLedgerPort } from '../../src/sign-in/ports.ts';
import type { Connection, Tenant } from '../../src/tenants/tenant.ts';
import {
  buildResponse,
  type Circumstances,
  formBody,
  GENUINE,
  instant,
  signXml,
  testKey,
} from '../support/signed-response.ts';
import { connection, ORIGIN, tenant } from '../support/tenants.ts';

const { now } = GENUINE;
const requestId = buildRequestId(new Uint8Array(16).fill(1));
const pending: PendingSignIn = {
  tenantId: 'tenant-acme',
  connectionId: 'idp',
  idpEntityId: GENUINE.idpEntityId,
  requestId,
  returnTo: '/docs/42#top',
  issuedAt: now - 60_000,
  forceAuthn: false,
  restarted: false,
};

/** The single-use rules of the port, in memory; the real ledger has tests of its own. */
class MemoryLedger implements SignInLedgerPort {
  readonly entries: LedgerEntry[] = [];
  async open(entry: LedgerEntry): Promise<LedgerOutcome> {
    const used = (same: (earlier: LedgerEntry) => boolean) => this.entries.some(same);
    if (used((earlier) => entry.requestId !== null && earlier.requestId === entry.requestId)) {
      return { outcome: 'request_already_used' };
    }
    if (used((earlier) => earlier.assertionId === entry.assertionId))
      return { outcome: 'assertion_already_used' };
    this.entries.push(entry);
    return { outcome: 'opened' };
  }
  async find() {
    return null;
  }
  async end() {
    return false;
  }
}

type Changes = Partial<Omit<SignInAnswer, 'body'>> &
  Partial<FinishContext> & { readonly relayState?: string };

function finish(xml: string, { relayState, ...changes }: Changes = {}) {
  const answer: SignInAnswer = {
    tenant: tenant(),
    serviceProvider: { entityId: GENUINE.spEntityId, acsUrl: GENUINE.acsUrl },
    contentType: 'application/x-www-form-urlencoded',
    pendingRequests: new Map([[requestId, pending]]),
    blockedAlgorithms: new Set(),
    decryptionKeys: [],
    ...changes,
    body: new TextEncoder().encode(formBody(xml, relayState)),
  };
  return finishSignIn(answer, {
    now,
    random: new Uint8Array(16).fill(7),
    ledger: new MemoryLedger(),
    ...changes,
  });
}

const signed = (changes: Parameters<typeof buildResponse>[0] = {}, circumstances: Circumstances = {}) =>
  signXml(buildResponse(changes, { requestId, ...circumstances }), 'Assertion');
const unsolicited = (changes: Parameters<typeof buildResponse>[0] = {}, circumstances: Circumstances = {}) =>
  signed(changes, { requestId: null, ...circumstances });

const genuine = await signed();
const genuineUnsolicited = await unsolicited();

const withPolicy = (
  policy: Partial<Connection['response']>,
  changes: Partial<Connection> = {},
): { tenant: Tenant } => ({
  tenant: tenant({
    connections: [connection({ response: { ...connection().response, ...policy }, ...changes })],
  }),
});
const failed = (code: string) => ({ outcome: 'failed', failure: { code } });

test('the answer to a pending request signs its person in, at the link the request was made for', async () => {
  const ledger = new MemoryLedger();
  const finished = await finish(genuine, { ledger, relayState: '/elsewhere' });
  expect(finished).toMatchObject({ outcome: 'signed_in', returnTo: '/docs/42#top', requestId });
  if (finished.outcome !== 'signed_in') throw new Error(finished.outcome);
  expect(finished.session).toMatchObject({
    id: 'BwcHBwcHBwcHBwcHBwcHBw',
    tenantId: 'tenant-acme',
    connectionId: 'idp',
    signedInAt: now,
    renewedAt: now,
    expiresAt: now + 8 * 3_600_000,
    identity: { accountKey: GENUINE.nameId, displayName: 'Alice Andersen', sessionIndex: '_session1' },
  });
  expect(ledger.entries).toEqual([
    {
      requestId,
      issuer: GENUINE.idpEntityId,
      assertionId: GENUINE.assertionId,
      issuedAt: GENUINE.now,
      rememberUntil: pending.issuedAt + PENDING_REQUEST_SECONDS * 1000,
      session: finished.session,
      now,
    },
  ]);
});

test('an assertion that outlives its request is remembered until it ends, with skew', async () => {
  const ledger = new MemoryLedger();
  const end = now + 3_600_000;
  const conditions = {
    notBefore: null,
    notOnOrAfter: instant(end),
    audienceRestrictions: [[GENUINE.spEntityId]],
    others: null,
  };
  await finish(await signed({ assertion: { conditions } }), { ledger });
  expect(ledger.entries[0]?.rememberUntil).toBe(end + 180_000);
});

test('SessionNotOnOrAfter shortens the session, and never lengthens it', async () => {
  const endingAt = async (end: number) => {
    const statement = {
      authnInstant: instant(now),
      sessionIndex: null,
      sessionNotOnOrAfter: instant(end),
      classRef: 'urn:c',
    };
    const finished = await finish(await signed({ assertion: { authnStatements: [statement] } }));
    return finished.outcome === 'signed_in' ? finished.session.expiresAt : finished.outcome;
  };
  expect(await endingAt(now + 60_000)).toBe(now + 60_000 + 180_000);
  expect(await endingAt(now + 24 * 3_600_000)).toBe(now + 8 * 3_600_000);
});

describe('without the pending request of this browser there is no sign-in', () => {
  test('none at all', async () => {
    const finished = await finish(genuine, { pendingRequests: new Map(), relayState: '/docs/42' });
    expect(finished).toMatchObject({ ...failed('pending_request_missing'), returnTo: '/docs/42' });
  });

  test('another one', async () => {
    const other = buildRequestId(new Uint8Array(16).fill(2));
    const pendingRequests = new Map([[other, { ...pending, requestId: other }]]);
    expect(await finish(genuine, { pendingRequests })).toMatchObject(failed('pending_request_missing'));
  });

  test.each(['', 'null', 'undefined', '__proto__', 'constructor'])(
    'InResponseTo %j',
    async (inResponseTo) => {
      const xml = await signed({ inResponseTo });
      expect(await finish(xml)).toMatchObject({ outcome: 'failed' });
    },
  );

  test('not even where unsolicited Responses are accepted', async () => {
    const finished = await finish(genuine, {
      ...withPolicy({ unsolicited: 'accept' }),
      pendingRequests: new Map(),
    });
    expect(finished).toMatchObject(failed('pending_request_missing'));
  });
});

test('an expired pending request restarts with its deep link, from the end of its time on', async () => {
  const end = pending.issuedAt + PENDING_REQUEST_SECONDS * 1000;
  const at = async (time: number) => finish(await signed({}, { now: time }), { now: time });
  expect(await at(end - 1)).toMatchObject({ outcome: 'signed_in' });
  const restart = {
    outcome: 'restart',
    cause: 'pending_request_expired',
    returnTo: '/docs/42#top',
    requestId,
  };
  expect(await at(end)).toMatchObject(restart);
  expect(await at(end + 1)).toMatchObject(restart);
});

test('a connection that is gone meanwhile is a clear failure', async () => {
  const gone = tenant({ connections: [connection({ id: 'other' })] });
  expect(await finish(genuine, { tenant: gone })).toMatchObject(failed('connection_missing'));
  const expired = withPolicy(
    {},
    { identityProvider: { ...connection().identityProvider, notAfter: instant(now) } },
  );
  expect(await finish(genuine, expired)).toMatchObject(failed('connection_trust_expired'));
});

test('a connection that leads to another identity provider by now does not let it answer for the one that was asked', async () => {
  const asked = { ...pending, idpEntityId: 'https://former.example.com/idp' };
  const finished = await finish(genuine, { pendingRequests: new Map([[requestId, asked]]) });
  expect(finished).toMatchObject(failed('connection_missing'));
});

describe('an unsolicited Response', () => {
  test('is by default the occasion for a request of our own, with its checked deep link', async () => {
    const restart = {
      outcome: 'restart',
      cause: 'unsolicited_response',
      connectionId: 'idp',
      requestId: null,
    };
    expect(await finish(genuineUnsolicited, { relayState: '/docs/42' })).toMatchObject({
      ...restart,
      returnTo: '/docs/42',
    });
    for (const relayState of [
      '//evil.example',
      'https://evil.example/',
      '/sso/logout',
      `/${'x'.repeat(80)}`,
    ]) {
      expect(await finish(genuineUnsolicited, { relayState })).toMatchObject({ ...restart, returnTo: '/' });
    }
    const absolute = await finish(genuineUnsolicited, { relayState: `${ORIGIN}/docs/42` });
    expect(absolute).toMatchObject({ ...restart, returnTo: '/docs/42' });
  });

  test('that restarts has written nothing', async () => {
    const ledger = new MemoryLedger();
    await finish(genuineUnsolicited, { ledger });
    expect(ledger.entries).toEqual([]);
  });

  test('in the place of an answer to a restart ends the circle, for two minutes', async () => {
    const restartedAgo = (age: number, changes: Partial<PendingSignIn> = {}) =>
      finish(genuineUnsolicited, {
        pendingRequests: new Map([
          [requestId, { ...pending, restarted: true, issuedAt: now - age, ...changes }],
        ]),
      });
    expect(await restartedAgo(119_999)).toMatchObject(failed('in_response_to_missing'));
    expect(await restartedAgo(120_000)).toMatchObject({ outcome: 'restart' });
    expect(await restartedAgo(0, { restarted: false })).toMatchObject({ outcome: 'restart' });
    expect(await restartedAgo(0, { connectionId: 'other' })).toMatchObject({ outcome: 'restart' });
  });

  test('is refused where the policy says so', async () => {
    const finished = await finish(genuineUnsolicited, {
      ...withPolicy({ unsolicited: 'reject' }),
      relayState: '/docs/42',
    });
    expect(finished).toMatchObject({
      ...failed('unsolicited_response'),
      connectionId: 'idp',
      returnTo: '/docs/42',
    });
  });

  test('signs in where the policy says so, once', async () => {
    const accepting = {
      ...withPolicy({ unsolicited: 'accept' }),
      ledger: new MemoryLedger(),
      relayState: '/docs/42',
    };
    expect(await finish(genuineUnsolicited, accepting)).toMatchObject({
      outcome: 'signed_in',
      returnTo: '/docs/42',
      requestId: null,
    });
    expect(await finish(genuineUnsolicited, accepting)).toMatchObject(failed('assertion_already_used'));
    expect(accepting.ledger.entries).toHaveLength(1);
  });

  test('never uses up a pending request', async () => {
    const ledger = new MemoryLedger();
    await finish(genuineUnsolicited, { ...withPolicy({ unsolicited: 'accept' }), ledger });
    expect(ledger.entries[0]?.requestId).toBeNull();
  });

  test('from an identity provider of nobody is refused', async () => {
    const xml = await unsolicited({}, { idpEntityId: 'https://idp.example.com/other' });
    expect(await finish(xml)).toMatchObject(failed('issuer_unknown'));
  });

  test('chooses the connection by Issuer, whose own keys then decide', async () => {
    const other = connection({
      id: 'other',
      identityProvider: { ...connection().identityProvider, entityId: 'https://idp.example.com/other' },
    });
    const both = { tenant: tenant({ connections: [other, connection()] }) };
    expect(await finish(genuineUnsolicited, both)).toMatchObject({ outcome: 'restart', connectionId: 'idp' });
    const rogue = await signXml(buildResponse({}, { requestId: null }), 'Assertion', {
      key: testKey('rogue'),
    });
    expect(await finish(rogue, both)).toMatchObject(failed('signature_invalid'));
  });

  test('made out of an answer by taking its InResponseTo away is refused', async () => {
    const stripped = (await signed()).replace(/ InResponseTo="[^"]*"/, '');
    expect(await finish(stripped, withPolicy({ unsolicited: 'accept' }))).toMatchObject(
      failed('in_response_to_unexpected'),
    );
  });
});

test('of many posts of one answer exactly one signs in', async () => {
  const ledger = new MemoryLedger();
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => finish(genuine, { ledger })));
  expect(outcomes.filter(({ outcome }) => outcome === 'signed_in')).toHaveLength(1);
  const refused = outcomes.filter(({ outcome }) => outcome === 'failed');
  expect(refused).toHaveLength(4);
  for (const one of refused)
    expect(one).toMatchObject({ ...failed('request_already_used'), returnTo: '/docs/42#top' });
});

test('the same assertion in another answer is refused, and so is another assertion for the same request', async () => {
  const ledger = new MemoryLedger();
  const again = buildRequestId(new Uint8Array(16).fill(2));
  const pendingRequests = new Map([
    [requestId, pending],
    [again, { ...pending, requestId: again }],
  ]);
  expect(await finish(genuine, { ledger, pendingRequests })).toMatchObject({ outcome: 'signed_in' });
  const sameAssertion = await signed({}, { requestId: again });
  expect(await finish(sameAssertion, { ledger, pendingRequests })).toMatchObject(
    failed('assertion_already_used'),
  );
  const sameRequest = await signed({}, { assertionId: '_assertion2' });
  expect(await finish(sameRequest, { ledger, pendingRequests })).toMatchObject(
    failed('request_already_used'),
  );
});

test('an answer for one service provider is refused at another, even where both trust the same key', async () => {
  const serviceProvider = {
    entityId: 'http://globex.localhost:8787/sso/metadata',
    acsUrl: 'http://globex.localhost:8787/sso/acs',
  };
  const finished = await finish(genuine, { serviceProvider });
  expect(finished).toMatchObject({
    outcome: 'failed',
    failure: { code: expect.stringMatching(/^(recipient|destination|audience)_mismatch$/) },
  });
});

test('what is refused by the protocol or the account policy opens nothing', async () => {
  const ledger = new MemoryLedger();
  const strict = withPolicy({}, { emailDomains: ['corp.example'] });
  expect(await finish(genuine, { ledger, ...strict })).toMatchObject(failed('email_domain_mismatch'));
  const proving = { tenant: tenant({ unprovenEmails: 'refuse', provenDomains: ['corp.example'] }) };
  expect(await finish(genuine, { ledger, ...proving })).toMatchObject(failed('email_domain_unproven'));
  expect(await finish(genuine.replace('alice', 'admin'), { ledger })).toMatchObject({ outcome: 'failed' });
  expect(await finish('<x/>', { ledger })).toMatchObject({ ...failed('not_a_response'), returnTo: '/' });
  expect(await finish('', { ledger })).toMatchObject(failed('saml_response_missing'));
  expect(await finish(genuine, { ledger, contentType: 'text/plain' })).toMatchObject(
    failed('form_malformed'),
  );
  expect(ledger.entries).toEqual([]);
});

test('what begin sends, finish recognises', async () => {
  const random = new Uint8Array(16).fill(9);
  const begun = await beginSignIn(
    {
      tenant: tenant(),
      serviceProvider: { entityId: GENUINE.spEntityId, acsUrl: GENUINE.acsUrl },
      returnTo: '/there',
      connectionId: null,
      email: null,
      restarted: false,
    },
    { now, random, signingKey: null },
  );
  if (begun.step !== 'redirect') throw new Error(begun.step);
  const { requestId: sent } = begun.pending;
  const finished = await finish(await signed({}, { requestId: sent }), {
    pendingRequests: new Map([[sent, begun.pending]]),
  });
  expect(finished).toMatchObject({ outcome: 'signed_in', returnTo: '/there', requestId: sent });
});
