import { expect, test } from 'vitest';
import { asText } from '../../../scripts/explain/as-text.ts';
import { styleFor } from '../../../scripts/inspect/terminal-text.ts';
import type { ReferenceItemAnswer } from '../../../src/http/api/answers/reference.ts';

const item = (changes: Partial<ReferenceItemAnswer>): ReferenceItemAnswer => ({
  kind: 'sign_in',
  tenant: 'acme',
  at: '2026-11-22T08:00:00Z',
  code: 'audience_mismatch',
  outcome: 'refused',
  connectionId: 'okta',
  durationMilliseconds: 12,
  details: { stages: { receive: 3, ledger: 7.3 }, colo: 'AMS' },
  explanation: { problem: 'It is for another.', remedy: 'Set the audience.', mender: 'identity-provider' },
  checks: [
    { code: 'xml_malformed', passed: true, expected: 'strict XML', received: 'one' },
    { code: 'audience_mismatch', passed: false, expected: 'https://acme.example', received: 'https://x' },
  ],
  author: null,
  changes: [],
  delivery: null,
  ...changes,
});

const write = (changes: Partial<ReferenceItemAnswer>) =>
  asText({ reference: '7Q2M-XK4D', items: [item(changes)] }, styleFor(false));

test('a refusal is told with what it means, who mends it, and what was expected', () => {
  expect(write({}).split('\n')).toEqual([
    '7Q2M-XK4D: A sign-in of the tenant acme',
    '  when         2026-11-22T08:00:00Z',
    '  how it went  it was refused, audience_mismatch',
    '  connection   okta',
    '  took         12 ms',
    '  stages       receive 3 ms, ledger 7.3 ms',
    '  served at    AMS',
    '  means        It is for another.',
    '  to do        Set the audience. To be mended at the identity provider.',
    '  failed       audience_mismatch',
    '                 expected https://acme.example',
    '                 received https://x',
    '  passed       1 checks',
  ]);
});

const NONE = { outcome: null, connectionId: null, durationMilliseconds: null, details: null } as const;
const BARE = { ...NONE, explanation: null, checks: [] } as const;

test('a change is told with who made it, and what it changed', () => {
  const author = { kind: 'operator', id: '1', name: 'Ada' } as const;
  const text = write({
    ...BARE,
    kind: 'change',
    code: 'version_published',
    author,
    changes: ['One.', 'Two.'],
  });
  expect(text).toMatch(/by {11}Ada\n {2}changed {6}One\.\n {2}changed {6}Two\.$/);
});

test('a webhook of the deployment itself is told with what became of it', () => {
  const delivery = { eventType: 'tenant.changed', webhookId: 'whe_1', state: 'given_up', tries: 9 };
  const text = write({ ...BARE, kind: 'webhook', tenant: null, code: 'timeout', delivery });
  expect(text).toContain('A webhook of the deployment itself');
  expect(text).toContain('given_up, after 9 tries');
});

test('what may be about a person is said not to be kept, and nothing acts on the terminal', () => {
  const checks = [{ code: 'account_key_missing', passed: false, expected: 'a\u001b[31m', received: null }];
  const text = write({ checks, connectionId: 'x\u202e' });
  expect(text).toContain('not kept');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none.
  expect(text).not.toMatch(/[\u001b\u202e]/);
});
