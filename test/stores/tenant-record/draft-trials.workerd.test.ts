/** What a record knows of drafts that are tried out, and of refused sign-ins: for how long, and of which tenant. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { SignInAttempt } from '../../../src/administration/attempt.ts';
import { type DraftTest, digestConnection } from '../../../src/administration/draft-trial.ts';
import { EVIDENCE_KEPT } from '../../../src/stores/tenant-record/refusals.ts';
import { ALICE, by, configuration, connectionOf, createTenant, must } from '../../support/records.ts';
import { session } from '../../support/tenants.ts';

const HOUR = 3_600_000;
const live = { ...connectionOf(), keepEvidenceHours: 2 };
const drafted = { ...live, response: { ...live.response, requireSigned: 'both' } } as const;
const digest = digestConnection(drafted);
const REFERENCE = '7Q2M-XK4D';

type Made = Awaited<ReturnType<typeof withDraft>>;

async function withDraft() {
  const made = await createTenant({ connections: [live] });
  must(await made.record.saveDraft(configuration({ connections: [drafted] }), by(ALICE)));
  const { tenantId: id, slug } = made;
  const at = Date.now();
  const entry = (changes: Partial<SignInAttempt>) => ({
    tenant: { id, slug },
    attempt: {
      reference: REFERENCE,
      at,
      outcome: 'refused',
      code: 'signature_required',
      connectionId: 'idp',
      durationMilliseconds: 9,
      ...changes,
    } as const,
    session: null,
  });
  const signedIn = { ...entry({ outcome: 'signed_in', code: null }), session: session() };
  const refuse = (reference = REFERENCE, expiresAt = at + 2 * HOUR) =>
    made.record.recordSignIn({
      ...entry({ reference }),
      checks: [{ code: 'signature_required', passed: false, expected: 'a', received: 'b' }],
      evidence: { sealed: `sealed ${reference}`, expiresAt },
    });
  return { ...made, at, entry, signedIn, refuse };
}

const testOf = (changes: Partial<DraftTest> = {}): DraftTest => ({
  connectionId: 'idp',
  digest,
  at: 1,
  author: ALICE,
  code: null,
  checks: [],
  attributes: [{ name: 'email', friendlyName: null, values: 1 }],
  ...changes,
});

/** What the alarm finds and does at a time. */
async function runAlarmAt({ tenantId }: Made, now: number): Promise<void> {
  const object = env.TENANT_RECORD.getByName(tenantId);
  await runInDurableObject(object, async (_record, { storage }) => {
    const ahead = now - Date.now();
    storage.sql.exec('UPDATE evidence SET expires_at = expires_at - ?, at = at - ?', ahead, ahead);
    storage.sql.exec("UPDATE agenda SET due_at = due_at - ? WHERE task = 'evidence'", ahead);
    await storage.setAlarm(Date.now() + 24 * HOUR);
  });
  await runDurableObjectAlarm(object);
}

function countEvidence({ tenantId }: Made): Promise<number> {
  return runInDurableObject(env.TENANT_RECORD.getByName(tenantId), (_record, { storage: { sql } }) =>
    Number(sql.exec('SELECT count(*) AS total FROM evidence').one()['total']),
  );
}

describe('tests of a draft', () => {
  test('are kept, the last of each connection, and outlive going live', async () => {
    const { record } = await withDraft();
    await record.noteDraftTest(testOf({ code: 'audience_mismatch' }));
    await record.noteDraftTest(testOf());
    expect((await record.draftTrials()).tests).toEqual([testOf()]);
    must(await record.publishDraft(by(ALICE)));
    expect((await record.draftTrials()).tests).toHaveLength(1);
    must(await record.publish(configuration(), by(ALICE)));
    expect((await record.draftTrials()).tests).toEqual([]);
  });
});

describe('the shadow', () => {
  test('asks for nothing while it is off, and for the draft while it is on', async () => {
    const { record, signedIn, entry, tenantId } = await withDraft();
    expect(await record.recordSignIn(signedIn)).toBeNull();
    expect(await record.switchShadow(true, { author: ALICE, now: 5 })).toBe(true);
    expect(await record.recordSignIn(signedIn)).toMatchObject({
      tenant: { id: tenantId, connections: [{ response: { requireSigned: 'both' } }] },
      connection: { id: 'idp', response: { requireSigned: 'both' } },
      digest,
    });
    expect(await record.recordSignIn(entry({}))).not.toBeNull();
    expect(await record.recordSignIn(entry({ outcome: 'restarted' }))).toBeNull();
    expect(await record.recordSignIn(entry({ connectionId: 'other' }))).toBeNull();
    expect(await record.recordSignIn(entry({ connectionId: null }))).toBeNull();
    await record.switchShadow(false, { author: ALICE, now: 6 });
    expect(await record.recordSignIn(signedIn)).toBeNull();
    const { items } = await record.audit({ limit: 10, cursor: null });
    expect(items.filter(({ action }) => action === 'shadow_switched')).toHaveLength(2);
  });

  test('counts what came of it, for the draft as it is', async () => {
    const { record } = await withDraft();
    const count = { connectionId: 'idp', digest, live: 'signed_in', code: null, lastAt: 7 } as const;
    await record.noteShadow(count);
    expect((await record.draftTrials()).counts).toEqual([]);
    await record.switchShadow(true, { author: ALICE, now: 5 });
    await record.noteShadow(count);
    await record.noteShadow({ ...count, lastAt: 8 });
    await record.noteShadow({ ...count, code: 'signature_required' });
    expect(await record.draftTrials()).toMatchObject({
      shadow: { since: 5, author: ALICE },
      counts: [
        { ...count, total: 2, lastAt: 8 },
        { code: 'signature_required', total: 1 },
      ],
    });
    must(await record.saveDraft(configuration({ connections: [live] }), by(ALICE)));
    expect((await record.draftTrials()).counts).toEqual([]);
  });

  test.each(['published', 'discarded'])(
    'is off when the draft is %s, and cannot be on without one',
    async (what) => {
      const { record } = await withDraft();
      await record.switchShadow(true, { author: ALICE, now: 5 });
      must(await (what === 'published' ? record.publishDraft(by(ALICE)) : record.discardDraft(by(ALICE))));
      expect((await record.draftTrials()).shadow).toBeNull();
      expect(await record.switchShadow(true, { author: ALICE, now: 5 })).toBe(false);
    },
  );
});

