import { describe, expect, test } from 'vitest';
import { hashSecret } from '../../src/operators/secret-text.ts';
import { openRecoveryGate, RECOVERY_PATH } from '../../src/tenants/recovery-gate.ts';

const NOW = Date.UTC(2030, 0, 1);
const SECRET = 's'.repeat(43);
const gate = { secretHash: hashSecret(SECRET), armedUntil: NOW };
const open = (path: string, now = NOW - 1, by: typeof gate | undefined = gate) =>
  openRecoveryGate(path, by, now);

describe('a recovery address', () => {
  test.each([
    [-1, gate.secretHash],
    [0, null],
    [1, null],
  ])('at %i ms from the end of its being armed gives %s', (offset, expected) => {
    expect(open(RECOVERY_PATH + SECRET, NOW + offset)).toBe(expected);
  });

  test.each([
    ['', '/', '/sso/recovery', RECOVERY_PATH],
    [`${RECOVERY_PATH}${SECRET}/`, `${RECOVERY_PATH}${SECRET}x`, RECOVERY_PATH + SECRET.slice(1)],
    [`/sso/Recovery/${SECRET}`, `/x${RECOVERY_PATH}${SECRET}`, `/sso/12345678/${SECRET}`],
    [`${RECOVERY_PATH}${'-'.repeat(44)}`, `${RECOVERY_PATH}${gate.secretHash}`],
  ])('is no other path: %s', (...paths) => {
    for (const path of paths) expect(open(path)).toBeNull();
  });

  test('is none while nothing is armed, whatever the path', () => {
    for (const path of [RECOVERY_PATH + SECRET, `${RECOVERY_PATH}${'-'.repeat(44)}`, RECOVERY_PATH]) {
      expect(openRecoveryGate(path, undefined, 0)).toBeNull();
      expect(openRecoveryGate(path, undefined, NOW)).toBeNull();
    }
  });
});
