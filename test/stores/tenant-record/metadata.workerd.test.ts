/** Metadata that looks after itself, by the alarms of a record. What the network says is made up here; test/flow has a real one. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MetadataStatus } from '../../../src/administration/metadata.ts';
import { readIdpMetadata } from '../../../src/saml/idp-metadata.ts';
import { administrationOf } from '../../../src/stores/administration.ts';
import type { Connection, MetadataSource } from '../../../src/tenants/tenant.ts';
import { A, B, ENTITY_ID, idp, signingKey } from '../../support/idp-metadata.ts';
import { ALICE, by, codeOf, configuration, connectionOf, createTenant, must } from '../../support/records.ts';

const URL = 'https://idp.example.com/metadata';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ALL = { limit: 100, cursor: null };

const document = (...certificates: string[]) =>
  idp({ keys: certificates.map((certificate) => signingKey(certificate)).join('') });
const validFor = (xml: string, milliseconds: number) =>
  xml.replace(' entityID=', ` validUntil="${new Date(Date.now() + milliseconds).toISOString()}" entityID=`);

/** What the source answers. */
let answer: (request: Request) => Response | Promise<Response>;
let asked: Request[];

beforeEach(() => {
  asked = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input as RequestInfo, init as RequestInit);
    asked.push(request);
    return answer(request);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function serve(xml: string, etag?: string): void {
  const headers = etag === undefined ? {} : { etag };
  answer = ({ headers: conditions }) =>
    etag !== undefined && conditions.get('if-none-match') === etag
      ? new Response(null, { status: 304 })
      : new Response(xml, { headers });
}

/** A connection as it is saved with this metadata. */
function sourced(
  xml = document(A),
  source: Partial<MetadataSource> = {},
  changes: Partial<Connection> = {},
): Connection {
  const read = readIdpMetadata(new TextEncoder().encode(xml), { now: Date.now(), allowLocalhost: false });
  if (!read.ok) throw new Error(read.failure.code);
  const { identityProvider } = read.value;
  const metadataSource = { url: URL, signingCertificates: [], maxValidityDays: null, ...source };
  return { ...connectionOf(), identityProvider, metadataSource, ...changes };
}

async function makeTenant(connection: Connection = sourced()) {
  const made = await createTenant({ connections: [connection] });
  const { record, tenantId } = made;
  return {
    ...made,
    async status(): Promise<MetadataStatus> {
      const [status] = await record.metadataStatuses();
      if (status === undefined) throw new Error('no source');
      return status;
    },
    /** Runs the alarm at the time of the next refresh. */
    async refresh(): Promise<void> {
      const [status] = await record.metadataStatuses();
      await runAlarmAt(tenantId, status?.nextAt ?? Date.now());
    },
    async subjects(): Promise<readonly string[]> {
      const state = await record.read();
      return (
        state?.live.configuration.connections[0]?.identityProvider.keys.map(({ subject }) => subject) ?? []
      );
    },
    async actions(): Promise<readonly string[]> {
      return (await record.audit(ALL)).items.map(({ action }) => action);
    },
  };
}

async function runAlarmAt(tenantId: string, now: number): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now });
  await runDurableObjectAlarm(env.TENANT_RECORD.getByName(tenantId));
  vi.useRealTimers();
}

