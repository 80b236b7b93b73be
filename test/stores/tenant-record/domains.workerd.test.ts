/** Email domains and their proofs, by calls and alarms of a record. What the DNS says is made up here; test/flow has a resolver. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type DomainProof,
  domainState,
  MAX_DOMAINS,
  MAX_FAILED_CHECKS,
} from '../../../src/administration/domain-proof.ts';
import { TenantStore } from '../../../src/stores/tenant-store.ts';
import { buildDnsAnswer, readDnsQuestion } from '../../support/dns-message.ts';
import { ALICE, administration, by, codeOf, connectionOf, createTenant } from '../../support/records.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ALL = { limit: 100, cursor: null };

/** The TXT records that there are, by name; null for a resolver that is down. */
let records: Map<string, string[]> | null;
let asked: string[];

beforeEach(() => {
  records = new Map();
  asked = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input as RequestInfo, init as RequestInit);
    const name = readDnsQuestion(new Uint8Array(await request.arrayBuffer()));
    asked.push(`${request.url} ${name}`);
    if (records === null) return new Response(null, { status: 502 });
    const answers = (records.get(name) ?? []).map((text) => ({ strings: [text] }));
    const headers = { 'content-type': 'application/dns-message' };
    return new Response(buildDnsAnswer(name, { answers }), { headers });
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const newDomain = () => `${crypto.randomUUID()}.example`;

async function newTenant() {
  const made = await createTenant();
  const { record, tenantId, slug } = made;
  const add = async (domain = newDomain()): Promise<DomainProof> => {
    const added = await record.addDomain(domain, { author: ALICE, now: Date.now() });
    if (typeof added === 'string') throw new Error(added);
    return added;
  };
  const check = async (domain: string, now = Date.now()) => {
    const checked = await record.checkDomain(domain, now);
    return typeof checked === 'string' ? checked : domainState(checked);
  };
  return {
    ...made,
    add,
    check,
    /** Publishes the record of a domain, and has it looked up. */
    async prove(domain = newDomain(), now = Date.now()) {
      publish(await add(domain));
      expect(await check(domain, now)).toBe('proven');
      return domain;
    },
    async state(domain: string) {
      const found = (await record.domains()).find((each) => each.domain === domain);
      return found === undefined ? null : domainState(found);
    },
    async runAlarmAt(now: number) {
      vi.useFakeTimers({ toFake: ['Date'], now });
      await runDurableObjectAlarm(env.TENANT_RECORD.getByName(tenantId));
      vi.useRealTimers();
    },
    actions: async () => (await record.audit(ALL)).items.map(({ action }) => action),
    events: async () => (await record.events(ALL)).items.map(({ type }) => type),
    published: () => env.TENANTS.get<{ provenDomains?: string[] }>(`tenant/${slug}`, 'json'),
    leadsHere: async (domain: string) => (await env.TENANTS.get(`domain/${domain}`)) !== null,
  };
}

const publish = ({ recordName, recordText }: DomainProof, ...others: string[]) =>
  records?.set(recordName, [...others, recordText]);

describe('a domain', () => {
  test('is proven by its record, claimed, published, and leads to the tenant from then on', async () => {
    const tenant = await newTenant();
    const domain = newDomain();
    const added = await tenant.add(domain);
    expect(added).toMatchObject({ recordName: `_edge-saml.${domain}`, provenAt: null });
    expect(added.recordText).toMatch(/^edge-saml-verification=[\w-]{32}$/);
    expect(await tenant.check(domain)).toBe('waiting');
    expect(asked).toEqual([`https://cloudflare-dns.com/dns-query _edge-saml.${domain}`]);
    expect(await tenant.leadsHere(domain)).toBe(false);

    publish(added, 'v=something else');
    expect(await tenant.check(domain, Date.now() + 10_000)).toBe('proven');
    expect((await tenant.record.read())?.provenDomains).toEqual([domain]);
    expect((await tenant.published())?.provenDomains).toEqual([domain]);
    const found = await new TenantStore(env.TENANTS).findByEmailDomain(domain, Date.now());
    expect(found?.id).toBe(tenant.tenantId);
    expect(await tenant.actions()).toEqual(['domain_proven', 'domain_added', 'tenant_created']);
    expect(await tenant.events()).toContain('domain.proven');
    const other = await createTenant();
    const taking = { connections: [connectionOf(domain)] };
    expect(
      codeOf(await other.record.publish({ ...other.state.live.configuration, ...taking }, by(ALICE))),
    ).toBe('email_domain_taken');
  });

  test('is not proven by the token of another tenant, or of another domain', async () => {
    const [one, other] = [await newTenant(), await newTenant()];
    const domain = newDomain();
    const [own, foreign] = [await one.add(domain), await other.add(domain)];
    const elsewhere = await one.add();
    expect(own.recordText).not.toBe(foreign.recordText);
    records?.set(own.recordName, [
      foreign.recordText,
      elsewhere.recordText,
      `${own.recordText} `,
      'edge-saml-verification=',
    ]);
    expect(await one.check(domain)).toBe('waiting');
    expect(await other.check(domain)).toBe('proven');
    // Now it belongs to the other one, whatever is published.
    publish(own);
    expect(await one.check(domain, Date.now() + 10_000)).toBe('waiting');
    expect((await one.record.domains()).find((each) => each.domain === domain)?.outcome).toBe('taken');
  });

  test('is looked up at most every five seconds, however often somebody asks', async () => {
    const tenant = await newTenant();
    const { domain } = await tenant.add();
    const now = Date.now();
    for (const at of [now, now, now + 4_999]) await tenant.check(domain, at);
    expect(asked).toHaveLength(1);
    await tenant.check(domain, now + 5_000);
    expect(asked).toHaveLength(2);
  });

  test('is looked up once for all who ask at the same time', async () => {
    const tenant = await newTenant();
    const { domain } = await tenant.add();
    const now = Date.now();
    await Promise.all(Array.from({ length: 10 }, () => tenant.check(domain, now)));
    expect(asked).toHaveLength(1);
  });

  test('that is added again keeps its token and its proof', async () => {
    const tenant = await newTenant();
    const domain = await tenant.prove();
    const [known] = await tenant.record.domains();
    expect(await tenant.add(domain)).toEqual(known);
  });

  test('that is removed leads nowhere any more, and is free for others once nothing serves it', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const domain = await tenant.prove();
    expect(await tenant.record.removeDomain(domain, { author: ALICE, now: Date.now() })).toBeNull();
    expect(await tenant.record.domains()).toEqual([]);
    expect(await tenant.leadsHere(domain)).toBe(false);
    expect((await tenant.published())?.provenDomains).toBeUndefined();
    expect((await tenant.actions())[0]).toBe('domain_removed');
    publish(await other.add(domain));
    expect(await other.check(domain)).toBe('waiting');
    await tenant.runAlarmAt(Date.now() + HOUR);
    expect(await other.check(domain, Date.now() + 10_000)).toBe('proven');
  });

  test('stays claimed by its proof when the configuration has it no longer', async () => {
    const tenant = await newTenant();
    const domain = await tenant.prove();
    const { configuration } = (await createTenant()).state.live;
    for (const connections of [[connectionOf(domain)], []]) {
      expect(codeOf(await tenant.record.publish({ ...configuration, connections }, by(ALICE)))).toBe('');
    }
    await tenant.runAlarmAt(Date.now() + HOUR);
    const other = await newTenant();
    publish(await other.add(domain));
    expect(await other.check(domain)).toBe('waiting');
  });
});

