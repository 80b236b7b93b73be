/** `/console/tenants/<slug>/audit`: what was done to the tenant, by whom and when. Nothing here changes it. I/O: the record. */
import { PersonData } from '../../pages/person-data.tsx';
import { page } from '../../respond.ts';
import { Table } from '../table.tsx';
import { When } from '../when.tsx';
import { ACTION_WORDS } from './action-words.ts';
import { nameAuthor } from './author-name.ts';
import { TenantFrame } from './frame.tsx';
import { Pager, readPageCursor } from './pager.tsx';
import { Sentences } from './sentences.tsx';
import type { TenantView } from './visit.tsx';

const PAGE_SIZE = 50;

/** Lists the trail, the newest first. */
export async function listTenantAudit(visit: TenantView): Promise<Response> {
  const { c, site, record, state, href } = visit;
  const of = ['audit', state.tenantId];
  const cursor = readPageCursor(visit, of);
  const { items, cursor: next } = await record.audit({ limit: PAGE_SIZE, cursor });
  const content = (
    <TenantFrame visit={visit} tab="audit">
      <p class="lead">All that was done to this tenant. Nothing in it can be changed or deleted here.</p>
      <section class="panel flush" aria-label="Audit trail">
        <Table
          caption="Audit trail"
          columns={['Who', 'What', 'In detail', 'When']}
          empty="There is nothing here."
          rows={items.map(({ author, action, version, changes, at }) => ({
            head: <PersonData text={nameAuthor(author)} />,
            cells: [
              <>
                {ACTION_WORDS[action]}
                {version === null ? null : <small>version {version}</small>}
              </>,
              <Sentences sentences={changes} none="—" />,
              <When at={at} now={site.now} />,
            ],
          }))}
        />
      </section>
      <Pager visit={visit} of={of} path={`${href}/audit`} query={{}} cursor={cursor} next={next} />
    </TenantFrame>
  );
  return page(c, content);
}
