/** The ACS on the operator's host, through the built Worker: one whole sign-in, and what must not come through it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { digestConnection } from '../../src/administration/draft-trial.ts';
import { deriveEncryptionKeys } from '../../src/session/purpose-keys.ts';
import { sealHandOver } from '../../src/sign-in/hand-over.ts';
import { answerForm, postAnswer, readRequest } from '../support/sign-in.ts';
import { Visitor } from '../support/visitor.ts';
import { startWorker, TEST_COOKIE_SECRET, type TestWorker, tenantConnection } from '../support/worker.ts';

let worker: TestWorker;
let operator: string;
let acme: string;
let globex: string;

beforeAll(async () => {
  worker = await startWorker();
  operator = worker.origin(null);
  acme = worker.origin('acme');
  globex = worker.origin('globex');
  // One identity provider, with one key, in both tenants.
  await worker.putTenant('acme', { acs: 'shared' });
  await worker.putTenant('globex', {
    acs: 'shared',
    connection: { response: { unsolicited: 'accept' } },
  });
});
afterAll(() => worker.close());

let visitor: Visitor;
beforeEach(() => {
  visitor = new Visitor(worker);
});

/** Begins on the tenant's host, and gives the address by which the operator's host takes the request over. */
async function begin(by: Visitor, origin: string, returnTo = '/'): Promise<string> {
  const login = await by.visit(`${origin}/sso/login?${new URLSearchParams({ returnTo })}`);
  expect(login.status).toBe(303);
  const location = login.headers.get('location') ?? '';
  expect(location).toMatch(/^http:\/\/localhost:\d+\/sso\/begin\?request=[\w.-]+$/);
  return location;
}

async function start(by: Visitor, origin: string, returnTo = '/') {
  return readRequest(await by.visit(await begin(by, origin, returnTo)));
}

/** An answer by the identity provider, for the shared ACS unless it is for that of the tenant's own host. */
function answer(origin: string, requestId: string | null, more: object = {}, acsOrigin = operator) {
  return answerForm(acsOrigin, {
    requestId,
    assertion: {
      conditions: {
        notBefore: null,
        notOnOrAfter: new Date(Date.now() + 60_000).toISOString(),
        audienceRestrictions: [[`${origin}/sso/metadata`]],
        others: null,
      },
    },
    ...more,
  });
}

/** Posts to the shared ACS; gives where it leads, or the code of the refusal. */
async function post(by: Visitor, body: string, acsOrigin = operator): Promise<string> {
  return outcome(await postAnswer(by, acsOrigin, body));
}

async function outcome(response: Response): Promise<string> {
  if (response.status === 303) return response.headers.get('location') ?? '';
  const text = await response.text();
  const [last] = worker
    .takeLog()
    .flatMap((line) => {
      const entry = line.startsWith('{') ? JSON.parse(line) : {};
      return entry.event === 'sign_in' ? [entry.code] : [];
    })
    .slice(-1);
  return `${response.status} ${last ?? text}`;
}

const arriveAt = (origin: string) => new RegExp(`^${origin}/sso/arrive\\?session=[\\w.-]+$`);
const isSignedIn = async (by: Visitor, origin: string) =>
  (await by.visit(`${origin}/sso/session`)).status === 200;

test('a sign-in goes through the operator’s host and ends signed in on the tenant’s, at the deep link', async () => {
  const metadata = await (await visitor.visit(`${acme}/sso/metadata`)).text();
  expect(metadata).toContain(`entityID="${acme}/sso/metadata"`);
  expect(metadata).toContain(`Location="${operator}/sso/acs"`);
  expect(metadata).not.toContain(`${acme}/sso/acs`);

  const { requestId, relayState } = await start(visitor, acme, '/docs/42?tab=notes');
  expect(relayState).toBe(`${acme}/docs/42?tab=notes`);
  const arrival = await post(visitor, await answer(acme, requestId));
  expect(arrival).toMatch(arriveAt(acme));
  expect([...visitor.jar(operator).keys()]).toEqual([]);
  expect(await isSignedIn(visitor, acme)).toBe(false);
  expect(await outcome(await visitor.visit(arrival))).toBe('/docs/42?tab=notes');
  expect([...visitor.jar(acme).keys()]).toEqual(['__Host-session']);
  expect(await isSignedIn(visitor, acme)).toBe(true);
  expect([...visitor.jar(operator).keys()]).toEqual([]);
});

