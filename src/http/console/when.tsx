/** An instant in a table: short, and how far off it is. Script writes it for the reader's own zone. */
const SHORT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** Writes an instant in a sentence. */
export function utcInstant(at: number) {
  return <time datetime={new Date(at).toISOString()}>{`${SHORT.format(at)} UTC`}</time>;
}

/** Shows an instant, milliseconds since 1970; null as `never` or whatever else it means. */
export function When({
  at,
  now,
  never = 'never',
}: {
  readonly at: number | null;
  readonly now: number;
  readonly never?: string;
}) {
  if (at === null) return <span class="quiet">{never}</span>;
  return (
    <span>
      {utcInstant(at)} <small>{distance(at - now)}</small>
    </span>
  );
}

function distance(milliseconds: number): string {
  const unit = UNITS.find(([, size]) => Math.abs(milliseconds) >= size);
  if (unit === undefined) return milliseconds > 0 ? 'in less than a minute' : 'just now';
  return RELATIVE.format(Math.round(milliseconds / unit[1]), unit[0]);
}
