/** Recovery accounts whose password and app a test has, for tests inside workerd. */
import { TOTP } from 'otpauth';
import { storePassword } from '../../src/http/console/account-form.tsx';
import { hashSecret } from '../../src/operators/secret-text.ts';
import type { RecordPort } from '../../src/stores/administration.ts';
import { ALICE } from './records.ts';

export const PASSWORD = 'violet anvil under the tide';
export const CODE = '7Q2M-XK4D-9V3T-0H5N';
const TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const STEP = 30_000;

/** Takes a third of a second: once for all tests of a file. */
let stored: ReturnType<typeof storePassword> | null = null;

/** What the app shows at a time. */
export function codeAt(now: number, secret = TOTP_SECRET): string {
  return new TOTP({ secret }).generate({ timestamp: now });
}

/** Makes address and account; the account's app was used an hour ago, so that each code of now is new. */
export async function prepareRecovery(record: RecordPort, name = 'grace', now = Date.now()) {
  const renewed = await record.renewRecoveryAddress({ author: ALICE, now });
  if (!renewed.ok) throw new Error(renewed.failure.code);
  stored ??= storePassword(PASSWORD);
  const before = now - 120 * STEP;
  const added = await record.addRecoveryAccount(
    {
      name,
      password: await stored,
      totpSecret: TOTP_SECRET,
      code: codeAt(before),
      codeHashes: [hashSecret(CODE)],
    },
    { author: ALICE, now: before },
  );
  if (!added.ok) throw new Error(added.failure.code);
  return { secret: renewed.value, account: added.value };
}

/** Arms it for an hour. */
export async function arm(record: RecordPort, now = Date.now()) {
  const armed = await record.armRecovery(now + 3_600_000, { author: ALICE, now });
  if (!armed.ok) throw new Error(armed.failure.code);
  return armed.value;
}
