import { describe, expect, test } from 'vitest';
import { explain, readFailureCode } from '../../src/sign-in/explain.ts';
import { FAILURE_CODES } from './failure-codes.ts';

test('no code is explained by two layers', () => {
  expect(new Set(FAILURE_CODES).size).toBe(FAILURE_CODES.length);
});

describe.each(FAILURE_CODES)('%s', (code) => {
  const { administrator, status } = explain(code);

  test('is explained to the administrator: what, by whom and how it is mended', () => {
    expect(administrator.problem).toMatch(/^\p{Lu}.*\.$/u);
    expect(administrator.remedy).toMatch(/^\p{Lu}.*\.$/u);
    expect(['identity-provider', 'service-provider', 'operator', 'person']).toContain(administrator.mender);
  });

  test('answers with a status that says whose fault it is', () => {
    expect(status >= 500).toBe(
      [
        'internal_error',
        'connection_missing',
        'connection_trust_expired',
        'request_signing_key_missing',
        'tenant_unavailable',
        'ledger_unavailable',
        'record_unavailable',
        'application_unreachable',
        'application_timeout',
      ].includes(code),
    );
  });
});

test('a person who is likely signed in already is led on, not asked to sign in again', () => {
  for (const code of ['request_already_used', 'assertion_already_used', 'method_not_allowed'] as const) {
    expect(explain(code).person.action).toBe('continue');
  }
});

test.each([
  ['encryption_algorithm_forbidden', ['Triple DES', 'RSA 1.5', 'AES-256-GCM', 'RSA-OAEP']],
  ['encryption_algorithm_unsupported', ['AES-256-GCM', 'RSA-OAEP']],
  ['encryption_unauthenticated', ['AES-CBC', 'AES-GCM', 'allowUnauthenticatedCbc']],
  ['signature_algorithm_forbidden', ['SHA-256']],
  ['signature_algorithm_unsupported', ['SHA-256']],
] as const)('%s says what to choose instead', (code, choices) => {
  const { problem, remedy } = explain(code).administrator;
  for (const choice of choices) expect(`${problem} ${remedy}`).toContain(choice);
});

test('a code that somebody sends is one of ours, or none', () => {
  for (const code of FAILURE_CODES) expect(readFailureCode(code)).toBe(code);
  for (const other of ['', 'constructor', '__proto__', 'AUDIENCE_MISMATCH', 'audience_mismatch ']) {
    expect(readFailureCode(other)).toBeNull();
  }
});
