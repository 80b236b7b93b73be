/** Recovery accounts whose password, app and one-time code a test has; in workerd, in Node, and for scripts. */
import { randomBytes } from 'node:crypto';
import { TOTP } from 'otpauth';
import type { Author } from '../../src/administration/author.ts';
import type { RecoveryAccount, RecoveryPort } from '../../src/administration/recovery.ts';
import {
  currentParameters,
  derivePassword,
  SALT_OCTETS,
  type StoredPassword,
} from '../../src/operators/password-hash.ts';
import { hashSecret } from '../../src/operators/secret-text.ts';

export const PASSWORD = 'violet anvil under the tide';
export const CODE = '7Q2M-XK4D-9V3T-0H5N';
const TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const HOUR = 3_600_000;
const AUTHOR: Author = { kind: 'operator', id: 'op-1', name: 'Alice' };

/** Takes a third of a second: once for all accounts. */
let stored: Promise<StoredPassword> | null = null;

/** What the app shows at a time. */
export function codeAt(now: number, secret = TOTP_SECRET): string {
  return new TOTP({ secret }).generate({ timestamp: now });
}

/** Adds an account whose app was used an hour ago, so that each code of now is new. */
export async function addRecoveryAccount(
  record: RecoveryPort,
  name: string,
  codes: readonly string[] = [],
): Promise<RecoveryAccount> {
  stored ??= storePassword();
  const now = Date.now() - HOUR;
  const account = {
    name,
    password: await stored,
    totpSecret: TOTP_SECRET,
    code: codeAt(now),
    codeHashes: codes.map(hashSecret),
  };
  const added = await record.addRecoveryAccount(account, { author: AUTHOR, now });
  if (!added.ok) throw new Error(added.failure.code);
  return added.value;
}

/** Makes the address, and gives its secret. */
export async function makeRecoveryAddress(record: RecoveryPort): Promise<string> {
  const renewed = await record.renewRecoveryAddress({ author: AUTHOR, now: Date.now() });
  if (!renewed.ok) throw new Error(renewed.failure.code);
  return renewed.value;
}

/** Makes the address, and an account with a one-time code. */
export async function prepareRecovery(record: RecoveryPort) {
  const secret = await makeRecoveryAddress(record);
  return { secret, account: await addRecoveryAccount(record, 'grace', [CODE]) };
}

/** Arms it for an hour. */
export async function arm(record: RecoveryPort): Promise<void> {
  const now = Date.now();
  const armed = await record.armRecovery(now + HOUR, { author: AUTHOR, now });
  if (!armed.ok) throw new Error(armed.failure.code);
}

async function storePassword(): Promise<StoredPassword> {
  const parameters = currentParameters(randomBytes(SALT_OCTETS));
  return { ...parameters, derivedKey: await derivePassword(PASSWORD, parameters) };
}