describe('what is handed over to the tenant’s host', () => {
  test('counts once, also for who keeps the request', async () => {
    const { requestId } = await start(visitor, acme);
    const kept = [...visitor.jar(acme)];
    const arrival = await post(visitor, await answer(acme, requestId));
    expect(await outcome(await visitor.visit(arrival))).toBe('/');
    expect(await outcome(await visitor.visit(arrival))).toBe('403 pending_request_missing');
    const again = new Visitor(worker);
    for (const [name, { value, sameSite }] of kept) again.plant(acme, name, value, sameSite);
    expect(await outcome(await again.visit(arrival))).toBe('409 request_already_used');
    expect(await isSignedIn(again, acme)).toBe(false);
  });

  test('is worth nothing in another browser, and the right one still gets in', async () => {
    const { requestId } = await start(visitor, acme);
    const arrival = await post(visitor, await answer(acme, requestId));
    const other = new Visitor(worker);
    await start(other, acme);
    expect(await outcome(await other.visit(arrival))).toBe('403 pending_request_missing');
    expect(await isSignedIn(other, acme)).toBe(false);
    expect(await outcome(await visitor.visit(arrival))).toBe('/');
  });

  test('is worth nothing on another tenant’s host, altered, or as what was handed over before', async () => {
    const begun = await begin(visitor, acme);
    const { requestId } = await readRequest(await visitor.visit(begun));
    const arrival = await post(visitor, await answer(acme, requestId));
    const sealed = new URL(arrival).search.slice('?session='.length);
    for (const [origin, value] of [
      [globex, sealed],
      [acme, `${sealed.slice(0, -2)}AA`],
      [acme, new URL(begun).search.slice('?request='.length)],
      [acme, ''],
    ]) {
      const refused = await visitor.visit(`${origin}/sso/arrive?session=${value}`);
      expect(await outcome(refused)).toBe('403 pending_request_missing');
    }
    expect(await outcome(await visitor.visit(`${operator}/sso/begin?request=${sealed}`))).toBe(
      '403 pending_request_missing',
    );
  });
});

