import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  signWebhook,
  TOLERANCE_SECONDS,
  verifyWebhook,
  writeWebhookSecret,
} from '../../src/webhooks/signature.ts';

const SECRET = writeWebhookSecret(new Uint8Array(32).fill(7));
const OTHER = writeWebhookSecret(new Uint8Array(32).fill(8));
const SECONDS = 1_795_000_000;
const BODY = '{"type":"tenant.changed","displayName":"Ångström ✓"}';
const message = { id: 'evt_1', timestamp: SECONDS, body: BODY };
const newest = { id: 'k2', secret: SECRET };
const older = { id: 'k1', secret: OTHER };

async function judge(
  changes: Readonly<Record<string, string>> = {},
  { body = BODY, secret = SECRET, now = SECONDS * 1000 } = {},
) {
  const headers = new Headers({ ...(await signWebhook(message, [newest])), ...changes });
  const verified = await verifyWebhook(headers, body, secret, now);
  return verified.ok ? verified.value.id : verified.failure.code;
}

describe('a signature', () => {
  test('is what the scheme says, computed by other means', async () => {
    const headers = await signWebhook(message, [newest]);
    const key = Buffer.from(SECRET.replace('whsec_', ''), 'base64');
    const expected = createHmac('sha256', key).update(`evt_1.${SECONDS}.${BODY}`).digest('base64');
    expect(headers).toEqual({
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(SECONDS),
      'webhook-signature': `v1,${expected}`,
      'webhook-key-id': 'k2',
    });
  });

  test("is that of the specification's example", async () => {
    const key = { id: 'k', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
    const body = '{"test": 2432232314}';
    const headers = await signWebhook(
      { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body },
      [key],
    );
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  test('stands there for each key while there are two, the newest first', async () => {
    const headers = new Headers(await signWebhook(message, [newest, older]));
    expect(headers.get('webhook-key-id')).toBe('k2 k1');
    expect(headers.get('webhook-signature')?.split(' ')).toHaveLength(2);
    for (const secret of [SECRET, OTHER]) {
      expect((await verifyWebhook(headers, BODY, secret, SECONDS * 1000)).ok).toBe(true);
    }
  });
});

describe('verifying', () => {
  test('gives the id', async () => {
    expect(await judge()).toBe('evt_1');
  });

  test.each([
    ['another id', { 'webhook-id': 'evt_2' }],
    ['another timestamp', { 'webhook-timestamp': String(SECONDS + 1) }],
    ['no signature at all', { 'webhook-signature': 'v1,' }],
    ['a signature of another version', { 'webhook-signature': 'v2,AAAA' }],
    ['a signature that is not base64', { 'webhook-signature': 'v1,%%%%' }],
    ['a signature of nothing', { 'webhook-signature': 'v1,AAAA' }],
  ])('refuses %s', async (_title, changes) => {
    expect(await judge(changes)).toBe('webhook_signature_invalid');
  });

  test('refuses another body and another secret', async () => {
    expect(await judge({}, { body: `${BODY} ` })).toBe('webhook_signature_invalid');
    expect(await judge({}, { secret: OTHER })).toBe('webhook_signature_invalid');
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('refuses without %s', async (name) => {
    expect(await judge({ [name]: '' })).toBe('webhook_header_missing');
  });

  test.each(['x', '1e9', '-1', '1795000000.5', '0x10', '9'.repeat(20)])(
    'refuses the timestamp %s',
    async (timestamp) => {
      expect(await judge({ 'webhook-timestamp': timestamp })).toBe('webhook_timestamp_outside_tolerance');
    },
  );

  test.each([
    [TOLERANCE_SECONDS * 1000 - 1, 'evt_1'],
    [TOLERANCE_SECONDS * 1000 + 999, 'evt_1'],
    [TOLERANCE_SECONDS * 1000 + 1_000, 'webhook_timestamp_outside_tolerance'],
    [-TOLERANCE_SECONDS * 1000, 'evt_1'],
    [-TOLERANCE_SECONDS * 1000 - 1, 'webhook_timestamp_outside_tolerance'],
  ])('bounds its age: %d ms', async (age, expected) => {
    expect(await judge({}, { now: SECONDS * 1000 + age })).toBe(expected);
  });

  test.each(['', 'whsec_', 'whsec_AAAA', SECRET.slice(6), 'whsec_%'])(
    'throws for what is no secret: %j',
    async (secret) => {
      await expect(judge({}, { secret })).rejects.toThrow('no webhook secret');
    },
  );
});
