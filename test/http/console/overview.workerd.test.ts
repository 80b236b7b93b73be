/** What the console shows of sign-ins that were refused: in the charts of all tenants, in the tenant's own, and who is in trouble. */
import { beforeEach, expect, test, vi } from 'vitest';
import { makeReference } from '../../../src/events/reference.ts';
import { makeOperator } from '../../abuse/operator-browser.ts';
import { ALICE, administration, by, configuration, createTenant } from '../../support/records.ts';

beforeEach(() => {
  vi.spyOn(console, 'log').mockReturnValue();
  return () => vi.restoreAllMocks();
});

/** The part of a page that is labelled so. */
function partOf(html: string, label: string): string {
  const [, part = ''] = new RegExp(`aria-labelledby="${label}"(.*?)</section>`, 's').exec(html) ?? [];
  return part;
}

test('a tenant whose people are refused is in trouble, and the charts of both say why', async () => {
  const { browser } = await makeOperator();
  const [{ record, tenantId: id, slug }, well] = [await createTenant(), await createTenant()];
  for (let count = 0; count < 3; count++) {
    const attempt = { outcome: 'refused', code: 'assertion_expired', connectionId: 'idp' } as const;
    const reference = makeReference(id);
    await record.recordSignIn({
      tenant: { id, slug },
      attempt: { ...attempt, reference, at: Date.now(), durationMilliseconds: 5 },
      session: null,
    });
  }
  // What is reported in five minutes is reported at once along with a change.
  await record.publish(configuration({ displayName: 'Acme in trouble' }), by(ALICE));
  const failing = async () => (await administration.directory.listFailing(100)).map((each) => each.slug);
  await expect.poll(failing, { timeout: 20_000 }).toContain(slug);

  const { text } = await browser.send('/console/overview');
  const trouble = partOf(text, 'trouble');
  expect(trouble).toContain('Acme in trouble');
  expect(trouble).toContain(`href="/console/tenants/${slug}/sign-ins?show=refused">3</a>`);
  expect(trouble).not.toContain(well.slug);
  expect(partOf(text, 'reasons-heading')).toContain('assertion_expired');
  const { text: own } = await browser.send(`/console/tenants/${slug}/sign-ins`);
  expect(partOf(own, 'sign-ins-heading')).toContain('0 signed in, 3 refused, 0 began anew');
  expect(partOf(own, 'reasons-heading')).toContain('assertion_expired');
});
