/**
 * A point in time as people read it: absolute with its zone, and relative to now. It is rendered in UTC; a script
 * that holds no data rewrites it for the reader's own zone, and manner of the page's language. Instants are milliseconds since 1970.
 */

import type { Messages } from './messages/en.ts';

const ABSOLUTE = { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' } as const;
const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** Goes with every page that shows a Moment. */
export const LOCALISE_MOMENTS = `const { lang } = document.documentElement;
const manner = navigator.languages.find((tag) => tag.startsWith(lang)) ?? lang;
for (const t of document.querySelectorAll('time')) {
  t.textContent = new Date(t.dateTime).toLocaleString(manner, { dateStyle: 'long', timeStyle: 'long' });
}`;

interface MomentProps {
  readonly at: number;
  readonly now?: number;
  readonly messages: Messages;
}

/** Shows an instant and, given `now`, how far off it is. */
export function Moment({ at, now, messages }: MomentProps) {
  const absolute = new Intl.DateTimeFormat(messages.locale, ABSOLUTE).format(at);
  return (
    <>
      <time datetime={new Date(at).toISOString()}>{`${absolute} UTC`}</time>{' '}
      {now === undefined ? null : <span class="quiet relative">{relativeTo(now, at, messages)}</span>}
    </>
  );
}

function relativeTo(now: number, at: number, messages: Messages): string {
  const distance = at - now;
  const unit = UNITS.find(([, milliseconds]) => Math.abs(distance) >= milliseconds);
  if (unit === undefined) return distance > 0 ? messages.lessThanAMinuteAhead : messages.justNow;
  const relative = new Intl.RelativeTimeFormat(messages.locale, { numeric: 'auto' });
  return relative.format(Math.trunc(distance / unit[1]), unit[0]);
}
