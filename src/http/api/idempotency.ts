/**
 * Idempotency-Key, draft-ietf-httpapi-idempotency-key-header: a POST that is repeated with its key within a day is not done
 * again, and gets the same answer. An answer may hold a secret that is shown once, so it is kept sealed: AES-GCM under a key
 * derived from the caller's token, which is stored nowhere.
 */
import { nodeCrypto } from '../../node-crypto.ts';
import type { ApiState } from '../../stores/api-state/api-state.ts';
import { type ProblemCode, type Refusal, refuse } from './problem-codes.ts';

/** What is kept of an answer. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

const KEY = /^[\x21-\x7e]{8,200}$/;
const IV_OCTETS = 12;
const KEPT_HEADERS = ['Content-Type', 'ETag'];
export const IDEMPOTENCY_PROBLEMS: readonly ProblemCode[] = [
  'idempotency_key_invalid',
  'idempotency_key_running',
  'idempotency_key_used',
];

interface Repeatable {
  readonly idempotencyKey: string;
  /** The caller's own; never stored. */
  readonly token: string;
  /** What makes it this very request: method, address, conditions, body. */
  readonly parts: readonly (string | Uint8Array)[];
  readonly state: Pick<DurableObjectStub<ApiState>, 'begin' | 'finish' | 'abandon'>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Answers as before where the request was here before, else does it. A fault is not kept: it may be tried again. */
export async function answerOnce(
  { idempotencyKey, token, parts, state, now }: Repeatable,
  act: () => Promise<Response>,
): Promise<Response | Refusal> {
  if (!KEY.test(idempotencyKey)) return refuse('idempotency_key_invalid');
  const key = hashOf(['idempotency-key', idempotencyKey]);
  const known = await state.begin(key, hashOf(parts), now);
  if (known.kind === 'another_request') return refuse('idempotency_key_used');
  if (known.kind === 'running') return refuse('idempotency_key_running');
  const sealingKey = await deriveKey(token, key);
  if (known.kind === 'answered') {
    // The token may be another of the same caller's: then what it answered cannot be read, nor done again.
    const kept = await open(known.sealed, sealingKey);
    return kept === null ? refuse('idempotency_key_used') : revive(kept);
  }
  let answer: Response;
  try {
    answer = await act();
  } catch (error) {
    await state.abandon(key);
    throw error;
  }
  if (answer.status >= 500) await state.abandon(key);
  else await state.finish(key, await seal(await keep(answer.clone()), sealingKey));
  return answer;
}

async function keep(answer: Response): Promise<KeptAnswer> {
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = answer.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  return { status: answer.status, headers, body: answer.body === null ? null : await answer.text() };
}

function revive({ status, headers, body }: KeptAnswer): Response {
  return new Response(body, { status, headers: { ...headers, 'Idempotent-Replayed': 'true' } });
}

async function deriveKey(token: string, salt: string): Promise<CryptoKey> {
  const octets = (text: string) => new TextEncoder().encode(text);
  const material = await crypto.subtle.importKey('raw', octets(token), 'HKDF', false, ['deriveKey']);
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: octets(salt), info: octets('idempotent answer') };
  return crypto.subtle.deriveKey(derivation, material, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
}

async function seal(answer: KeptAnswer, key: CryptoKey): Promise<Uint8Array> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_OCTETS));
  const octets = new TextEncoder().encode(JSON.stringify(answer));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, octets));
  const whole = new Uint8Array(IV_OCTETS + sealed.length);
  whole.set(iv);
  whole.set(sealed, IV_OCTETS);
  return whole;
}

async function open(sealed: Uint8Array, key: CryptoKey): Promise<KeptAnswer | null> {
  const iv = sealed.slice(0, IV_OCTETS);
  try {
    const octets = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed.slice(IV_OCTETS));
    return JSON.parse(new TextDecoder().decode(octets)) as KeptAnswer;
  } catch {
    return null;
  }
}

/** Hashes parts with their lengths, so that none runs into the next. */
function hashOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = nodeCrypto().createHash('sha256');
  for (const part of parts) {
    const octets = typeof part === 'string' ? new TextEncoder().encode(part) : part;
    hash.update(`${octets.length};`).update(octets);
  }
  return hash.digest('base64url');
}
