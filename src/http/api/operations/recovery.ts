/**
 * Recovery: how a customer's administrators come in while their identity provider does not answer. Operators arm and disarm it,
 * renew its address and remove accounts; accounts are made by those who sign in with them. A secret is in the answer that makes
 * it, and nowhere else.
 */
import * as v from 'valibot';
import { RECOVERY_HOURS, type Recovery } from '../../../administration/recovery.ts';
import { formatInstant } from '../../../saml/instant.ts';
import { closed, wholeNumber } from '../../../tenants/field-rules.ts';
import { RECOVERY_PATH } from '../../../tenants/recovery-gate.ts';
import { isRefusal } from '../answer.ts';
import { type RecoveryAnswer, recoveryAddressAnswer, recoveryAnswer } from '../answers/recovery.ts';
import { operationWithBody } from '../operation.ts';
import { refuse } from '../problem-codes.ts';
import { findTenant } from '../tenant-access.ts';
import { tenantOperation } from '../tenant-operation.ts';

/** How recovery is armed. */
export const armRecoveryInput = closed({
  hours: v.pipe(
    v.optional(wholeNumber(RECOVERY_HOURS.shortest, RECOVERY_HOURS.longest), RECOVERY_HOURS.usual),
    v.description(`From now on: ${RECOVERY_HOURS.usual} by default.`),
  ),
});
export type ArmRecoveryInput = v.InferInput<typeof armRecoveryInput>;

const HOUR = 3_600_000;

const readRecovery = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/recovery',
  operationId: 'readRecovery',
  tag: 'Recovery',
  summary: 'Read the recovery of a tenant',
  description: 'Whether it is armed, and the accounts behind it.',
  scope: 'tenants:read',
  answers: { 200: ['The recovery, without its secret.', recoveryAnswer] },
  async handle({ now }, { record }) {
    return { status: 200, body: presentRecovery(await record.recovery(now)) };
  },
});

const armRecovery = operationWithBody({
  method: 'PUT',
  path: '/tenants/{slug}/recovery/armed',
  operationId: 'armRecovery',
  tag: 'Recovery',
  summary: 'Arm the recovery of a tenant',
  description: 'Opens its address for a while; within two minutes at every edge. Told as recovery.armed.',
  scope: 'tenants:write',
  schema: () => armRecoveryInput,
  answers: { 200: ['The recovery.', recoveryAnswer] },
  problems: ['tenant_unknown', 'tenant_deleted', 'recovery_address_missing'],
  async handle({ body, author, now, ...call }) {
    const found = await findTenant(call, call.path.slug);
    if (isRefusal(found)) return found;
    const armed = await found.record.armRecovery(now + body.hours * HOUR, { author, now });
    if (armed.ok) return { status: 200, body: presentRecovery(armed.value) };
    const { code } = armed.failure;
    return refuse(code === 'recovery_address_missing' ? code : 'tenant_deleted');
  },
});

const disarmRecovery = tenantOperation({
  method: 'DELETE',
  path: '/tenants/{slug}/recovery/armed',
  operationId: 'disarmRecovery',
  tag: 'Recovery',
  summary: 'Disarm the recovery of a tenant',
  description: 'What was opened by it ends at once. Told as recovery.disarmed.',
  scope: 'tenants:write',
  answers: { 200: ['The recovery.', recoveryAnswer] },
  async handle({ author, now }, { record }) {
    return { status: 200, body: presentRecovery(await record.disarmRecovery(null, { author, now })) };
  },
});

const renewRecoveryAddress = tenantOperation({
  method: 'POST',
  path: '/tenants/{slug}/recovery/address',
  operationId: 'renewRecoveryAddress',
  tag: 'Recovery',
  summary: 'Make a new recovery address',
  description:
    'The answer holds it, this once: only the hash of its secret is stored. The one before is nothing any more.',
  scope: 'tenants:write',
  answers: { 201: ['The address.', recoveryAddressAnswer] },
  problems: ['tenant_deleted'],
  async handle({ author, now, settings }, { record, state }) {
    const renewed = await record.renewRecoveryAddress({ author, now });
    if (!renewed.ok) return refuse('tenant_deleted');
    const origin = `${settings.scheme}://${state.slug}.${settings.baseDomain}`;
    return { status: 201, body: { url: origin + RECOVERY_PATH + renewed.value } };
  },
});

const removeRecoveryAccount = tenantOperation({
  method: 'DELETE',
  path: '/tenants/{slug}/recovery/accounts/{recoveryAccountId}',
  operationId: 'removeRecoveryAccount',
  tag: 'Recovery',
  summary: 'Remove a recovery account',
  description: 'Its sessions end. The last one stays as long as everybody has to use SAML.',
  scope: 'tenants:write',
  answers: { 204: ['It is gone.', null] },
  problems: ['recovery_account_unknown', 'recovery_account_needed'],
  async handle({ path, author, now }, { record }) {
    const removed = await record.removeRecoveryAccount(path.recoveryAccountId, { author, now });
    if (!removed.ok) return refuse('recovery_account_needed');
    return removed.value ? { status: 204 } : refuse('recovery_account_unknown');
  },
});

function presentRecovery({ addressMadeAt, armedUntil, armedBy, accounts }: Recovery): RecoveryAnswer {
  const at = (instant: number | null) => (instant === null ? null : formatInstant(instant));
  return {
    addressMadeAt: at(addressMadeAt),
    armedUntil: at(armedUntil),
    armedBy,
    accounts: accounts.map(({ createdAt, lastSignInAt, ...account }) => ({
      ...account,
      createdAt: formatInstant(createdAt),
      lastSignInAt: at(lastSignInAt),
    })),
  };
}

export const RECOVERY_OPERATIONS = [
  readRecovery,
  armRecovery,
  disarmRecovery,
  renewRecoveryAddress,
  removeRecoveryAccount,
];
