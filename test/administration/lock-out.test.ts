import { describe, expect, test } from 'vitest';
import { checkEnforcement, findLockOuts } from '../../src/administration/lock-out.ts';
import type { TenantConfiguration } from '../../src/administration/tenant-record.ts';
import { peopleRulesOf } from '../../src/tenants/people-rules.ts';
import type { SamlRequired } from '../../src/tenants/saml-required.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { connection, session } from '../support/tenants.ts';

const NONE = { addresses: [], groups: [], domains: [] };
const configuration = (
  of: SamlRequired['of'],
  changes: Partial<TenantConfiguration> = {},
): TenantConfiguration => ({
  displayName: 'Acme',
  hostnames: [],
  logoUrl: null,
  privacyStatementUrl: null,
  connections: [],
  session: { lifetimeSeconds: 3_600, idleTimeoutSeconds: 600 },
  samlRequired: { ...NONE, of },
  ...changes,
});
const { samlRequired: _none, ...older } = configuration('nobody');

describe('SAML for everybody', () => {
  const facts = { hasTestedConnection: true, isRecoveryReady: true };
  const codeOf = (
    before: TenantConfiguration | null,
    after: TenantConfiguration,
    changes: Partial<typeof facts> = {},
  ) => {
    const checked = checkEnforcement(before, after, { ...facts, ...changes });
    return checked.ok ? null : checked.failure.code;
  };

  test.each([
    ['a tested connection and a recovery account', {}, null],
    ['no tested connection', { hasTestedConnection: false }, 'connection_untested'],
    ['no recovery account', { isRecoveryReady: false }, 'recovery_missing'],
    ['neither', { hasTestedConnection: false, isRecoveryReady: false }, 'connection_untested'],
  ])('with %s is %j refused with %s', (_words, changes, code) => {
    for (const before of [null, configuration('nobody'), configuration('pilot'), older]) {
      expect(codeOf(before, configuration('everybody'), changes)).toBe(code);
    }
  });

  test('asks for nothing where it is so already, or is not to be', () => {
    const nothing = { hasTestedConnection: false, isRecoveryReady: false };
    expect(codeOf(configuration('everybody'), configuration('everybody'), nothing)).toBeNull();
    for (const of of ['nobody', 'pilot'] as const) {
      expect(codeOf(configuration('everybody'), configuration(of), nothing)).toBeNull();
    }
  });
});

describe('who would lock himself out', () => {
  const sent = [
    { name: 'groups', nameFormat: null, friendlyName: null, values: ['IT'] },
    { name: 'teams', nameFormat: null, friendlyName: null, values: ['Sales'] },
  ];
  const grace = session({}, { email: 'Grace@acme.example', attributes: sent });
  const through = (changes: Partial<Connection> = {}) => ({ connections: [connection(changes)] });
  const { attributes } = peopleRulesOf({});
  const named = { administrators: { addresses: ['grace@acme.example'], groups: [] } };
  const byGroup = { administrators: { addresses: [], groups: ['IT'] } };
  const pilotOf = (changes: Partial<SamlRequired>): Partial<TenantConfiguration> => ({
    samlRequired: { ...NONE, of: 'pilot', ...changes },
  });

  test.each<[string, Partial<TenantConfiguration>, Partial<TenantConfiguration>, readonly string[]]>([
    ['is no longer listed', named, {}, ['no_longer_administrator']],
    ['is listed by group instead', named, byGroup, []],
    ['was not listed before', {}, {}, []],
    ['is left out of a pilot', named, { ...named, ...pilotOf({ groups: ['Sales'] }) }, ['outside_pilot']],
    [
      'is in the pilot by address',
      named,
      { ...named, ...pilotOf({ addresses: ['grace@acme.example'] }) },
      [],
    ],
    ['is in it by domain', named, { ...named, ...pilotOf({ domains: ['acme.example'] }) }, []],
    ['is in it by group', named, { ...named, ...pilotOf({ groups: ['IT'] }) }, []],
    ['comes in as before', through(), through({ groupRules: { anyOf: ['Ops', 'IT'] } }), []],
    ['is in no group that is let in', through(), through({ groupRules: { anyOf: ['Ops'] } }), ['not_let_in']],
    [
      'lacks what is required then',
      through(),
      through({ attributes: { ...attributes, required: ['desk'] } }),
      ['not_let_in'],
    ],
    ['has a connection no more', through(), {}, ['not_let_in']],
    [
      'is in other groups once they are read from elsewhere',
      { ...byGroup, ...through() },
      { ...byGroup, ...through({ attributes: { ...attributes, groups: 'teams' } }) },
      ['no_longer_administrator'],
    ],
    ['loses both', byGroup, pilotOf({}), ['no_longer_administrator', 'outside_pilot']],
  ])('%s', (_words, before, after, lockOuts) => {
    const found = findLockOuts(grace, configuration('nobody', before), configuration('nobody', after));
    expect(found).toEqual(lockOuts);
  });
});
