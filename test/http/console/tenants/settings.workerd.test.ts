/** The console's form about a tenant: what it saves in the draft, and what it leaves as it is. */
import { beforeAll, expect, test, vi } from 'vitest';
import { type Browser, makeOperator } from '../../../abuse/operator-browser.ts';
import { fieldsOf } from '../../../support/form-fields.ts';
import { createTenant } from '../../../support/records.ts';

// Each sign-in derives a password, which takes its time on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let ada: Browser;
beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  ada = (await makeOperator('Ada')).browser;
});

test('sets a discovery service, shows it, keeps it with other changes, and takes it away', async () => {
  const { slug, record } = await createTenant();
  const path = `/console/tenants/${slug}/settings`;
  const save = async (changes: Record<string, string>) => {
    const fields = fieldsOf((await ada.send(path)).text);
    const { status, text } = await ada.post(path, { ...fields, ...changes });
    const draft = (await record.read())?.draft?.configuration;
    return { status, text, service: draft?.discoveryServiceUrl, displayName: draft?.displayName };
  };
  const url = 'https://ds.example/pick?lang=de';
  expect(await save({ discoveryServiceUrl: ` ${url} ` })).toMatchObject({ status: 303, service: url });
  expect(fieldsOf((await ada.send(path)).text)['discoveryServiceUrl']).toBe(url);
  expect(await save({ displayName: 'Acme Ltd' })).toMatchObject({ service: url, displayName: 'Acme Ltd' });
  const refused = await save({ discoveryServiceUrl: 'https://10.0.0.1/' });
  expect(refused).toMatchObject({ status: 422, service: url });
  expect(refused.text).toContain('The discovery service');
  expect(await save({ discoveryServiceUrl: '' })).toMatchObject({ status: 303, service: null });
});
