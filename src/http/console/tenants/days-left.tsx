/** How long something is still good: in days where that is soon, and its date. */
import { utcInstant } from '../when.tsx';
import { Tag } from './tag.tsx';

const DAY = 86_400_000;
const SOON_DAYS = 60;
const URGENT_DAYS = 14;

/** Shows the days that are left until an instant; null for what has no end. */
export function DaysLeft({ at, now }: { readonly at: number | null; readonly now: number }) {
  if (at === null) return <span class="quiet">nothing ends</span>;
  const days = Math.round((at - now) / DAY);
  const isOver = at <= now;
  const date = utcInstant(at);
  return (
    <span>
      {isOver || days < SOON_DAYS ? (
        <Tag mood={isOver || days < URGENT_DAYS ? 'bad' : 'soon'}>{isOver ? 'over' : count(days)}</Tag>
      ) : null}
      {isOver || days < SOON_DAYS ? (
        <small>{date}</small>
      ) : (
        <>
          {date} <small>in {days.toLocaleString('en')} days</small>
        </>
      )}
    </span>
  );
}

function count(days: number): string {
  return days === 0 ? 'today' : days === 1 ? '1 day left' : `${days} days left`;
}
