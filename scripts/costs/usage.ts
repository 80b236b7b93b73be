/**
 * What one sign-in uses, with the work that follows it: assumptions about people, and what the Worker then does, rounded up.
 * A test counts the rows.
 */
import type { Metered } from './prices.ts';

/** The link, `/sso/login`, `/sso/acs`, and the link again. */
const REQUESTS_TO_SIGN_IN = 4;
/** Of a person who is signed in: pages and calls of the application, through the gateway or each with a session check. */
export const REQUESTS_SIGNED_IN = 50;
/** Of those, in how many minutes they come: in each the ledger is asked once whether the session is still open. */
export const MINUTES_OF_WORK = 10;

const CPU_MILLISECONDS_TO_SIGN_IN = 10;
const CPU_MILLISECONDS_FOR_A_REQUEST = 0.5;

/** Opening the session, writing down how the sign-in went, the session's checks, signing out, and the share of an alarm. */
const OBJECT_REQUESTS = MINUTES_OF_WORK + 4;
/** An object has 128 MB, and a request keeps it for about 10 ms. */
const GIGABYTE_SECONDS_FOR_A_REQUEST = 0.128 * 0.01;

/** Of SQLite, to sign in and out: what is deleted later and the alarms, each of which is a row written, are in it. */
export const ROWS_WRITTEN = 30;
export const ROWS_READ = 60;

export const USAGE: Readonly<Record<Metered, number>> = {
  requests: REQUESTS_TO_SIGN_IN + REQUESTS_SIGNED_IN,
  cpuMilliseconds: CPU_MILLISECONDS_TO_SIGN_IN + REQUESTS_SIGNED_IN * CPU_MILLISECONDS_FOR_A_REQUEST,
  // An isolate keeps what it read for 30 seconds.
  kvReads: MINUTES_OF_WORK + 2,
  objectRequests: OBJECT_REQUESTS,
  objectGigabyteSeconds: OBJECT_REQUESTS * GIGABYTE_SECONDS_FOR_A_REQUEST,
  rowsWritten: ROWS_WRITTEN,
  rowsRead: ROWS_READ,
  // To sign in and to sign out. Cloudflare's own line for each request is off in wrangler.toml.
  dataPoints: 2,
  logLines: 2,
};
