/** Storage of a Durable Object that nothing else uses, to test what lives in one: inside workerd only. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';

/** Runs a test over the empty storage of a new object. */
export function withStorage<Value>(test: (storage: DurableObjectStorage) => Promise<Value>): Promise<Value> {
  const object = env.SIGN_IN_LEDGER.getByName(`storage ${crypto.randomUUID()}`);
  return runInDurableObject(object, (_ledger, state) => test(state.storage));
}
