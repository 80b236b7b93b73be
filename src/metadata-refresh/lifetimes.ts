/**
 * When metadata is fetched again: SAML Metadata 2.0, section 2.3.1, asks for it once cacheDuration is over. A document may
 * claim any lifetime, so what it claims is kept within bounds. Pure; instants are milliseconds since 1970, and `random`
 * is a number from 0 to below 1, which keeps the tenants of one identity provider from asking all at once.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Identity providers publish their next key days ahead; those that do not are found out while people sign in. */
const DEFAULT_INTERVAL = 6 * HOUR;
const SHORTEST_INTERVAL = HOUR;
const LONGEST_INTERVAL = 24 * HOUR;
/** For metadata that lapses within hours: what is renewed that often is asked for that often. */
const SHORTEST_BEFORE_EXPIRY = 5 * MINUTE;
/** The share of an interval that chance may take away. It never adds, so that no promise is broken. */
const JITTER = 0.1;

const FIRST_FETCH_WITHIN = 10 * MINUTE;
const FIRST_RETRY = 5 * MINUTE;
const LONGEST_RETRY = 6 * HOUR;
/** Between two fetches of one source that somebody asked for out of turn. */
export const ON_DEMAND_INTERVAL = 5 * MINUTE;

/** When a source that is new is fetched first: soon, so that what is wrong with it shows while somebody looks. */
export function firstFetchAt(now: number, random: number): number {
  return Math.round(now + random * FIRST_FETCH_WITHIN);
}

/** When to fetch again what was just fetched. `notAfter` is until when the keys are trusted. */
export function nextFetchAt(
  now: number,
  cacheDuration: number | null,
  notAfter: number | null,
  random: number,
): number {
  const wanted = Math.min(Math.max(cacheDuration ?? DEFAULT_INTERVAL, SHORTEST_INTERVAL), LONGEST_INTERVAL);
  return shorten(now, Math.min(wanted, halfOfTheRest(now, notAfter)), random);
}

/** When to try again after so many failures in a row, at least one. */
export function retryAt(now: number, failures: number, notAfter: number | null, random: number): number {
  const wanted = Math.min(FIRST_RETRY * 2 ** Math.min(failures - 1, 20), LONGEST_RETRY);
  return shorten(now, Math.min(wanted, halfOfTheRest(now, notAfter)), random);
}

/** Half of the time for which the keys are still trusted, so that one failure never costs all of it. */
function halfOfTheRest(now: number, notAfter: number | null): number {
  const rest = notAfter === null ? Number.POSITIVE_INFINITY : (notAfter - now) / 2;
  // What has lapsed already is no more urgent than what failed.
  return rest <= 0 ? Number.POSITIVE_INFINITY : Math.max(rest, SHORTEST_BEFORE_EXPIRY);
}

function shorten(now: number, interval: number, random: number): number {
  return Math.round(now + interval * (1 - JITTER * random));
}
