/** Tells the second of two editors what the first one did, and that what was typed is still there. */
import { PersonData } from '../../pages/person-data.tsx';
import { When } from '../when.tsx';
import { ACTION_WORDS } from './action-words.ts';
import { nameAuthor } from './author-name.ts';
import type { Conflict } from './save-draft.ts';
import { Sentences } from './sentences.tsx';

interface ConflictNoticeProps {
  readonly conflict: Conflict;
  readonly now: number;
  /** What to do now. */
  readonly advice: string;
}

/** Renders the notice; it takes the focus. */
export function ConflictNotice({ conflict, now, advice }: ConflictNoticeProps) {
  return (
    <section class="notice warn" role="alert" tabindex={-1} autofocus>
      <h2>Somebody else changed this tenant meanwhile</h2>
      <p>{advice}</p>
      <ul class="entries">
        {conflict.entries.map(({ author, action, changes, at }) => (
          <li>
            <p>
              <strong>
                <PersonData text={nameAuthor(author)} />
              </strong>{' '}
              {ACTION_WORDS[action]} <When at={at} now={now} />
            </p>
            <Sentences sentences={changes} />
          </li>
        ))}
      </ul>
    </section>
  );
}
