/**
 * How sign-ins went over a day or a week: how many, why some were refused, and how long they took. Drawn from counters by hour, which
 * know no person. Times are UTC.
 */
import {
  HOUR,
  type HourCount,
  readPercentile,
  type SpanOfHours,
  sumSpan,
  sumUp,
} from '../../../administration/sign-in-hours.ts';
import { withQuery } from '../tenants/addresses.ts';
import type { Column } from './chart-frame.tsx';
import { LineChart } from './line-chart.tsx';
import { StackedChart } from './stacked-chart.tsx';

/** What can be looked back on. */
const RANGES = {
  day: { label: 'Last 24 hours', width: 1, spans: 24 },
  week: { label: 'Last 7 days', width: 6, spans: 29 },
} as const;

export type Range = keyof typeof RANGES;

/** Which of them an address asks for. */
export function readRange(text: string | undefined): Range {
  return text === 'week' ? 'week' : 'day';
}

/** The first hour that a range has. */
export function firstHour(range: Range, now: number): number {
  const { width, spans } = RANGES[range];
  const end = Math.floor(now / HOUR);
  return end - (end % width) - (spans - 1) * width;
}

interface SignInChartsProps {
  readonly counts: readonly HourCount[];
  readonly range: Range;
  readonly now: number;
  /** The page that they are on, and what its address keeps. */
  readonly path: string;
  readonly keep?: Readonly<Record<string, string | null>>;
}

/** Renders the charts, or says that there is nothing to draw. */
export function SignInCharts({ counts, range, now, path, keep = {} }: SignInChartsProps) {
  const { width, spans: count, label } = RANGES[range];
  const spans = sumUp(counts, { end: Math.floor(now / HOUR), width, spans: count });
  const first = firstHour(range, now);
  const all = sumSpan(
    counts.filter(({ hour }) => hour >= first),
    first,
  );
  const refusals = sum([...all.refused.values()]);
  const columns = spans.map(({ from }) => describeColumn(from, width));
  const isEmpty = all.signedIn + all.restarted + refusals === 0;
  return (
    <>
      <nav aria-label="How far back">
        <ul class="chips">
          {(Object.keys(RANGES) as Range[]).map((each) => (
            <li>
              <a
                href={withQuery(path, { ...keep, over: each === 'day' ? null : each })}
                aria-current={each === range ? 'page' : undefined}
              >
                {RANGES[each].label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {isEmpty ? (
        <p class="panel empty">Nobody tried to sign in within the {label.toLowerCase()}.</p>
      ) : (
        <>
          <StackedChart
            id="sign-ins"
            title="Sign-ins"
            description={`${label}, in UTC: ${all.signedIn} signed in, ${refusals} refused, ${all.restarted} began anew.`}
            columns={columns}
            parts={[
              { name: 'signed in', values: spans.map(({ signedIn }) => signedIn) },
              { name: 'refused', values: spans.map(({ refused }) => sum([...refused.values()])) },
              { name: 'began anew', values: spans.map(({ restarted }) => restarted) },
            ]}
          />
          <Reasons spans={spans} all={all} columns={columns} label={label} />
          <Durations spans={spans} all={all} columns={columns} label={label} />
        </>
      )}
    </>
  );
}

interface PartProps {
  readonly spans: readonly SpanOfHours[];
  readonly all: SpanOfHours;
  readonly columns: readonly Column[];
  readonly label: string;
}

/** So many have a colour of their own; the others share one. */
const SHOWN_REASONS = 4;

function Reasons({ spans, all, columns, label }: PartProps) {
  const codes = [...all.refused].toSorted(([, a], [, b]) => b - a).map(([code]) => code);
  if (codes.length === 0) return null;
  const [shown, others] = [codes.slice(0, SHOWN_REASONS), new Set(codes.slice(SHOWN_REASONS))];
  const rest = {
    name: `${others.size} other reasons`,
    values: spans.map(({ refused }) => sum([...refused].flatMap(([code, n]) => (others.has(code) ? n : [])))),
  };
  const parts = shown.map((code) => ({
    name: code,
    values: spans.map(({ refused }) => refused.get(code) ?? 0),
  }));
  return (
    <div class="reasons">
      <StackedChart
        id="reasons"
        title="Refusals by reason"
        description={`${label}, in UTC; most often ${shown[0]}.`}
        columns={columns}
        parts={others.size === 0 ? parts : [...parts, rest]}
      />
    </div>
  );
}

const PERCENTILES = [
  ['p50', 0.5],
  ['p95', 0.95],
  ['p99', 0.99],
] as const;

function Durations({ spans, all, columns, label }: PartProps) {
  if (all.signedIn === 0) return null;
  const lines = PERCENTILES.map(([name, share]) => ({
    name,
    whole: tellDuration(readPercentile(all.buckets, share)),
    values: spans.map(({ buckets }) => readPercentile(buckets, share)),
  }));
  const whole = lines.map((line) => `${line.name} ${line.whole}`).join(', ');
  return (
    <LineChart
      id="durations"
      title="How long sign-ins took here"
      description={`${label}, in UTC, from the post of the identity provider to the answer: ${whole}.`}
      columns={columns}
      lines={lines}
      format={tellDuration}
    />
  );
}

/** Writes milliseconds; null for none, Infinity for what is beyond the buckets. */
function tellDuration(milliseconds: number | null): string {
  if (milliseconds === null) return '–';
  if (milliseconds === Number.POSITIVE_INFINITY) return 'over 10 s';
  if (milliseconds >= 1_000) return `${Math.round(milliseconds / 100) / 10} s`;
  return `${milliseconds < 10 ? Math.round(milliseconds * 10) / 10 : Math.round(milliseconds)} ms`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const WEEKDAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' });

function describeColumn(from: number, width: number): Column {
  const begin = from * HOUR;
  const clock = (hour: number) => `${String(hour % 24).padStart(2, '0')}:00`;
  const label = `${DAY.format(begin)}, ${clock(from)}–${clock(from + width)}`;
  if (width === 1) return { label, tick: from % 4 === 0 ? clock(from) : null };
  return { label, tick: from % 24 === 0 ? WEEKDAY.format(begin) : null };
}
