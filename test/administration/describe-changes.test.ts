import { describe, expect, test } from 'vitest';
import { configurationOf } from '../../src/administration/configuration.ts';
import { describeChanges } from '../../src/administration/describe-changes.ts';
import type { TenantConfiguration } from '../../src/administration/tenant-record.ts';
import { peopleRulesOf } from '../../src/tenants/people-rules.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { connection, tenant } from '../support/tenants.ts';

const base = configurationOf(tenant({ branding: { colour: '#0e5a54' } }));
const changed = (changes: object) => describeChanges(base, { ...base, ...changes } as TenantConfiguration);
const inConnection = (changes: object) =>
  changed({ connections: [{ ...connection(), ...changes } as Connection] });

describe('a change in words', () => {
  test('is none where nothing changed, whatever the order of fields', () => {
    expect(inConnection(peopleRulesOf({}))).toEqual([]);
    const entries = Object.entries(structuredClone(base)).toReversed();
    expect(describeChanges(base, Object.fromEntries(entries) as unknown as TenantConfiguration)).toEqual([]);
  });

  test.each([
    [{ displayName: 'Acme Ltd' }, ['The name is “Acme Ltd” instead of “Acme”.']],
    [
      { session: { lifetimeSeconds: 60, idleTimeoutSeconds: 3_600 } },
      ['The longest session, in seconds, is 60 instead of 28800.'],
    ],
    [
      { logoUrl: 'https://acme.example/l.png' },
      ['The logo is “https://acme.example/l.png” instead of nothing.'],
    ],
    [
      { hostnames: ['a.example', 'b.example'] },
      ['The list of custom hostnames has “a.example”, “b.example” as well.'],
    ],
    [{ people: { remember: 'names' } }, ['What is remembered of people was changed.']],
    [{ branding: { colour: '#ffd600' } }, ['The colour is “#ffd600” instead of “#0e5a54”.']],
  ])('names the field, and both values: %j', (changes, sentences) => {
    expect(changed(changes)).toEqual(sentences);
  });

  test.each([
    [{ displayName: 'Okta' }, 'the name is “Okta” instead of “Acme directory”.'],
    [{ emailDomains: ['acme.example'] }, 'the list of email domains has “acme.example” as well.'],
    [
      { attributes: { ...peopleRulesOf({}).attributes, email: 'mail' } },
      'the attribute with the email address is “mail” instead of nothing.',
    ],
    [
      { groupRules: { anyOf: ['CN=App,DC=acme'] } },
      'the list of groups that may sign in has “CN=App,DC=acme” as well.',
    ],
    [
      { roles: { everybody: [], byGroup: [{ group: 'it', roles: ['admin'] }] } },
      'the list of roles of groups was changed.',
    ],
    [
      { response: { ...connection().response, unsolicited: 'accept' } },
      'what becomes of responses that nobody asked for is “accept” instead of “restart”.',
    ],
    [
      {
        identityProvider: {
          ...connection().identityProvider,
          signInEndpoints: [{ binding: 'post', location: 'https://idp.example.com/post' }],
        },
      },
      'where people are sent to sign in was changed.',
    ],
    [
      {
        identityProvider: {
          ...connection().identityProvider,
          logoutEndpoints: [
            { binding: 'redirect', location: 'https://idp.example.com/slo', responseLocation: null },
          ],
        },
      },
      'where people are sent to sign out was changed.',
    ],
  ])('names the connection: %j', (changes, sentence) => {
    expect(inConnection(changes)).toEqual([`Connection “idp”: ${sentence}`]);
  });

  test('says on and off, and the number of seconds', () => {
    const { response, request } = connection();
    const changes = {
      response: { ...response, allowSha1: true, clockSkewSeconds: 60 },
      request: { ...request, forceAuthn: true },
    };
    expect(inConnection(changes)).toEqual([
      'Connection “idp”: forcing a fresh sign-in is on instead of off.',
      'Connection “idp”: taking signatures with SHA-1 is on instead of off.',
      `Connection “idp”: how far clocks may differ, in seconds, is 60 instead of ${response.clockSkewSeconds}.`,
    ]);
  });

  test('tells lists of names apart by what came, what went, and by their order alone', () => {
    const before = { ...base, hostnames: ['a.example', 'b.example'] };
    const to = (...hostnames: string[]) => describeChanges(before, { ...before, hostnames });
    expect(to('b.example', 'c.example')).toEqual([
      'The list of custom hostnames has “c.example” as well.',
      'The list of custom hostnames no longer has “a.example”.',
    ]);
    expect(to('b.example', 'a.example')).toEqual(['The list of custom hostnames has another order.']);
    expect(to(...'abcdefgh'.split('').map((letter) => `${letter}.example`))).toEqual([
      'The list of custom hostnames has “c.example”, “d.example”, “e.example”, “f.example”, “g.example” and 1 more as well.',
    ]);
  });

  test('tells connections that came, went, or changed places', () => {
    const [one, two] = [connection({ id: 'one' }), connection({ id: 'two' })];
    const before = { ...base, connections: [one, two] };
    const to = (...connections: Connection[]) => describeChanges(before, { ...before, connections });
    expect(to(two, one)).toEqual(['The order of the connections was changed.']);
    expect(to(two, connection({ id: 'new' }))).toEqual([
      'Connection “new” was added.',
      'Connection “one” was removed.',
    ]);
  });

  test('tells certificates that came and went, by their fingerprint and end', () => {
    const { identityProvider } = connection();
    const [known] = identityProvider.keys;
    if (known === undefined) throw new Error('no key');
    const next = {
      ...known,
      key: { ...known.key, fingerprint: 'f'.repeat(64) },
      notAfter: '2031-02-03T00:00:00Z',
    };
    expect(inConnection({ identityProvider: { ...identityProvider, keys: [next] } })).toEqual([
      'Connection “idp”: the certificate ffffffffffffffff…, valid until 2031-02-03, was added.',
      `Connection “idp”: the certificate ${known.key.fingerprint.slice(0, 16)}…, valid until ${known.notAfter.slice(0, 10)}, was removed.`,
    ]);
  });
});

describe('what changes in secret', () => {
  test.each([
    ['an address of a person', { displayName: 'alice@acme.example' }, 'The name was changed.'],
    ['a URL that may carry a token', { logoUrl: 'https://a.example/?token=T0K' }, 'The logo was changed.'],
    ['an image', { logoUrl: 'data:image/png;base64,T0K' }, 'The logo was changed.'],
    ['a long text', { displayName: `T0K${'x'.repeat(100)}` }, 'The name was changed.'],
    ['a secret', { webhookSecret: 'T0K' }, 'Webhook secret was changed.'],
    ['lines', { displayName: 'T0K\nHe did it.' }, 'The name was changed.'],
  ])('is not quoted: %s', (_title, changes, sentence) => {
    expect(changed(changes)).toEqual([sentence]);
  });

  test('is not quoted in lists either', () => {
    expect(changed({ contacts: ['a@b.example'] })).toEqual(['Contacts was changed.']);
    const before = { ...base, contacts: ['b@b.example', 'plain'] };
    expect(describeChanges(before, { ...base, contacts: ['a@b.example'] } as never)).toEqual([
      'Contacts has an entry as well.',
      'Contacts no longer has an entry, “plain”.',
    ]);
  });
});

test('very many changes are a bounded number of sentences', () => {
  const many = Array.from({ length: 200 }, (_, index) => connection({ id: `c-${index}` }));
  const sentences = changed({ connections: many });
  expect(sentences).toHaveLength(50);
  expect(sentences.at(-1)).toBe('There are 152 more changes.');
});
