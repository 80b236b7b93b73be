/** Whether a draft was seen to work: what a test counts for, what needs one, and what is kept of it. */
import { describe, expect, test } from 'vitest';
import {
  type DraftTest,
  digestConnection,
  isTested,
  untestedConnections,
} from '../../src/administration/draft-trial.ts';
import { redactChecks } from '../../src/administration/redact-checks.ts';
import type { TenantState } from '../../src/administration/tenant-record.ts';
import type { SignInCheck } from '../../src/sign-in/failure.ts';
import { peopleRulesOf } from '../../src/tenants/people-rules.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { connection } from '../support/tenants.ts';

const passed = (tried: Connection, changes: Partial<DraftTest> = {}): DraftTest => ({
  connectionId: tried.id,
  digest: digestConnection(tried),
  at: 1,
  author: { kind: 'administrator', id: 'link-1', name: 'Grace' },
  code: null,
  checks: [],
  attributes: [],
  ...changes,
});

const response = { ...connection().response, requireSigned: 'both' } as const;
const changed = connection({ response });
const [idp] = [connection()];
const metadataSource = { url: 'https://idp.example.com/m', signingCertificates: [], maxValidityDays: null };
const logoutEndpoints = [
  { binding: 'redirect', location: 'https://idp.example.com/slo', responseLocation: null },
] as const;
const entityAttributes = { categories: ['urn:x'], supportedCategories: [], certifications: [] };
const withoutKeys = { ...idp.identityProvider, keys: [] };

describe('a test', () => {
  test('counts for the connection that it was made with', () => {
    expect(isTested(idp, [passed(idp)])).toBe(true);
    expect(isTested(changed, [passed(idp)])).toBe(false);
    expect(isTested(idp, [])).toBe(false);
    expect(isTested(connection({ groupRules: { anyOf: ['staff'] } }), [passed(idp)])).toBe(false);
    expect(isTested(idp, [passed(idp, { code: 'audience_mismatch' })])).toBe(false);
    expect(isTested(idp, [passed(idp, { connectionId: 'other' })])).toBe(false);
  });

  test.each<[string, Partial<Connection>]>([
    ['its name', { displayName: 'Another' }],
    ['what is kept of it', { keepEvidenceHours: 8 }],
    ['what roles there are', { roles: { everybody: ['user'], byGroup: [] } }],
    ['a default from being left out', peopleRulesOf({})],
    ['where people sign out', { identityProvider: { ...idp.identityProvider, logoutEndpoints } }],
    ['what is certified of it', { identityProvider: { ...idp.identityProvider, entityAttributes } }],
  ])('counts on when %s changes, which decides nothing', (_words, changes) => {
    expect(digestConnection(connection(changes))).toBe(digestConnection(idp));
  });

  test('counts no more when scopes change, unless they come by themselves', () => {
    const bound = { identityProvider: { ...idp.identityProvider, scopes: ['acme.example'] } };
    const digest = digestConnection(idp);
    expect(digestConnection(connection(bound))).not.toBe(digest);
    expect(digestConnection(connection({ scopes: ['acme.example'] }))).not.toBe(digest);
    expect(digestConnection(connection({ ...bound, metadataSource }))).toBe(
      digestConnection(connection({ metadataSource })),
    );
  });

  test('counts on when keys change that come by themselves, and for no others', () => {
    const refreshed = { metadataSource, identityProvider: withoutKeys };
    expect(digestConnection(connection(refreshed))).toBe(digestConnection(connection({ metadataSource })));
    expect(digestConnection(connection({ identityProvider: withoutKeys }))).not.toBe(digestConnection(idp));
    const moved = { ...withoutKeys, entityId: 'https://other.example' };
    expect(digestConnection(connection({ metadataSource, identityProvider: moved }))).not.toBe(
      digestConnection(connection({ metadataSource })),
    );
  });
});

describe('what needs a test', () => {
  const state = (live: readonly Connection[], draft: readonly Connection[] | null) =>
    ({
      live: { configuration: { connections: live } },
      draft: draft && { configuration: { connections: draft } },
    }) as unknown as TenantState;
  const needed = (...args: Parameters<typeof state>) => untestedConnections(state(...args), []).length;

  test('is what is new, or decides otherwise than what is live', () => {
    expect(needed([idp], null)).toBe(0);
    expect(needed([idp], [])).toBe(0);
    expect(needed([idp], [connection({ displayName: 'Another' })])).toBe(0);
    expect(needed([idp], [idp, connection({ id: 'other' })])).toBe(1);
    expect(needed([idp], [changed])).toBe(1);
    expect(needed([], [idp])).toBe(1);
  });

  test('needs none any more once it has passed one', () => {
    expect(untestedConnections(state([], [idp, changed]), [passed(changed)])).toHaveLength(1);
    expect(untestedConnections(state([idp], [changed]), [passed(changed)])).toEqual([]);
  });
});

test('of checks, what may name a person is not kept', () => {
  const check = (code: SignInCheck['code'], received: string): SignInCheck => ({
    code,
    passed: false,
    expected: 'x',
    received,
  });
  const kept = redactChecks([
    check('audience_mismatch', 'https://other.example'),
    check('email_domain_mismatch', 'alice@other.example'),
    check('name_id_invalid', 'alice'),
    check('xml_malformed', 'alice'),
  ]);
  expect(kept.map(({ received }) => received)).toEqual(['https://other.example', null, null, null]);
  expect(JSON.stringify(kept)).not.toContain('alice');
});
