/** Who proved who it is, and is outside of the pilot: nothing is consumed, and the way on is the application's own page, whole. */
import { expect, test } from 'vitest';
import { openVerifiedSession } from '../../src/sign-in/open-session.ts';
import { buildResponse, GENUINE, signXml } from '../support/signed-response.ts';
import { connection, tenant } from '../support/tenants.ts';
import { acceptedAssertion } from '../support/verdict.ts';

test.each([10, 300, 1_500])('outside of the pilot by a page of %i letters', async (letters) => {
  const assertion = await acceptedAssertion(await signXml(buildResponse(), 'Assertion'));
  const fallbackLoginUrl = `https://app.example.com/?from=${'a'.repeat(letters)}&email=%7Bemail%7D`;
  const pilot = { of: 'pilot', addresses: ['bob@acme.example'], groups: [], domains: [] } as const;
  const opened = await openVerifiedSession(
    assertion,
    tenant({ samlRequired: pilot, fallbackLoginUrl }),
    connection(),
    null,
    {
      now: GENUINE.now,
      random: new Uint8Array(16),
      ledger: {
        open: () => Promise.reject(new Error('nobody is signed in')),
        find: async () => null,
        end: async () => false,
      },
    },
  );
  expect(opened).toMatchObject({ ok: false, failure: { code: 'outside_pilot' } });
  const url = new URL(opened.ok ? '' : opened.failure.received);
  expect(url.origin).toBe('https://app.example.com');
  expect(url.searchParams.get('email')).toBe(GENUINE.nameId);
});