describe('an answer at the shared ACS', () => {
  test('is refused in a browser that did not begin there', async () => {
    const { requestId } = await start(visitor, acme);
    const body = await answer(acme, requestId);
    expect(await post(new Visitor(worker), body)).toBe('403 pending_request_missing');
    expect(await post(visitor, body)).toMatch(arriveAt(acme));
  });

  test('of somebody else’s sign-in signs nobody in whose browser was made to carry it', async () => {
    const attacker = new Visitor(worker);
    const begun = await begin(attacker, acme);
    const { requestId } = await readRequest(await visitor.visit(begun));
    const arrival = await post(visitor, await answer(acme, requestId));
    expect(await outcome(await visitor.visit(arrival))).toBe('403 pending_request_missing');
    expect(await isSignedIn(visitor, acme)).toBe(false);
  });

  test('counts once, and so does the assertion in it', async () => {
    const { requestId } = await start(visitor, acme);
    const kept = [...visitor.jar(operator)];
    const body = await answer(acme, requestId);
    expect(await post(visitor, body)).toMatch(arriveAt(acme));
    for (const [name, { value, sameSite }] of kept) visitor.plant(operator, name, value, sameSite);
    expect(await post(visitor, body)).toBe('409 request_already_used');
  });

  test('is judged by the tenant of its request alone, whoever else knows the issuer', async () => {
    const toAcme = await start(visitor, acme);
    const toGlobex = await start(visitor, globex);
    expect(await post(visitor, await answer(acme, toGlobex.requestId))).toBe('403 audience_mismatch');
    expect(await post(visitor, await answer(acme, toGlobex.requestId, { relayState: `${acme}/` }))).toBe(
      '403 audience_mismatch',
    );
    expect(await post(visitor, await answer(globex, toAcme.requestId))).toBe('403 audience_mismatch');
    expect(await post(visitor, await answer(globex, toGlobex.requestId))).toMatch(arriveAt(globex));
  });

  test('has to be addressed to where it arrives', async () => {
    const { requestId } = await start(visitor, acme);
    expect(await post(visitor, await answer(acme, requestId, {}, acme))).toMatch(
      /^403 (recipient|destination)_mismatch$/,
    );
    expect(await post(visitor, await answer(acme, requestId), acme)).toMatch(
      /^403 (recipient|destination)_mismatch$/,
    );
    // An identity provider that still has the tenant's own ACS: that one has not gone.
    expect(await post(visitor, await answer(acme, requestId, {}, acme), acme)).toBe('/');
  });

  test('of a tenant that has its own ACS is refused', async () => {
    await worker.putTenant('initech');
    const initech = worker.origin('initech');
    const login = await visitor.visit(`${initech}/sso/login`);
    const { requestId } = await readRequest(login);
    for (const relayState of [null, `${initech}/`]) {
      expect(await post(visitor, await answer(initech, requestId, { relayState }))).toBe(
        '403 pending_request_missing',
      );
    }
  });

  test('that was begun before the tenant changed to its own ACS is refused', async () => {
    await worker.putTenant('hooli', { acs: 'shared' });
    const hooli = worker.origin('hooli');
    const { requestId } = await start(visitor, hooli);
    await worker.putTenant('hooli', { acs: 'own', connection: tenantConnection() });
    await expect
      .poll(async () => post(visitor, await answer(hooli, requestId)), { timeout: 60_000 })
      .toBe('403 pending_request_missing');
  });

  test('of a test of the draft is judged there, signs nobody in, and leads back to the tenant’s host', async () => {
    const { id: tenantId, connections } = await worker.readTenant('acme');
    const [connection] = connections;
    if (connection === undefined) throw new Error('there is no connection');
    const author = { kind: 'administrator', id: 'grace', name: 'Grace' } as const;
    const test = { digest: digestConnection(connection), author };
    const keys = await deriveEncryptionKeys([TEST_COOKIE_SECRET], 'edge-saml/draft-test/1');
    const handed = { tenantId, connectionId: connection.id, test };
    const sealed = await sealHandOver(handed, keys, Date.now());
    const begun = await visitor.visit(`${acme}/sso/draft-test?test=${sealed}`);
    const { requestId, relayState } = await readRequest(
      await visitor.visit(begun.headers.get('location') ?? ''),
    );
    const shown = await postAnswer(visitor, operator, await answer(acme, requestId, { relayState }));
    expect(shown.status).toBe(200);
    expect(await shown.text()).toContain(`${acme}/sso/setup/test`);
    const record = (await worker.administration()).record(tenantId);
    expect((await record.draftTrials()).tests).toMatchObject([{ connectionId: 'idp', code: null }]);
    expect(await isSignedIn(visitor, acme)).toBe(false);
  });

  test('is not read by another method', async () => {
    const got = await visitor.visit(`${operator}/sso/acs`);
    expect(got.status).toBe(405);
    expect(got.headers.get('allow')).toBe('POST');
  });
});

describe('an answer that nobody asked for', () => {
  test('has to say by its RelayState where the person wants to go', async () => {
    for (const relayState of [
      null,
      '/docs/42',
      'https://evil.example/',
      `${operator}/`,
      `${acme}.evil.example/`,
    ]) {
      expect(await post(visitor, await answer(acme, null, { relayState }))).toBe(
        '403 pending_request_missing',
      );
    }
  });

  test('begins a sign-in on that host at most, also where the tenant accepts them elsewhere', async () => {
    for (const origin of [acme, globex]) {
      const by = new Visitor(worker);
      const wish = await post(by, await answer(origin, null, { relayState: `${origin}/docs/42` }));
      expect(wish).toMatch(new RegExp(`^${origin}/sso/login\\?wish=[\\w.-]+$`));
      const begun = (await by.visit(wish)).headers.get('location') ?? '';
      const { requestId } = await readRequest(await by.visit(begun));
      expect(await isSignedIn(by, origin)).toBe(false);
      // An identity provider that never says what it answers would go on for ever.
      const circle = await answer(origin, null, { relayState: `${origin}/docs/42` });
      expect(await post(by, circle)).toBe('403 in_response_to_missing');
      const arrival = await post(by, await answer(origin, requestId));
      expect(await outcome(await by.visit(arrival))).toBe('/docs/42');
    }
  });

  test('by an identity provider of another tenant begins nothing', async () => {
    await worker.putTenant('umbrella', {
      acs: 'shared',
      connections: [tenantConnection({}, { entityId: 'https://idp.umbrella.example' })],
    });
    const umbrella = worker.origin('umbrella');
    const body = await answer(umbrella, null, { relayState: `${umbrella}/` });
    expect(await post(visitor, body)).toBe('403 issuer_unknown');
  });
});
