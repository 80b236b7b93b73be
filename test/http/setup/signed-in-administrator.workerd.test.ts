/** Who comes to the set-up pages without a link: those whom the tenant names, signed in, and nobody else. */
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { createApp } from '../../../src/app.ts';
import type { AdministratorsPolicy } from '../../../src/tenants/administrators.ts';
import { ALICE, by, configuration, connectionOf, createTenant, must } from '../../support/records.ts';
import { signInAs } from '../../support/signed-in.ts';

const app = createApp();
const context = { waitUntil() {}, passThroughOnException() {} } as unknown as ExecutionContext;
const GRACE: AdministratorsPolicy = { addresses: ['grace@acme.example'], groups: [] };
const connections = [connectionOf()];

async function newTenant(administrators: AdministratorsPolicy = GRACE) {
  const tenant = await createTenant({ connections, administrators });
  const origin = `http://${tenant.slug}.${env.BASE_DOMAIN}`;
  const send = (path: string, cookie: string, form?: Record<string, string>) =>
    app.fetch(
      new Request(`${origin}/sso/setup${path}`, {
        redirect: 'manual',
        headers: { Cookie: cookie, ...(form === undefined ? {} : { Origin: origin }) },
        ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
      }),
      env,
      context,
    );
  const audited = async () =>
    (await tenant.record.audit({ limit: 50, cursor: null })).items.filter(
      ({ action }) => action === 'administrator_entered',
    );
  return { ...tenant, send, audited };
}

const isDoor = (html: string) => html.includes('Open your set-up link');
const setupCookie = (answer: Response) => answer.headers.get('Set-Cookie')?.split(';')[0] ?? '';
const formTokenIn = (html: string) => /name="formToken" value="([\w-]+)"/.exec(html)?.[1] ?? '';

describe('a signed-in person', () => {
  test('whose address is listed comes in, which the audit trail tells once, by the person’s own id', async () => {
    const { tenantId, send, audited } = await newTenant();
    const { cookie } = await signInAs(tenantId, { email: 'Grace@ACME.example' });
    const first = await send('', cookie);
    expect(isDoor(await first.text())).toBe(false);
    const both = `${cookie}; ${setupCookie(first)}`;
    expect(isDoor(await (await send('', both)).text())).toBe(false);
    const entries = await audited();
    expect(entries).toHaveLength(1);
    expect(entries[0]?.author).toEqual({ kind: 'administrator', id: expect.any(String), name: 'Grace' });
    expect(JSON.stringify(entries)).not.toContain('acme.example');
  });

  test('of a listed group comes in', async () => {
    const { tenantId, send } = await newTenant({ addresses: [], groups: ['IT staff'] });
    const attributes = [{ name: 'groups', values: ['all', 'IT staff'] }] as never;
    const { cookie } = await signInAs(tenantId, { attributes });
    expect(isDoor(await (await send('', cookie)).text())).toBe(false);
  });

  test.each([
    ['with another address', GRACE, { email: 'ada@acme.example' }],
    ['without an address', GRACE, { email: null }],
    ['of a group that is written in another way', { addresses: [], groups: ['it staff'] }, {}],
    ['where nobody is named', { addresses: [], groups: [] }, {}],
  ])('%s is asked for a link, and leaves no trace', async (_words, administrators, who) => {
    const { tenantId, send, audited } = await newTenant(administrators);
    const attributes = [{ name: 'groups', values: ['IT staff'] }] as never;
    const { cookie } = await signInAs(tenantId, { attributes, ...who });
    const answer = await send('', cookie);
    expect(isDoor(await answer.text())).toBe(true);
    expect(answer.headers.get('Set-Cookie')).toBeNull();
    expect(await audited()).toEqual([]);
  });

  test('cannot post without the token of the form, nor come in by a post', async () => {
    const { tenantId, send } = await newTenant();
    const { cookie } = await signInAs(tenantId);
    expect((await send('/finish', cookie, {})).status).toBe(403);
    const entered = await send('', cookie);
    const both = `${cookie}; ${setupCookie(entered)}`;
    expect((await send('/finish', both, { formToken: 'x' })).status).toBe(403);
    const formToken = formTokenIn(await entered.text());
    expect((await send('/finish', both, { formToken })).status).toBe(200);
  });

  test.each(['signed out', 'no longer named', 'signed in as somebody else'])(
    'who is %s is out at the next request',
    async (what) => {
      const { tenantId, record, send } = await newTenant();
      const { cookie, session, ledger } = await signInAs(tenantId);
      const entered = setupCookie(await send('', cookie));
      let now = cookie;
      if (what === 'signed out') await ledger.end(session.id);
      if (what === 'no longer named') {
        const nobody = configuration({ connections, administrators: { addresses: [], groups: [] } });
        must(await record.publish(nobody, by(ALICE)));
      }
      if (what === 'signed in as somebody else')
        now = (await signInAs(tenantId, { accountKey: 'eve' })).cookie;
      const answer = await send('', `${now}; ${entered}`);
      expect(isDoor(await answer.text())).toBe(true);
      expect(answer.headers.get('Set-Cookie')).toContain('__Host-setup=; Max-Age=0');
    },
  );

  test('finds nothing to set up at a deleted tenant', async () => {
    const { tenantId, record, send, audited } = await newTenant();
    const { cookie } = await signInAs(tenantId);
    await record.delete(by(ALICE));
    expect((await send('', cookie)).headers.get('Set-Cookie')).toBeNull();
    expect(await audited()).toEqual([]);
  });
});
