/**
 * An event as a data point of Workers Analytics Engine: the one place that says which column is what. Columns are only ever
 * added at the end, since a dataset keeps what was written for three months. People are in none of them, whatever a tenant
 * allows: nothing can be erased there. Pure. https://developers.cloudflare.com/analytics/analytics-engine/
 */
import { type OutcomeEvent, SIGN_IN_STAGES } from './outcome-event.ts';

/** What `npm run explain` and queries go by: blob1, blob2 and so on. */
const BLOBS = ['event', 'code', 'tenant', 'connectionId', 'colo', 'reference'] as const;

/** In a column of numbers, what there was none of. */
const NONE = -1;

/** index1: the tenant, by which the engine samples, so that a large one does not push out a small one. */
const MAX_INDEX_OCTETS = 96;

/** Lays an event out: double1 is the duration, double2 and so on are the stages, in their order. */
export function layOutEvent(event: OutcomeEvent): AnalyticsEngineDataPoint {
  const { tenant, durationMilliseconds, stages } = event;
  return {
    indexes: [(tenant ?? '').slice(0, MAX_INDEX_OCTETS)],
    blobs: BLOBS.map((column) => event[column] ?? ''),
    doubles: [durationMilliseconds ?? NONE, ...SIGN_IN_STAGES.map((stage) => stages?.[stage] ?? NONE)],
  };
}
