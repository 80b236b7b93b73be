/** How far the set-up has come: the four stages, what is live, and the draft with what it would change. */
import { describeChanges } from '../../administration/describe-changes.ts';
import type { DraftTest } from '../../administration/draft-trial.ts';
import type { TenantState } from '../../administration/tenant-record.ts';
import type { Connection } from '../../tenants/tenant.ts';
import { nameAuthor } from '../console/tenants/author-name.ts';
import { Sentences } from '../console/tenants/sentences.tsx';
import { When } from '../console/when.tsx';
import { PersonData } from '../pages/person-data.tsx';
import { SETUP_PATH } from '../setup-link-url.ts';
import { IdentityProviderFacts } from './identity-provider-facts.tsx';
import { readProgress, readStages } from './progress.ts';

interface GuideProgressProps {
  readonly state: TenantState;
  readonly tests: readonly DraftTest[];
  readonly now: number;
}

const STANDINGS = { done: 'Done', current: 'Now', later: 'Later' } as const;

/** Renders the stages, then what is waiting and what is live. */
export function GuideProgress({ state, tests, now }: GuideProgressProps) {
  const { live, waiting } = readProgress(state);
  return (
    <section aria-label="How far it is">
      <ol class="stages">
        {readStages(state, tests).map(({ label, standing }) => (
          <li class={standing} aria-current={standing === 'current' ? 'step' : undefined}>
            {label} <small>{STANDINGS[standing]}</small>
          </li>
        ))}
      </ol>
      {waiting === null || state.draft === null ? null : (
        <div class="notice warn">
          <h2>A draft is waiting</h2>
          <p>
            <PersonData text={nameAuthor(state.draft.author)} />, <When at={waiting.since} now={now} />.
            Nobody signs in by it until it goes live.
          </p>
          <Sentences sentences={describeChanges(state.live.configuration, state.draft.configuration)} />
          <Connections connections={waiting.connections} words="What it says of" now={now} />
          <p class="actions">
            <a class="button" href={`${SETUP_PATH}/test`}>
              Test it, then go live
            </a>
            <a class="button danger" href={`${SETUP_PATH}/test/discard`}>
              Throw it away
            </a>
          </p>
        </div>
      )}
      {live === null ? (
        <p>Nothing is live yet: nobody can sign in.</p>
      ) : (
        <div class="notice done">
          <h2>Sign-in is live</h2>
          <p>
            As published <When at={live.since} now={now} />.
          </p>
          <Connections connections={live.connections} words="What is live of" now={now} />
        </div>
      )}
    </section>
  );
}

interface ConnectionsProps {
  readonly connections: readonly Connection[];
  readonly words: string;
  readonly now: number;
}

function Connections({ connections, words, now }: ConnectionsProps) {
  return connections.map((connection) => (
    <details>
      <summary>
        {words} <PersonData text={connection.displayName} />
      </summary>
      <IdentityProviderFacts connection={connection} now={now} />
    </details>
  ));
}
