/** Every outcome has a number, and each number is found again: in the API, whoever's record has it. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import { makeReference } from '../../src/events/reference.ts';
import type { ReferenceAnswer } from '../../src/http/api/answers/reference.ts';
import { callApi, makeKey } from '../support/operator-api.ts';
import { ALICE, administration, by, configuration, createTenant } from '../support/records.ts';
import { session } from '../support/tenants.ts';

const NOW = Date.now();

const errorOf = (reference: string) =>
  ({ kind: 'error', reference, at: NOW, code: 'internal_error', connectionId: null }) as const;

async function find(reference: string): Promise<ReferenceAnswer['items']> {
  const answer = await callApi('GET', `/references/${encodeURIComponent(reference)}`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as ReferenceAnswer).items;
}

describe('is found by its number', () => {
  test('a refusal, with what it means, who mends it, its stages and its checks', async () => {
    const { record, tenantId: id, slug } = await createTenant();
    const reference = makeReference(id);
    const check = { code: 'audience_mismatch', expected: 'https://acme.example/sp', passed: false } as const;
    await record.recordSignIn({
      tenant: { id, slug },
      attempt: {
        reference,
        at: NOW,
        outcome: 'refused',
        code: 'audience_mismatch',
        connectionId: 'okta',
        durationMilliseconds: 12,
        details: { stages: { receive: 3, read: 1 }, colo: 'AMS' },
      },
      session: null,
      checks: [{ ...check, received: 'https://other.example/sp' }],
    });
    const [item] = await find(reference.toLowerCase().replace('-', ' '));
    expect(item).toMatchObject({
      kind: 'sign_in',
      tenant: slug,
      at: new Date(NOW).toISOString(),
      code: 'audience_mismatch',
      outcome: 'refused',
      connectionId: 'okta',
      durationMilliseconds: 12,
      details: { stages: { receive: 3, read: 1 }, colo: 'AMS' },
      explanation: { mender: 'identity-provider' },
      checks: [{ ...check, received: 'https://other.example/sp' }],
    });
  });

  test('a sign-in and a sign-out, without who it was', async () => {
    const { record, tenantId: id, slug } = await createTenant({ people: { remember: 'names' } });
    const [came, went] = [makeReference(id), makeReference(id)];
    const open = session();
    const attempt = { at: NOW, outcome: 'signed_in', code: null, connectionId: 'idp' } as const;
    const tenant = { id, slug };
    await record.recordSignIn({
      tenant,
      attempt: { ...attempt, reference: came, durationMilliseconds: 1 },
      session: open,
    });
    await record.recordSignOut({ tenant, session: open, reference: went, at: NOW + 1 });
    const items = [...(await find(came)), ...(await find(went))];
    expect(items).toMatchObject([
      { kind: 'sign_in', code: 'signed_in', explanation: null, checks: [] },
      { kind: 'sign_out', code: 'signed_out', connectionId: open.connectionId },
    ]);
    expect(JSON.stringify(items)).not.toMatch(/alice|andersen|example\.com/i);
  });

  test('a change, which the log tells by the same number', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue();
    const { slug } = await createTenant();
    const told = log.mock.calls.map(([line]) => JSON.parse(line)).find(({ tenant }) => tenant === slug);
    log.mockRestore();
    expect(told).toMatchObject({ event: 'change', code: 'tenant_created' });
    expect(await find(told.reference)).toMatchObject([
      { kind: 'change', tenant: slug, code: 'tenant_created', author: { name: 'Alice' } },
    ]);
  });

  test('an error', async () => {
    const { record, tenantId, slug } = await createTenant();
    const reference = makeReference(tenantId);
    await record.recordHappening(errorOf(reference));
    expect(await find(reference)).toMatchObject([{ kind: 'error', tenant: slug, code: 'internal_error' }]);
  });

  test('a change of the deployment itself, which the log tells without whom it was done to', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue();
    const { id } = await makeKey(['tenants:read']);
    const told = log.mock.calls.map(([line]) => JSON.parse(line)).find(({ code }) => code === 'key.made');
    log.mockRestore();
    expect(told).toMatchObject({ event: 'change', tenant: null });
    expect(JSON.stringify(told)).not.toContain(id);
    expect(await find(told.reference)).toMatchObject([
      { kind: 'change', tenant: null, code: 'key.made', changes: [expect.stringContaining(id)] },
    ]);
  });

  test('a delivery of a webhook, however it went, which the log tells by the same number', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue();
    const { record, tenantId, slug } = await createTenant();
    const endpoint = { url: 'https://receiver.example/', types: [], enabled: true } as const;
    const made = await record.createWebhook(endpoint, { author: ALICE, now: NOW });
    if (!made.ok) throw new Error(made.failure.code);
    // An address that is never called.
    await runInDurableObject(env.TENANT_RECORD.getByName(tenantId), (_record, { storage }) => {
      storage.sql.exec("UPDATE webhook_endpoints SET url = 'https://10.0.0.1/'");
    });
    await record.publish(configuration({ displayName: 'Acme again' }), by(ALICE));
    const tries = () =>
      log.mock.calls
        .map(([line]) => JSON.parse(String(line)))
        .filter(({ event, tenant }) => event === 'webhook' && tenant === slug);
    await expect.poll(tries, { timeout: 30_000 }).not.toEqual([]);
    const [{ code, reference }] = tries();
    log.mockRestore();
    expect(code).toBe('url_refused');
    expect(await find(reference)).toMatchObject([
      { kind: 'webhook', delivery: { webhookId: made.value.endpoint.id } },
    ]);
  });

  test('in a deleted tenant, too', async () => {
    const { record, tenantId } = await createTenant();
    const reference = makeReference(tenantId);
    await record.recordHappening(errorOf(reference));
    await record.delete(by(ALICE));
    expect(await find(reference)).toHaveLength(1);
  });
});

test.each(['7Q2M-XK4D', 'x', '%00', 'UUUU-UUUU', `${'A'.repeat(300)}`])(
  '%j is unknown',
  async (reference) => {
    const answer = await callApi('GET', `/references/${encodeURIComponent(reference)}`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'reference_unknown' });
  },
);

test('takes a key that may read the trail', async () => {
  const { key } = await makeKey(['tenants:read']);
  expect((await callApi('GET', '/references/7Q2M-XK4D', { token: key })).status).toBe(403);
});

test('what a tenant counts comes to the deployment with its next report, once', async () => {
  const { record, tenantId: id, slug } = await createTenant();
  const hour = Math.floor(NOW / 3_600_000);
  const total = async () => {
    const counts = await administration.directory.signInHours(hour);
    return counts.find(({ what }) => what === 'refused:assertion_expired')?.total ?? 0;
  };
  const before = await total();
  const attempt = { outcome: 'refused', code: 'assertion_expired', connectionId: 'idp' } as const;
  for (let count = 0; count < 3; count++) {
    await record.recordSignIn({
      tenant: { id, slug },
      attempt: { ...attempt, reference: makeReference(id), at: NOW, durationMilliseconds: 5 },
      session: null,
    });
  }
  await record.publish(configuration({ displayName: 'Acme again' }), by(ALICE));
  await expect.poll(total, { timeout: 20_000 }).toBe(before + 3);
  expect((await administration.directory.listFailing(100)).map((each) => each.slug)).toContain(slug);
});
