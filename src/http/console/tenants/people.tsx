/** `/console/tenants/<slug>/people`: who has signed in, as far as the tenant lets it be kept. I/O: the tenant's record. */
import { rememberedPeople } from '../../../tenants/tenant.ts';
import { page } from '../../respond.ts';
import { Table } from '../table.tsx';
import { When } from '../when.tsx';
import { TenantFrame } from './frame.tsx';
import { Pager, readPageCursor } from './pager.tsx';
import { PersonHead } from './person-head.tsx';
import { SearchForm } from './search-form.tsx';
import { EndForm } from './sessions.tsx';
import type { TenantView } from './visit.tsx';

const PAGE_SIZE = 50;
const MAX_SEARCH_CHARACTERS = 200;

const KEPT = {
  nothing:
    'This tenant lets nothing of people be kept but a keyed hash, which tells whether somebody was here before.',
  'account-key': 'This tenant lets the account key be kept: what the application knows people by.',
  names: 'This tenant lets account keys, names and email addresses be kept.',
} as const;

/** Lists people; who signed in last comes first. */
export async function listPeople(visit: TenantView): Promise<Response> {
  const { c, site, record, state, href } = visit;
  const search = (c.req.query('q') ?? '').trim().slice(0, MAX_SEARCH_CHARACTERS);
  const of = ['people', state.tenantId, search];
  const cursor = readPageCursor(visit, of);
  const { items, cursor: next } = await record.people({ search, limit: PAGE_SIZE, cursor });
  const path = `${href}/people`;
  const content = (
    <TenantFrame visit={visit} tab="people">
      <p class="lead">
        {KEPT[rememberedPeople(state.live.configuration)]}{' '}
        {visit.author.kind === 'operator' ? <a href={`${href}/settings#remember`}>Change that</a> : null}
      </p>
      <div class="toolbar">
        <SearchForm
          action={path}
          label="Search people"
          placeholder="Name, address or a whole account key"
          value={search}
        />
        <a class="button second" href={`${path}/sessions`}>
          Open sessions
        </a>
      </div>
      <section class="panel flush" aria-label="People">
        <Table
          caption="People"
          columns={['Person', 'Last sign-in', 'First sign-in', 'Sign-ins', 'Connection']}
          empty={
            search === ''
              ? 'Nobody has signed in yet.'
              : 'Nobody is found. Names and addresses are only found where this tenant lets them be kept; a whole account key finds its person anyway.'
          }
          rows={items.map((person) => ({
            head: <PersonHead person={person} />,
            cells: [
              <When at={person.lastSignInAt} now={site.now} />,
              <When at={person.firstSignInAt} now={site.now} />,
              person.signInCount.toLocaleString('en'),
              <code>{person.connectionId}</code>,
            ],
            actions: <EndForm visit={visit} person={person} />,
          }))}
        />
      </section>
      <Pager visit={visit} of={of} path={path} query={{ q: search }} cursor={cursor} next={next} />
    </TenantFrame>
  );
  return page(c, content);
}
