/** What lapses one day: certificates, metadata and keys, of one tenant, and of all of the deployment. */
import * as v from 'valibot';
import { listDeploymentExpiries } from '../../../administration/deployment-expiries.ts';
import { grantsScope } from '../../../operators/scopes.ts';
import { formatInstant } from '../../../saml/instant.ts';
import { administrationOf } from '../../../stores/administration.ts';
import { operatorAccounts } from '../../../stores/operator-accounts/operator-accounts.ts';
import { daysLeft, EXPIRY_NOTICE_DAYS, endOfNotice, listExpiries } from '../../../tenants/expiries.ts';
import { list } from '../answers/common.ts';
import {
  type DeploymentExpiriesAnswer,
  deploymentExpiriesAnswer,
  type ExpiryAnswer,
  expiryAnswer,
} from '../answers/expiries.ts';
import { operation } from '../operation.ts';
import { tenantOperation } from '../tenant-operation.ts';

const MAX_TENANTS = 200;

const listAllExpiries = operation({
  method: 'GET',
  path: '/expiries',
  operationId: 'listAllExpiries',
  tag: 'Activity',
  summary: 'List what lapses soon',
  description: `What lapses within ${EXPIRY_NOTICE_DAYS} days, and what has lapsed, the next first: certificates and metadata of tenants, certificates of the deployment's own keys, API keys.`,
  scope: 'tenants:read',
  answers: { 200: ['All of it.', deploymentExpiriesAnswer] },
  async handle({ env, settings, scopes, now }) {
    const [apiKeys, tenants] = await Promise.all([
      grantsScope(scopes, 'keys:read') ? operatorAccounts(env.OPERATOR_ACCOUNTS).listKeys() : [],
      administrationOf(env).directory.listExpiring(now, MAX_TENANTS),
    ]);
    const soon = listDeploymentExpiries(settings.spKeys, apiKeys).filter(
      ({ expiresAt }) => expiresAt <= endOfNotice(now),
    );
    const body: DeploymentExpiriesAnswer = {
      deployment: soon.map(({ what, id, name, expiresAt }) => ({
        what,
        id,
        name,
        ...presentEnd(expiresAt, now),
      })),
      tenants: tenants.flatMap(({ slug, displayName, nextExpiryAt }) =>
        nextExpiryAt === null ? [] : [{ slug, displayName, ...presentEnd(nextExpiryAt, now) }],
      ),
    };
    return { status: 200, body };
  },
});

const listTenantExpiries = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/expiries',
  operationId: 'listTenantExpiries',
  tag: 'Activity',
  summary: 'List what of a tenant lapses',
  description: 'One day or soon, the next first. Pinned keys outlive their certificates; metadata does not.',
  scope: 'tenants:read',
  answers: { 200: ['All of it.', v.object({ items: list(expiryAnswer) })] },
  async handle(call, found) {
    const items = listExpiries(found.state.live.configuration).map(
      ({ what, connectionId, subject, fingerprint, expiresAt }): ExpiryAnswer => ({
        what,
        connectionId,
        subject,
        sha256: fingerprint,
        ...presentEnd(expiresAt, call.now),
      }),
    );
    return { status: 200, body: { items } };
  },
});

function presentEnd(expiresAt: number, now: number) {
  return { expiresAt: formatInstant(expiresAt), daysLeft: daysLeft({ expiresAt }, now) };
}

export const EXPIRY_OPERATIONS = [listAllExpiries, listTenantExpiries];
