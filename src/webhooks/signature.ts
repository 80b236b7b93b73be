/**
 * How a webhook shows who sent it, when, and that nobody changed it: Standard Webhooks 1.0.0, symmetric signatures. What is
 * signed is `id.timestamp.body`; a receiver refuses an old timestamp and an id that it has seen, and so any replay. While a
 * key is being changed, each of the two signs, so that either one opens the receiver's door. Pure: the time is an argument.
 */
import { decodeBase64, encodeBase64 } from '../base64.ts';
import { type Facts, failure, type Result, success } from '../result.ts';

export interface WebhookKey {
  readonly id: string;
  /** `whsec_` and 24 to 64 octets in base64. */
  readonly secret: string;
}

export interface WebhookMessage {
  /** The same each time that the message is sent. */
  readonly id: string;
  /** When this very request is sent, in seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

export type WebhookRefusal = Facts<
  'webhook_header_missing' | 'webhook_timestamp_outside_tolerance' | 'webhook_signature_invalid'
>;

/** How far a timestamp may lie from the receiver's clock, as the specification's own libraries have it. */
export const TOLERANCE_SECONDS = 5 * 60;

export const SECRET_BYTES = 32;
const SECRET_PREFIX = 'whsec_';

/** Writes 32 random octets as a secret. */
export function writeWebhookSecret(random: Uint8Array): string {
  return SECRET_PREFIX + encodeBase64(random);
}

/** Signs a message: its headers, with a signature of each key in `webhook-signature` and its id in `webhook-key-id`. */
export async function signWebhook(
  { id, timestamp, body }: WebhookMessage,
  keys: readonly WebhookKey[],
): Promise<Readonly<Record<string, string>>> {
  const octets = signedOctets(id, String(timestamp), body);
  const signatures = await Promise.all(
    keys.map(async ({ secret }) => {
      const mac = await crypto.subtle.sign('HMAC', await importSecret(secret), octets);
      return `v1,${encodeBase64(new Uint8Array(mac))}`;
    }),
  );
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
    'webhook-key-id': keys.map((key) => key.id).join(' '),
  };
}

/**
 * Verifies a webhook as its receiver does. Enforces, in order: all three headers, the timestamp, one signature of the
 * secret. It does not remember ids: a receiver that must act once keeps those of the last ten minutes, or of all time.
 * `now`: milliseconds since 1970.
 */
export async function verifyWebhook(
  headers: Headers,
  body: string,
  secret: string,
  now: number,
): Promise<Result<{ readonly id: string }, WebhookRefusal>> {
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headers.get(name),
  );
  if (!id || !timestamp || !signature) {
    return failure('webhook_header_missing', 'webhook-id, webhook-timestamp and webhook-signature', 'fewer');
  }
  const ageSeconds = /^[0-9]{1,12}$/.test(timestamp)
    ? Math.abs(Math.floor(now / 1000) - Number(timestamp))
    : Number.NaN;
  if (!(ageSeconds <= TOLERANCE_SECONDS)) {
    const expected = `within ${TOLERANCE_SECONDS} seconds of ${Math.floor(now / 1000)}`;
    return failure('webhook_timestamp_outside_tolerance', expected, timestamp);
  }
  const key = await importSecret(secret);
  const octets = signedOctets(id, timestamp, body);
  for (const [, encoded = ''] of signature.matchAll(/(?:^| )v1,([A-Za-z0-9+/]+=*)(?= |$)/g)) {
    const mac = decodeBase64(encoded);
    if (mac !== null && (await crypto.subtle.verify('HMAC', key, mac, octets))) return success({ id });
  }
  return failure('webhook_signature_invalid', 'a v1 signature of this secret', 'none');
}

function signedOctets(id: string, timestamp: string, body: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${id}.${timestamp}.${body}`);
}

/** Throws for what is no secret: secrets come from our own storage or the receiver's settings. */
function importSecret(secret: string): Promise<CryptoKey> {
  const octets = secret.startsWith(SECRET_PREFIX) ? decodeBase64(secret.slice(SECRET_PREFIX.length)) : null;
  if (octets === null || octets.length < 24 || octets.length > 64)
    throw new Error('this is no webhook secret');
  return crypto.subtle.importKey('raw', octets, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}
