/**
 * `GET /healthz` on the operator's host, for monitoring: whether what every sign-in stands on answers. Whoever asks is anybody: it says
 * which of three things answer and nothing about them, and however often it is asked, each isolate looks once in five seconds.
 * I/O: one read of KV, one call of a Durable Object, each with an end.
 */
import type { Context } from 'hono';
import { directoryOf } from '../stores/administration.ts';
import { reach } from '../stores/outage.ts';
import type { HostEnv } from './context.ts';

const LOOK_AGAIN_MILLISECONDS = 5_000;
const WAIT_MILLISECONDS = 2_000;
/** A key that nothing has: that there is none is an answer. */
const NO_KEY = 'healthz';

type Bindings = HostEnv['Bindings'];

interface Health {
  readonly env: Bindings;
  readonly at: number;
  readonly isHealthy: boolean;
  readonly text: string;
}

/** What was found last: not the finding itself, which is another request's I/O. */
let last: Health | null = null;

/** Answers 200 where all of it answers, else 503; without settings no request comes as far as this. */
export async function showHealth(c: Context<HostEnv>): Promise<Response> {
  const now = c.get('now');
  const known = last?.env === c.env ? last : null;
  const isFresh = known !== null && now >= known.at && now - known.at < LOOK_AGAIN_MILLISECONDS;
  // Whoever asks while it is being looked is told what was found before: else a slow machine would be asked by all of them.
  if (known !== null && !isFresh) last = { ...known, at: now };
  const health = isFresh ? known : await look(c.env, now);
  last = health;
  return c.text(health.text, health.isHealthy ? 200 : 503);
}

async function look(env: Bindings, at: number): Promise<Health> {
  const [kv, objects] = await Promise.all([
    answers(() => env.TENANTS.get(NO_KEY)),
    answers(() => directoryOf(env).findBySlug('')),
  ]);
  const checks = { settings: true, kv, objects };
  const isHealthy = Object.values(checks).every((each) => each);
  const lines = Object.entries(checks).map(([name, isGood]) => `${name} ${isGood ? 'ok' : 'failing'}`);
  return { env, at, isHealthy, text: [isHealthy ? 'ok' : 'failing', ...lines].join('\n') };
}

async function answers(ask: () => PromiseLike<unknown>): Promise<boolean> {
  try {
    await reach('record_unavailable', WAIT_MILLISECONDS, ask);
    return true;
  } catch {
    return false;
  }
}
