/** `/console/tenants/<slug>/sign-ins`: how sign-ins went, never who it was, and why some were refused. I/O: the tenant's record. */
import type { SignInAttempt } from '../../../administration/attempt.ts';
import { explain } from '../../../sign-in/explain.ts';
import { page } from '../../respond.ts';
import { firstHour, readRange, SignInCharts } from '../charts/sign-in-charts.tsx';
import { Table } from '../table.tsx';
import { When } from '../when.tsx';
import { withQuery } from './addresses.ts';
import { EvidenceForm } from './evidence.tsx';
import { TenantFrame } from './frame.tsx';
import { MENDERS } from './menders.ts';
import { Pager, readPageCursor } from './pager.tsx';
import { SearchForm } from './search-form.tsx';
import { Tag, type TagMood } from './tag.tsx';
import type { TenantView } from './visit.tsx';

const PAGE_SIZE = 50;
const MAX_REFERENCE_CHARACTERS = 200;

const OUTCOMES: Readonly<Record<SignInAttempt['outcome'], readonly [words: string, mood: TagMood]>> = {
  signed_in: ['signed in', 'good'],
  refused: ['refused', 'bad'],
  restarted: ['began anew', 'plain'],
};

const FILTERS: readonly (readonly [SignInAttempt['outcome'] | null, string])[] = [
  [null, 'All'],
  ['refused', 'Refused'],
  ['signed_in', 'Signed in'],
  ['restarted', 'Began anew'],
];

/** Lists attempts, the newest first. */
export async function listSignIns(visit: TenantView): Promise<Response> {
  const { c, site, record, state, href } = visit;
  const reference = (c.req.query('q') ?? '').trim().slice(0, MAX_REFERENCE_CHARACTERS);
  const outcome = FILTERS.find(([name]) => name !== null && name === c.req.query('show'))?.[0] ?? null;
  const of = ['attempts', state.tenantId, outcome ?? '', reference];
  const cursor = readPageCursor(visit, of);
  const asked = { outcome, code: null, reference: reference === '' ? null : reference };
  const isStart = reference === '' && outcome === null && cursor === null;
  const range = readRange(c.req.query('over'));
  const over = range === 'day' ? null : range;
  const [{ items, cursor: next }, counts, hours] = await Promise.all([
    record.attempts({ ...asked, limit: PAGE_SIZE, cursor }),
    record.attemptCounts(site.now),
    isStart ? record.signInHours(firstHour(range, site.now)) : [],
  ]);
  const path = `${href}/sign-ins`;
  const { signed_in: signedIn, refused, restarted } = counts.recent;
  const content = (
    <TenantFrame visit={visit} tab="sign-ins">
      <p class="lead">
        In the last 24 hours {signedIn.toLocaleString('en')} signed in, {refused.toLocaleString('en')} were
        refused and {restarted.toLocaleString('en')} began anew. Who it was is not kept here.
      </p>
      {isStart ? <SignInCharts counts={hours} range={range} now={site.now} path={path} /> : null}
      <div class="toolbar">
        <SearchForm
          action={path}
          label="Find a sign-in by its reference number"
          placeholder="Reference number"
          value={reference}
          keep={{ show: outcome, over }}
        />
      </div>
      <nav aria-label="Show only">
        <ul class="chips">
          {FILTERS.map(([name, label]) => (
            <li>
              <a
                href={withQuery(path, { q: reference, show: name, over })}
                aria-current={name === outcome ? 'page' : undefined}
              >
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <section class="panel flush" aria-label="Sign-ins">
        <Table
          caption="Sign-ins"
          columns={['Reference', 'How it went', 'Connection', 'Took', 'When']}
          empty={
            reference === '' && outcome === null
              ? 'Nobody has tried to sign in yet.'
              : 'No sign-in that is still kept is like that.'
          }
          rows={items.map((attempt) => ({
            head: (
              <code>
                {attempt.outcome === 'refused' ? (
                  <a href={`${path}/${encodeURIComponent(attempt.reference)}`}>{attempt.reference}</a>
                ) : (
                  attempt.reference
                )}
              </code>
            ),
            cells: [
              <Outcome attempt={attempt} />,
              attempt.connectionId === null ? (
                <span class="quiet">not known</span>
              ) : (
                <code>{attempt.connectionId}</code>
              ),
              `${attempt.durationMilliseconds}\u00A0ms`,
              <When at={attempt.at} now={site.now} />,
            ],
          }))}
        />
      </section>
      <Pager
        visit={visit}
        of={of}
        path={path}
        query={{ q: reference, show: outcome, over }}
        cursor={cursor}
        next={next}
      />
      <EvidenceForm view={visit} />
    </TenantFrame>
  );
  return page(c, content);
}

function Outcome({ attempt: { outcome, code } }: { readonly attempt: SignInAttempt }) {
  const [words, mood] = OUTCOMES[outcome];
  if (code === null) return <Tag mood={mood}>{words}</Tag>;
  const { problem, remedy, mender } = explain(code).administrator;
  return (
    <>
      <Tag mood={mood}>{words}</Tag> <code>{code}</code>
      <p>{problem}</p>
      <details>
        <summary>What to do</summary>
        <p>{remedy}</p>
        <p class="quiet">{MENDERS[mender]}.</p>
      </details>
    </>
  );
}
