/** The scopes of a connection in the console's form, and in words. */
import { beforeAll, expect, test, vi } from 'vitest';
import { describePolicies } from '../../../../src/http/console/tenants/policy-words.ts';
import { type Browser, makeOperator } from '../../../abuse/operator-browser.ts';
import { fieldsOf } from '../../../support/form-fields.ts';
import { createTenant } from '../../../support/records.ts';
import { connection } from '../../../support/tenants.ts';

// Each sign-in derives a password, which takes its time on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let ada: Browser;
beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  ada = (await makeOperator('Ada')).browser;
});

test('are set, shown, kept with other changes, and taken away', async () => {
  const { slug, record } = await createTenant({ connections: [connection()] });
  const href = `/console/tenants/${slug}/connections/idp/policies`;
  const save = async (changes: Record<string, string>) => {
    const fields = fieldsOf((await ada.send(href)).text);
    const { status, text } = await ada.post(href, { ...fields, ...changes });
    const saved = (await record.read())?.draft?.configuration.connections[0];
    return { status, text, scopes: saved?.scopes, clock: saved?.response.clockSkewSeconds };
  };
  const scopes = ['acme.example', 'acme.test'];
  expect(await save({ scopes: ' ACME.example\r\nacme.test\r\n' })).toMatchObject({ status: 303, scopes });
  expect(fieldsOf((await ada.send(href)).text)['scopes']).toBe('acme.example\nacme.test');
  expect(await save({ clockSkewSeconds: '7' })).toMatchObject({ scopes, clock: 7 });
  const refused = await save({ scopes: 'alice@acme.example' });
  expect(refused).toMatchObject({ status: 422, scopes });
  expect(refused.text).toContain('what follows the @');
  expect(await save({ scopes: '' })).toMatchObject({ status: 303, scopes: undefined });
});

test('are told where there are any, or none is understood', () => {
  const told = (scopes: readonly string[] | undefined) => {
    const { identityProvider } = connection();
    const stated = scopes === undefined ? identityProvider : { ...identityProvider, scopes };
    return new Map(describePolicies(connection({ identityProvider: stated }))).get('Scopes');
  };
  expect(told(undefined)).toBeUndefined();
  expect(told([])).toBe('None is understood');
  expect(told(['a.example', 'b.example'])).toBe('a.example, b.example');
});
