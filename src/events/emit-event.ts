/**
 * Where events go: a line of JSON in the log, and the dataset of Workers Analytics Engine where one is bound. What a tenant keeps
 * of its own sign-ins and changes is in its record. Neither can fail what it tells of. I/O: the log; the dataset, which takes
 * what it is given without being waited for.
 */
import { layOutEvent } from './data-point.ts';
import type { OutcomeEvent } from './outcome-event.ts';

/** The binding, which wrangler.toml may have. */
export interface WithEvents {
  readonly EVENTS?: AnalyticsEngineDataset;
}

/** Tells an event. */
export function emitEvent(event: OutcomeEvent, env: WithEvents | undefined): void {
  const write = event.event === 'error' ? console.error : console.log;
  write(JSON.stringify(event));
  try {
    env?.EVENTS?.writeDataPoint(layOutEvent(event));
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    console.error(JSON.stringify({ event: 'dataset_failed', name }));
  }
}
