/**
 * The Worker as it is deployed, over bindings that fail when they are told to: the ledger, KV, and the records. Whoever started
 * it tells it at `/.faults`; it is never deployed.
 */
import worker from '../../../src/index.ts';
import type { Env } from '../../../src/settings.ts';
import { FAULTS_PATH, type Fault, type Faults } from '../faults.ts';

export * from '../../../src/index.ts';

const SLOW_MILLISECONDS = 1_000;
/** Longer than anybody waits for an answer. */
const FOREVER_MILLISECONDS = 10 * 60_000;

let faults: Faults = {};

/** Each environment once: what is known of one is known by its identity. */
const wrapped = new WeakMap<Env, Env>();

export default {
  async fetch(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
    if (new URL(request.url).pathname === FAULTS_PATH) {
      faults = await request.json<Faults>();
      return new Response('ok');
    }
    const faulty = wrapped.get(env) ?? wrap(env);
    wrapped.set(env, faulty);
    return worker.fetch(request, faulty, context);
  },
};

function wrap(env: Env): Env {
  return {
    ...env,
    TENANTS: faultyCalls(env.TENANTS, () => faults.tenants),
    SIGN_IN_LEDGER: faultyObjects(env.SIGN_IN_LEDGER, () => faults.ledger),
    TENANT_RECORD: faultyObjects(env.TENANT_RECORD, () => faults.record),
    DIRECTORY: faultyObjects(env.DIRECTORY, () => faults.record),
  };
}

function faultyObjects<Namespace extends object>(
  namespace: Namespace,
  fault: () => Fault | undefined,
): Namespace {
  return new Proxy(namespace, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => faultyCalls(Reflect.apply(value, target, args) as object, fault);
    },
  });
}

function faultyCalls<Target extends object>(target: Target, fault: () => Fault | undefined): Target {
  return new Proxy(target, {
    get(_target, property) {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        const happening = fault();
        if (happening === 'fails') throw new Error('injected: it cannot be reached');
        if (happening === 'hangs') await scheduler.wait(FOREVER_MILLISECONDS);
        if (happening === 'is slow') await scheduler.wait(SLOW_MILLISECONDS);
        const answer: unknown = await Reflect.apply(value, target, args);
        if (happening === 'loses its answers') throw new Error('injected: the answer was lost');
        return answer;
      };
    },
  });
}
