/** What a customer's administrator brings back by an earlier version, or by a draft that was overtaken: nothing of the operator's. */
import { describe, expect, test } from 'vitest';
import * as change from '../../src/administration/change.ts';
import { configurationOf } from '../../src/administration/configuration.ts';
import type { TenantConfiguration, TenantState } from '../../src/administration/tenant-record.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { connection, tenant } from '../support/tenants.ts';

const operator = { kind: 'operator', id: 'op', name: 'Alice' } as const;
const administrator = { kind: 'administrator', id: 'link', name: 'Grace' } as const;
const AUDIT = { at: 0, changes: [], restoredFrom: null };

const strict = connection();
const { response } = strict;
/** As the operator had it once. */
const loose: Connection = {
  ...strict,
  emailDomains: ['acme.example'],
  response: { ...response, unsolicited: 'accept', allowSha1: true, allowUnauthenticatedCbc: true },
};
const before = configurationOf(
  tenant({
    displayName: 'Before',
    hostnames: ['old.example'],
    recoveryOpens: 'application',
    application: { origin: 'https://retired.example', publicPaths: ['/admin/*'], protectedPaths: [] },
    unprovenEmails: 'accept',
    dangerouslyNamePeopleInEvents: true,
    session: { lifetimeSeconds: 30 * 86_400, idleTimeoutSeconds: 30 * 86_400 },
    samlRequired: { of: 'nobody', addresses: ['a@acme.example'], groups: [], domains: [] },
    connections: [{ ...loose, keepEvidenceHours: 8 }, connection({ id: 'gone' })],
  }),
);
/** As the operator has made it since. */
const live = configurationOf(
  tenant({ recoveryOpens: 'setup', unprovenEmails: 'refuse', connections: [strict] }),
);

function state(configuration: TenantConfiguration, draft: TenantConfiguration | null = null): TenantState {
  return {
    tenantId: 'id',
    slug: 'acme',
    createdAt: 0,
    revision: 5,
    live: { ...AUDIT, number: 2, configuration, author: operator },
    draft: draft && {
      ...AUDIT,
      basedOn: 1,
      configuration: draft,
      author: administrator,
      isOfAdministrator: true,
    },
    publication: { version: 2, writtenAt: 0, everywhereAt: 0, failures: 0 },
    deleted: null,
  };
}

type Author = typeof operator | typeof administrator;

function rolledBack(author: Author, now = live, version = before) {
  const earlier = {
    ...AUDIT,
    number: 1,
    configuration: version,
    author: operator,
    isOvertaken: true,
  } as const;
  const decided = change.rollBack(1, earlier, { author })(state(now));
  if (!decided.ok) throw new Error(decided.failure.code);
  return decided.value;
}

function published(author: Author) {
  const decided = change.publishDraft({ author, expectedRevision: 5 })(state(live, before));
  if (!decided.ok) throw new Error(decided.failure.code);
  return decided.value;
}

describe.each([
  ['an earlier version', rolledBack],
  ['a draft that was overtaken', published],
])('%s', (_which, bring) => {
  test('brings back nothing that is the operator’s by an administrator', () => {
    const { live: now, changes } = bring(administrator);
    const { samlRequired } = before;
    const connections = [{ ...strict, keepEvidenceHours: 8 }];
    expect(now?.configuration).toEqual({ ...live, samlRequired, connections });
    expect(changes.join(' ')).not.toMatch(/retired|Before|SHA-1/);
  });

  test('brings all of it back by an operator', () => {
    expect(bring(operator).live?.configuration).toEqual(before);
  });
});

test('an administrator goes back to another identity provider, and not past the signature that the operator asks of metadata', () => {
  const moved = { ...strict.identityProvider, entityId: 'https://moved.example.com' };
  const other = { ...live, connections: [{ ...strict, identityProvider: moved }] };
  expect(rolledBack(administrator, live, other).live?.configuration).toEqual(other);
  const [certificate] = strict.identityProvider.keys;
  const metadataSource = {
    url: 'https://idp.example.com/metadata',
    signingCertificates: certificate === undefined ? [] : [certificate],
    maxValidityDays: null,
  };
  const bound = { ...live, connections: [{ ...strict, metadataSource }] };
  expect(rolledBack(administrator, bound, other).live?.configuration).toEqual(bound);
});

test('an administrator brings back the one connection that there was, and takes one away', () => {
  const none = { ...live, connections: [] };
  expect(rolledBack(administrator, none, live).live?.configuration).toEqual(live);
  expect(rolledBack(administrator, live, none).live?.configuration).toEqual(none);
});

test('an administrator takes back whole what administrators alone took live since, but for the hostnames', () => {
  const earlier = { ...AUDIT, number: 1, configuration: before, author: operator };
  const decided = change.rollBack(1, earlier, { author: administrator })(state(live));
  expect(decided.ok && decided.value.live?.configuration).toEqual({ ...before, hostnames: live.hostnames });
});

test('fields stay in their order: a test that passed still counts', () => {
  const text = (configuration: TenantConfiguration | undefined) => JSON.stringify(configuration?.connections);
  const sourced = { ...live, connections: [{ ...strict, metadataSource: null }] };
  expect(text(rolledBack(administrator, sourced, sourced).live?.configuration)).toBe(text(sourced));
});
