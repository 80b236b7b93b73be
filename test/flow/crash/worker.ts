/**
 * The Durable Objects as they are deployed, in a Worker of the test's own, which is called for their methods. Before each step
 * that leaves an object (a write to KV, a call of another object) and after it, the test is asked, and may kill the process
 * instead of answering.
 */

import { Directory as RealDirectory } from '../../../src/stores/directory/directory.ts';
import { OperatorAccounts } from '../../../src/stores/operator-accounts/operator-accounts.ts';
import { SignInLedger } from '../../../src/stores/sign-in-ledger.ts';
import type { RecordBindings } from '../../../src/stores/tenant-record/parts.ts';
import { TenantRecord as RealTenantRecord } from '../../../src/stores/tenant-record/tenant-record.ts';

interface Bindings extends RecordBindings {
  /** Answers once the test wants the step to be made. */
  readonly STEPS: Fetcher;
  /** How far the clock is ahead, so that nobody has to wait for what is due in minutes. */
  readonly AHEAD_MILLISECONDS: number;
}

/** A step of a tenant's record. */
export interface Step {
  readonly tenantId: string;
  readonly step: string;
}

/** One call: of a method of the record of a tenant, of the directory, or of KV. */
export interface Call {
  readonly target: 'record' | 'directory' | 'kv';
  readonly id: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Lets the test see each call of these methods, before it is made and after. */
function watched<Target extends object>(
  target: Target,
  methods: readonly string[],
  ask: (step: string) => Promise<unknown>,
): Target {
  return new Proxy(target, {
    get(_target, property) {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function') return value;
      const call = (...args: unknown[]): unknown => Reflect.apply(value, target, args);
      if (typeof property !== 'string' || !methods.includes(property)) return call;
      return async (...args: unknown[]) => {
        await ask(`before ${property}`);
        const result = await call(...args);
        await ask(`after ${property}`);
        return result;
      };
    },
  });
}

function watchBindings(env: Bindings, tenantId: string): Bindings {
  const ask = (step: string) =>
    env.STEPS.fetch('http://steps/', {
      method: 'POST',
      body: JSON.stringify({ tenantId, step } satisfies Step),
    });
  const DIRECTORY = {
    getByName: (name: string) => watched(env.DIRECTORY.getByName(name), ['claim', 'keepOnly', 'report'], ask),
  } as unknown as Bindings['DIRECTORY'];
  return { ...env, TENANTS: watched(env.TENANTS, ['put', 'delete'], ask), DIRECTORY };
}

export { OperatorAccounts, SignInLedger };

let isAhead = false;

export class Directory extends RealDirectory {}

export class TenantRecord extends RealTenantRecord {
  constructor(state: DurableObjectState, env: Bindings) {
    const realNow = Date.now;
    if (!isAhead) Date.now = () => realNow() + env.AHEAD_MILLISECONDS;
    isAhead = true;
    super(state, watchBindings(env, state.id.name ?? ''));
  }

  /** What the alarm does when its time has come. */
  async runAlarm(): Promise<void> {
    await this.alarm();
  }
}

export default {
  async fetch(request: Request, env: Bindings): Promise<Response> {
    const { target, id, method, args } = await request.json<Call>();
    const targets = {
      record: () => env.TENANT_RECORD.getByName(id),
      directory: () => env.DIRECTORY.getByName('directory'),
      kv: () => env.TENANTS,
    };
    const object = targets[target]() as unknown as Record<string, (...args: unknown[]) => unknown>;
    return Response.json({ value: (await object[method]?.(...args)) ?? null });
  },
};