describe('a connection with a source', () => {
  test('is refreshed within ten minutes, and then every few hours', async () => {
    serve(document(A));
    const { status, refresh } = await makeTenant();
    const before = await status();
    expect(before).toMatchObject({ url: URL, attemptedAt: null, succeededAt: null, failure: null });
    expect(before.nextAt).toBeLessThan(Date.now() + 10 * MINUTE);
    await refresh();
    const after = await status();
    expect(asked).toHaveLength(1);
    expect(after).toMatchObject({
      attemptedAt: before.nextAt,
      succeededAt: before.nextAt,
      failingSince: null,
    });
    expect((after.nextAt ?? 0) - (before.nextAt ?? 0)).toBeGreaterThan(5 * HOUR);
    expect((after.nextAt ?? 0) - (before.nextAt ?? 0)).toBeLessThanOrEqual(6 * HOUR);
  });

  test('of a tenant that is deleted is left alone, and goes on when the tenant is back', async () => {
    serve(document(A));
    const { record, tenantId } = await makeTenant();
    await record.delete(by(ALICE));
    expect(await record.metadataStatuses()).toEqual([]);
    await runAlarmAt(tenantId, Date.now() + HOUR);
    expect(asked).toEqual([]);
    await record.restore(by(ALICE));
    expect(await record.metadataStatuses()).toHaveLength(1);
  });

  test('begins anew with another address, and ends without one', async () => {
    serve(document(A));
    const { record, refresh, status } = await makeTenant();
    await refresh();
    const moved = sourced(document(A), { url: `${URL}/new` });
    must(await record.publish(configuration({ connections: [moved] }), by(ALICE)));
    expect(await status()).toMatchObject({ url: `${URL}/new`, attemptedAt: null });
    const alone = { ...moved, metadataSource: null };
    must(await record.publish(configuration({ connections: [alone] }), by(ALICE)));
    expect(await record.metadataStatuses()).toEqual([]);
  });
});

describe('metadata that has changed', () => {
  test('is live at once, with its words in the audit trail', async () => {
    serve(document(A, B));
    const { record, refresh, subjects } = await makeTenant();
    await refresh();
    expect(await subjects()).toEqual(['CN=rsaA.test', 'CN=rsaB.test']);
    const [entry] = (await record.audit(ALL)).items;
    expect(entry).toMatchObject({
      action: 'metadata_changed',
      version: 2,
      author: { kind: 'system', id: 'metadata-refresh' },
      changes: ['The metadata of connection “idp” has changed.', expect.stringContaining('CN=rsaB.test')],
    });
    const state = await record.read();
    expect(state?.publication).toMatchObject({ version: 2, writtenAt: expect.any(Number) });
    const [event] = (await record.events(ALL)).items;
    expect(event?.type).toBe('metadata.changed');
  });

  test('reaches a draft that has the former keys, and leaves its other changes alone', async () => {
    serve(document(A, B));
    const { record, refresh, state } = await makeTenant();
    const { connections } = state.live.configuration;
    must(await record.saveDraft(configuration({ connections, displayName: 'New' }), by(ALICE)));
    await refresh();
    const refreshed = (await record.read())?.draft;
    expect(refreshed).toMatchObject({ basedOn: 2, author: ALICE });
    const draft = refreshed?.configuration;
    expect(draft?.displayName).toBe('New');
    expect(draft?.connections[0]?.identityProvider.keys).toHaveLength(2);
    const live = (await record.read())?.live.configuration;
    expect(live?.displayName).not.toBe('New');
    const published = must(await record.publishDraft(by(ALICE)));
    expect(published.live.configuration.connections[0]?.identityProvider.keys).toHaveLength(2);
  });

  test('does not make a draft current that another version overtook', async () => {
    serve(document(A, B));
    const { record, refresh, state } = await makeTenant();
    const { connections } = state.live.configuration;
    must(await record.saveDraft(configuration({ connections, displayName: 'New' }), by(ALICE)));
    must(await record.publish(configuration({ connections, displayName: 'Past it' }), by(ALICE)));
    await refresh();
    expect(await record.read()).toMatchObject({ live: { number: 3 }, draft: { basedOn: 1 } });
    expect(codeOf(await record.publishDraft(by(ALICE)))).toBe('draft_outdated');
  });

  test('does not touch a draft with keys of its own', async () => {
    serve(document(A, B));
    const { record, refresh } = await makeTenant();
    const edited = sourced(document(B));
    must(await record.saveDraft(configuration({ connections: [edited] }), by(ALICE)));
    await refresh();
    expect((await record.read())?.draft?.configuration.connections).toEqual([edited]);
    expect(codeOf(await record.publishDraft(by(ALICE)))).toBe('draft_outdated');
  });

  test('never becomes another identity provider', async () => {
    serve(document(B).replace(ENTITY_ID, 'https://evil.example/'));
    const { refresh, subjects, status } = await makeTenant();
    await refresh();
    expect(await subjects()).toEqual(['CN=rsaA.test']);
    expect(await status()).toMatchObject({ failure: { code: 'entity_id_different' } });
  });

  test('does not undo what somebody changes at the same moment', async () => {
    const { record, tenantId, refresh, state, subjects } = await makeTenant();
    const { connections } = state.live.configuration;
    answer = async () => {
      const alone = connections.map((each) => ({ ...each, metadataSource: null }));
      must(
        await administrationOf(env)
          .record(tenantId)
          .publish(configuration({ connections: alone }), by(ALICE)),
      );
      return new Response(document(B));
    };
    await refresh();
    expect(await subjects()).toEqual(['CN=rsaA.test']);
    expect(await record.metadataStatuses()).toEqual([]);
  });
});

