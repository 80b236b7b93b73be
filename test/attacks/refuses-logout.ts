/** A message of a single logout that is refused, and its twin, which differs by one thing and is accepted. */
import { expect } from 'vitest';
import type { LogoutExpectations } from '../../src/saml/logout-rules.ts';
import type { LogoutArrival } from '../../src/saml/receive-logout.ts';
import { logoutRequest, NAME, outcomeOfLogout, verifyArrival } from '../support/logout-messages.ts';
import { GENUINE } from '../support/signed-response.ts';

/** Whom the attacker wants to sign out. */
export const VICTIM = 'admin@acme.example';
export const FORGED = logoutRequest({ id: '_forged', name: NAME.replace(GENUINE.nameId, VICTIM) });

/**
 * Refuses, and never because of anything but the change: the unchanged twin is accepted in the same breath. Where it is the
 * signature that does not hold, there is nothing that an answer could be to, and so nobody makes us sign one.
 */
export async function refuses(
  attack: LogoutArrival,
  code: string,
  twin: LogoutArrival,
  changes: Partial<LogoutExpectations> = {},
): Promise<void> {
  expect(await outcomeOfLogout(twin, changes)).toBe('accepted');
  const refused = await verifyArrival(attack, changes);
  expect(refused).toMatchObject({ ok: false, failure: { code } });
  if (code.startsWith('signature_')) expect(refused).toHaveProperty('verifiedId', null);
}
