/**
 * A point in time as people read it: absolute with its zone, and relative to now. It is rendered in UTC; a script
 * that holds no data rewrites it for the reader's own language and zone. Instants are milliseconds since 1970.
 */

const ABSOLUTE = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'medium',
  timeZone: 'UTC',
});
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** Goes with every page that shows a Moment. */
export const LOCALISE_MOMENTS = `for (const t of document.querySelectorAll('time')) {
  t.lang = navigator.language;
  t.dir = 'auto';
  t.textContent = new Date(t.dateTime).toLocaleString(navigator.language, { dateStyle: 'long', timeStyle: 'long' });
}`;

/** Shows an instant and, given `now`, how far off it is. */
export function Moment({ at, now }: { readonly at: number; readonly now?: number }) {
  return (
    <>
      <time datetime={new Date(at).toISOString()}>{`${ABSOLUTE.format(at)} UTC`}</time>{' '}
      {now === undefined ? null : <span class="quiet relative">{relativeTo(now, at)}</span>}
    </>
  );
}

function relativeTo(now: number, at: number): string {
  const distance = at - now;
  const unit = UNITS.find(([, milliseconds]) => Math.abs(distance) >= milliseconds);
  if (unit === undefined) return distance > 0 ? 'in less than a minute' : 'just now';
  return RELATIVE.format(Math.trunc(distance / unit[1]), unit[0]);
}