describe('a document that is held', () => {
  test('is asked for changes only, and is no version', async () => {
    serve(document(A), '"1"');
    const { refresh, actions } = await makeTenant();
    await refresh();
    await refresh();
    expect(asked.map(({ headers }) => headers.get('if-none-match'))).toEqual([null, '"1"']);
    expect(await actions()).toEqual(['tenant_created']);
  });

  test('is sent whole once more after somebody went back to former keys, and applies again', async () => {
    serve(document(A, B), '"2"');
    const { record, refresh, subjects } = await makeTenant();
    await refresh();
    must(await record.rollBack(1, by(ALICE)));
    expect(await subjects()).toEqual(['CN=rsaA.test']);
    await refresh();
    expect(asked.at(-1)?.headers.get('if-none-match')).toBeNull();
    expect(await subjects()).toEqual(['CN=rsaA.test', 'CN=rsaB.test']);
  });

  test('has its validUntil moved on once half of it is over, even if it does not change any more', async () => {
    const short = validFor(document(A), 10 * DAY);
    const { record, refresh, tenantId } = await makeTenant(sourced(short));
    serve(validFor(document(A), 14 * DAY), '"14"');
    await refresh();
    expect((await record.read())?.live.number).toBe(1);
    await runAlarmAt(tenantId, Date.now() + 7 * DAY);
    expect(asked.at(-1)?.headers.get('if-none-match')).toBeNull();
    expect((await record.read())?.live.number).toBe(2);
  });

  test('says how long it may be kept, also when it is not sent again', async () => {
    serve(document(A).replace(' entityID=', ' cacheDuration="PT2H" entityID='), '"2h"');
    const { refresh, status } = await makeTenant();
    for (const _ of [1, 2]) {
      await refresh();
      const { attemptedAt, nextAt } = await status();
      expect((nextAt ?? 0) - (attemptedAt ?? 0)).toBeLessThanOrEqual(2 * HOUR);
      expect((nextAt ?? 0) - (attemptedAt ?? 0)).toBeGreaterThan(1.8 * HOUR);
    }
  });
});

