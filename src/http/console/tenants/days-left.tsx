/** How long something is still good, in days, and with its date. */
import { When } from '../when.tsx';
import { Tag, type TagMood } from './tag.tsx';

const DAY = 86_400_000;
const SOON_DAYS = 60;
const URGENT_DAYS = 14;

/** Shows the days that are left until an instant; null for what has no end. */
export function DaysLeft({ at, now }: { readonly at: number | null; readonly now: number }) {
  if (at === null) return <span class="quiet">nothing</span>;
  const days = Math.floor((at - now) / DAY);
  const mood: TagMood = at <= now || days < URGENT_DAYS ? 'bad' : days < SOON_DAYS ? 'soon' : 'plain';
  const words = at <= now ? 'over' : days === 0 ? 'today' : days === 1 ? '1 day' : `${days} days`;
  return (
    <>
      <Tag mood={mood}>{words}</Tag>
      <When at={at} now={now} />
    </>
  );
}