describe('over time', () => {
  test('a record that is published later is found by itself', async () => {
    const tenant = await newTenant();
    const added = await tenant.add();
    publish(added);
    await tenant.runAlarmAt(Date.now() + HOUR + 1);
    expect(await tenant.state(added.domain)).toBe('proven');
    expect(await tenant.leadsHere(added.domain)).toBe(true);
  });

  test('a record that is gone is told of at once, and proves nothing after five days', async () => {
    const tenant = await newTenant();
    const now = Date.now();
    const domain = await tenant.prove(newDomain(), now);
    records?.clear();
    for (let day = 1; day < MAX_FAILED_CHECKS; day++) {
      await tenant.runAlarmAt(now + day * DAY + day);
      expect(await tenant.state(domain)).toBe('failing');
      expect((await tenant.record.read())?.failingDomains).toEqual([domain]);
      expect(await tenant.leadsHere(domain)).toBe(true);
    }
    await tenant.runAlarmAt(now + MAX_FAILED_CHECKS * DAY + MAX_FAILED_CHECKS);
    expect(await tenant.state(domain)).toBe('lapsed');
    expect(await tenant.leadsHere(domain)).toBe(false);
    expect(await tenant.record.read()).toMatchObject({ provenDomains: [], failingDomains: [] });
    expect((await tenant.actions()).slice(0, 2)).toEqual(['domain_lapsed', 'domain_check_failed']);
    const events = (await tenant.events()).filter((type) => type.startsWith('domain.'));
    expect(events).toEqual(['domain.lapsed', 'domain.check_failed', 'domain.proven']);
  });

  test('a resolver that is down proves nothing and takes nothing', async () => {
    const tenant = await newTenant();
    const now = Date.now();
    const domain = await tenant.prove(newDomain(), now);
    records = null;
    for (let hour = 0; hour < 10; hour++) await tenant.runAlarmAt(now + DAY + hour * (HOUR + 1) + 1);
    expect(asked.length).toBeGreaterThan(5);
    expect(await tenant.state(domain)).toBe('proven');
    const { domain: waiting } = await tenant.add();
    expect(await tenant.check(waiting)).toBe('waiting');
  });
});

describe('what is refused', () => {
  test('a tenant that is not there, or deleted', async () => {
    const context = { author: ALICE, now: Date.now() };
    const nobody = administration.record(crypto.randomUUID());
    expect(await nobody.addDomain('acme.example', context)).toBe('tenant_unknown');
    expect(await nobody.checkDomain('acme.example', Date.now())).toBe('tenant_unknown');
    const tenant = await newTenant();
    const domain = await tenant.prove();
    await tenant.record.delete(by(ALICE));
    expect(await tenant.record.addDomain(newDomain(), context)).toBe('tenant_deleted');
    expect(await tenant.record.removeDomain(domain, context)).toBe('tenant_deleted');
    expect(await tenant.leadsHere(domain)).toBe(false);
    await tenant.runAlarmAt(Date.now() + DAY + HOUR);
    await tenant.record.restore(by(ALICE));
    expect(await tenant.state(domain)).toBe('proven');
    expect(await tenant.leadsHere(domain)).toBe(true);
  });

  test('a domain that was not added, and one too many', async () => {
    const tenant = await newTenant();
    expect(await tenant.check(newDomain())).toBe('domain_unknown');
    expect(await tenant.record.removeDomain(newDomain(), { author: ALICE, now: 0 })).toBe('domain_unknown');
    for (let index = 0; index < MAX_DOMAINS; index++) await tenant.add();
    const more = await tenant.record.addDomain(newDomain(), { author: ALICE, now: Date.now() });
    expect(more).toBe('too_many_domains');
  });
});
