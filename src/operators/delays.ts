/**
 * Growing delays after failures: OWASP ASVS 6.3.1. An attempt counts before its outcome is known, so that many at once
 * gain nothing, and a success takes the count back. Pure; instants are milliseconds since 1970, UTC.
 */

/** How failures of one kind slow down whoever causes them. */
export interface DelayPolicy {
  /** How many attempts nothing follows from. */
  readonly free: number;
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** After that long without an attempt it is all forgotten. */
  readonly forgetAfter: number;
}

/** What is remembered of one account or address. */
export interface Failures {
  readonly count: number;
  readonly lastAt: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * By what is counted. An address may be that of many people, so that it is given more attempts; `opening` is of set-up links,
 * `finding` of organisations by name or address.
 */
export const DELAYS = {
  account: { free: 4, firstDelay: 5 * SECOND, longestDelay: 15 * MINUTE, forgetAfter: 24 * HOUR },
  address: { free: 20, firstDelay: 5 * SECOND, longestDelay: HOUR, forgetAfter: 24 * HOUR },
  setup: { free: 4, firstDelay: 5 * SECOND, longestDelay: 15 * MINUTE, forgetAfter: 24 * HOUR },
  opening: { free: 10, firstDelay: 5 * SECOND, longestDelay: 15 * MINUTE, forgetAfter: HOUR },
  finding: { free: 20, firstDelay: 5 * SECOND, longestDelay: 15 * MINUTE, forgetAfter: HOUR },
  key: { free: 10, firstDelay: 5 * SECOND, longestDelay: HOUR, forgetAfter: HOUR },
} as const satisfies Record<string, DelayPolicy>;

export type DelayKind = keyof typeof DELAYS;

/** When the next attempt is taken: `now` or later. */
export function nextAttemptAt(failures: Failures | null, policy: DelayPolicy, now: number): number {
  if (failures === null || now >= failures.lastAt + policy.forgetAfter) return now;
  const beyond = failures.count - policy.free;
  if (beyond < 0) return now;
  // Beyond 30 doublings the longest delay has long been reached.
  const delay = Math.min(policy.firstDelay * 2 ** Math.min(beyond, 30), policy.longestDelay);
  return Math.max(now, failures.lastAt + delay);
}

/** What is remembered after one more attempt. */
export function countAttempt(failures: Failures | null, policy: DelayPolicy, now: number): Failures {
  const forgotten = failures === null || now >= failures.lastAt + policy.forgetAfter;
  return { count: forgotten ? 1 : failures.count + 1, lastAt: now };
}

/** What stands for a client's address: one IPv4 address, or the /64 that an IPv6 client can move about in. */
export function addressKey(address: string | null): string {
  if (address === null) return 'none';
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const tailGroups = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : Math.max(0, 8 - groups.length - tailGroups.length);
  const all = [...groups, ...Array<string>(missing).fill('0'), ...tailGroups];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