describe('a refresh that fails', () => {
  const FAILURES: readonly [string, () => Response | Promise<Response>, string][] = [
    ['the server is down', () => Promise.reject(new TypeError('down')), 'metadata_unreachable'],
    ['it sends an error', () => new Response('', { status: 503 }), 'metadata_status_unexpected'],
    ['it sends a page', () => new Response('<!doctype html><html></html>'), 'metadata_is_web_page'],
    ['it redirects inside', () => Response.redirect('https://10.0.0.1/'), 'metadata_url_forbidden'],
    ['its metadata has lapsed', () => new Response(validFor(document(B), -1)), 'metadata_expired'],
    ['its metadata has no key', () => new Response(idp({ keys: '' })), 'signing_key_missing'],
  ];

  test.each(FAILURES)('as %s changes nothing, and never extends trust', async (_, failing, code) => {
    answer = failing;
    const connection = sourced(validFor(document(A), 3 * DAY));
    const { record, refresh, status } = await makeTenant(connection);
    await refresh();
    expect(await status()).toMatchObject({ failure: { code }, succeededAt: null });
    const state = await record.read();
    expect(state?.live.number).toBe(1);
    expect(state?.live.configuration.connections).toEqual([connection]);
  });

  test('is told once, and again only after a success', async () => {
    answer = () => new Response('', { status: 503 });
    const { record, refresh, actions, status } = await makeTenant();
    await refresh();
    const { attemptedAt, failingSince } = await status();
    expect(failingSince).toBe(attemptedAt);
    await refresh();
    await refresh();
    expect(await status()).toMatchObject({ failingSince });
    expect(await actions()).toEqual(['metadata_refresh_failed', 'tenant_created']);
    expect((await record.audit(ALL)).items[0]).toMatchObject({
      version: null,
      changes: [
        expect.stringContaining('(metadata_status_unexpected)'),
        expect.stringContaining('stay as they are'),
      ],
    });
    const events = (await record.events(ALL)).items.map(({ type }) => type);
    expect(events.filter((type) => type === 'metadata.refresh_failed')).toHaveLength(1);

    serve(document(A));
    await refresh();
    expect(await status()).toMatchObject({ failure: null, failingSince: null });
    answer = () => new Response('', { status: 503 });
    await refresh();
    expect(await actions()).toEqual(['metadata_refresh_failed', 'metadata_refresh_failed', 'tenant_created']);
  });

  test('is not told of a source that was given up meanwhile', async () => {
    const { record, tenantId, refresh, status, actions } = await makeTenant();
    answer = async () => {
      const moved = sourced(document(A), { url: `${URL}/new` });
      const context = by(ALICE);
      must(
        await administrationOf(env)
          .record(tenantId)
          .publish(configuration({ connections: [moved] }), context),
      );
      return new Response('', { status: 503 });
    };
    await refresh();
    expect(await status()).toMatchObject({ url: `${URL}/new`, failure: null, failingSince: null });
    expect(await actions()).toEqual(['version_published', 'tenant_created']);
    expect((await record.metadataStatuses())[0]?.nextAt).not.toBeNull();
  });

  test('is tried again after longer and longer', async () => {
    answer = () => new Response('', { status: 503 });
    const { refresh, status } = await makeTenant();
    const delays: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      await refresh();
      const { attemptedAt, nextAt } = await status();
      delays.push(Math.ceil(((nextAt ?? 0) - (attemptedAt ?? 0)) / (5 * MINUTE)));
    }
    expect(delays).toEqual([1, 2, 4]);
  });
});

describe('a refresh out of turn', () => {
  test('gives the connection as it is live after that', async () => {
    serve(document(B));
    const { record } = await makeTenant();
    const refreshed = await record.refreshMetadata('idp', 'sign-in', Date.now());
    expect(refreshed?.identityProvider.keys.map(({ subject }) => subject)).toEqual(['CN=rsaB.test']);
    const [entry] = (await record.audit(ALL)).items;
    expect(entry?.changes[1]).toContain('out of turn');
  });

  test.each([
    [-1, 1],
    [0, 2],
    [1, 2],
  ])('is done once in five minutes, whatever came of it: %i ms after that %i times', async (more, times) => {
    answer = () => new Response('', { status: 503 });
    const { record } = await makeTenant();
    const now = Date.now();
    await record.refreshMetadata('idp', 'sign-in', now);
    const again = await record.refreshMetadata('idp', 'sign-in', now + 5 * MINUTE + more);
    expect(asked).toHaveLength(times);
    expect(again?.id).toBe('idp');
  });

  test('is one for all who want it at the same time', async () => {
    serve(document(B));
    const { record } = await makeTenant();
    const all = await Promise.all(
      Array.from({ length: 5 }, () => record.refreshMetadata('idp', 'sign-in', Date.now())),
    );
    expect(asked).toHaveLength(1);
    for (const each of all) expect(each?.identityProvider.keys[0]?.subject).toBe('CN=rsaB.test');
  });

  test('is nothing for a connection without a source, and for none', async () => {
    const { record } = await makeTenant(sourced(document(A), {}, { metadataSource: null }));
    expect(await record.refreshMetadata('idp', 'sign-in', Date.now())).toBeNull();
    expect(await record.refreshMetadata('other', 'sign-in', Date.now())).toBeNull();
    expect(asked).toEqual([]);
  });
});
