/** Each switch of a connection and each setting of the deployment counts for logouts as it does for sign-ins. */
import { expect, test } from 'vitest';
import { type ReceiveLogoutContext, receiveLogout } from '../../src/sign-in/receive-log-out.ts';
import type { ResponsePolicy } from '../../src/tenants/tenant.ts';
import { decryptionKey } from '../support/decrypt.ts';
import { encryptNameId } from '../support/encrypt.ts';
import { logoutRequest, posted, SLO_URL, signedPost } from '../support/logout-messages.ts';
import { POLICIES } from '../support/policies.ts';
import { GENUINE, signXml } from '../support/signed-response.ts';
import { connection, tenant } from '../support/tenants.ts';

/** Whose sessions a LogoutRequest ends, `nobody` where that cannot be read, or the code of the refusal. */
async function outcome(
  arrival: ReturnType<typeof posted>,
  policy: Partial<ResponsePolicy> = {},
  settings: Partial<ReceiveLogoutContext> = {},
): Promise<string> {
  const response = { ...POLICIES.response, ...policy };
  let whose = '';
  const received = await receiveLogout(arrival, {
    tenant: tenant({ connections: [connection({ response })] }),
    serviceProvider: { entityId: GENUINE.spEntityId, acsUrl: GENUINE.acsUrl },
    sloUrl: SLO_URL,
    ledger: {
      endNamed: async ({ nameId }) => {
        whose = nameId?.value ?? 'nobody';
        return { outcome: 'ended', sessions: [] };
      },
      useOnce: async () => true,
    },
    pending: null,
    blockedAlgorithms: new Set(),
    decryptionKeys: [decryptionKey('spA'), decryptionKey('spB')],
    signingKey: null,
    now: GENUINE.now,
    random: new Uint8Array(16),
    ...settings,
  });
  return received.outcome === 'failed' ? received.failure.code : whose;
}

const request = logoutRequest();
const blocking = (uri: string) => ({ blockedAlgorithms: new Set([uri]) });

test('SHA-1 is for connections that allow it, unless the deployment blocks it', async () => {
  const algorithm = { scheme: 'RSA', hash: 'SHA-1' } as const;
  const weak = posted(await signXml(request, { id: '_logout1' }, { algorithm }));
  expect(await outcome(weak)).toBe('signature_algorithm_forbidden');
  expect(await outcome(weak, { allowSha1: true })).toBe(GENUINE.nameId);
  const blocked = blocking('http://www.w3.org/2000/09/xmldsig#rsa-sha1');
  expect(await outcome(weak, { allowSha1: true }, blocked)).toBe('signature_algorithm_forbidden');
});

test('what the deployment blocks is refused although it is strong', async () => {
  const signed = await signedPost(request);
  expect(await outcome(signed)).toBe(GENUINE.nameId);
  const rsa = blocking('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
  expect(await outcome(signed, {}, rsa)).toBe('signature_algorithm_forbidden');
});

test.each(['spA', 'spB'] as const)('a name that is encrypted for %s is decrypted', async (name) => {
  const encrypted = await signedPost(encryptNameId(request, { recipients: [name] }));
  expect(await outcome(encrypted)).toBe(GENUINE.nameId);
  expect(await outcome(encrypted, {}, { decryptionKeys: [] })).toBe('nobody');
});

test('a name in AES-CBC is decrypted, since it stands under a signature, and not where the deployment blocks that', async () => {
  const encrypted = await signedPost(encryptNameId(request, { content: 'aes256-cbc' }));
  expect(await outcome(encrypted)).toBe(GENUINE.nameId);
  const blocked = blocking('http://www.w3.org/2001/04/xmlenc#aes256-cbc');
  expect(await outcome(encrypted, {}, blocked)).toBe('nobody');
});

test('clocks may differ by as much as the connection says', async () => {
  const ahead = await signedPost(logoutRequest({ issueInstant: GENUINE.now + 200_000 }));
  expect(await outcome(ahead, { clockSkewSeconds: 200 })).toBe(GENUINE.nameId);
  expect(await outcome(ahead, { clockSkewSeconds: 199 })).toBe('logout_not_yet_valid');
});