describe('evidence', () => {
  test('is given until its time is over, and the audit trail tells who took it', async () => {
    const { record, refuse, at } = await withDraft();
    await refuse();
    expect(await record.refusal(REFERENCE.toLowerCase(), at)).toMatchObject({
      attempt: { code: 'signature_required' },
      checks: [{ code: 'signature_required' }],
      evidenceUntil: at + 2 * HOUR,
    });
    const take = (now: number, reference = REFERENCE) =>
      record.takeEvidence(reference, { author: ALICE, now });
    expect(await take(at + 2 * HOUR - 1)).toMatchObject({ sealed: `sealed ${REFERENCE}` });
    expect(await take(at + 2 * HOUR)).toBeNull();
    expect(await take(at, 'AAAA-AAAA')).toBeNull();
    expect((await record.refusal(REFERENCE, at + 2 * HOUR))?.evidenceUntil).toBeNull();
    const { items } = await record.audit({ limit: 10, cursor: null });
    expect(items.filter(({ action }) => action === 'sign_in_retried')).toHaveLength(1);
  });

  test('of one tenant is not there for another', async () => {
    const [one, other] = [await withDraft(), await withDraft()];
    await one.refuse();
    expect(await other.record.refusal(REFERENCE, one.at)).toBeNull();
    expect(await other.record.takeEvidence(REFERENCE, by(ALICE))).toBeNull();
  });

  test('is erased by the alarm at its time, and not before', async () => {
    const made = await withDraft();
    await made.refuse('AAAA-AAAA', made.at + HOUR);
    await made.refuse('BBBB-BBBB', made.at + 2 * HOUR);
    await runAlarmAt(made, made.at + HOUR / 2);
    expect(await countEvidence(made)).toBe(2);
    await runAlarmAt(made, made.at + HOUR);
    expect(await countEvidence(made)).toBe(1);
    await runAlarmAt(made, made.at + 2 * HOUR);
    expect(await countEvidence(made)).toBe(0);
  });

  test.each([
    ['is erased when none is to be kept any more', { ...live, keepEvidenceHours: 0 }, 0],
    ['is erased with its connection', { ...live, id: 'other' }, 0],
    ['ends earlier when it is to be kept for less long', { ...live, keepEvidenceHours: 1 }, 1],
    ['is kept for no longer than was said then', { ...live, keepEvidenceHours: 72 }, 1],
  ])('%s', async (_words, connection, left) => {
    const made = await withDraft();
    await made.refuse();
    must(await made.record.publish(configuration({ connections: [connection] }), by(ALICE)));
    const until = (await made.record.refusal(REFERENCE, made.at))?.evidenceUntil ?? null;
    expect(until).toBe(left === 0 ? null : made.at + Math.min(connection.keepEvidenceHours, 2) * HOUR);
    await runAlarmAt(made, Date.now() + 1);
    expect(await countEvidence(made)).toBe(left);
  });

  test('is of the last few alone', async () => {
    const made = await withDraft();
    for (let index = 0; index <= EVIDENCE_KEPT; index++)
      await made.refuse(`AAAA-${String(index).padStart(4, '0')}`);
    expect(await countEvidence(made)).toBe(EVIDENCE_KEPT);
    expect(await made.record.takeEvidence('AAAA-0000', by(ALICE))).toBeNull();
    expect(await made.record.takeEvidence('AAAA-0001', by(ALICE))).not.toBeNull();
  });
});

describe('going back', () => {
  test('as a customer’s administrator brings back who administers, and nothing that the operator changed', async () => {
    const administrators = { addresses: ['grace@acme.example'], groups: [] };
    const made = await createTenant({
      hostnames: ['old.example'],
      recoveryOpens: 'application',
      administrators,
    });
    must(await made.record.publish(configuration({ displayName: 'New' }), by(ALICE)));
    const grace = { kind: 'administrator', id: 'link-1', name: 'Grace' } as const;
    const back = must(await made.record.rollBack(1, by(grace)));
    expect(back.live.configuration).toEqual(configuration({ displayName: 'New', administrators }));
    const undone = must(await made.record.rollBack(2, by(grace)));
    expect(undone.live.configuration).toEqual(configuration({ displayName: 'New' }));
  });
});
