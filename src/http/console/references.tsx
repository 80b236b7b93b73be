/** `/console/references?q=…`: all that is known under a reference number, of whichever tenant. I/O: the directory, a few records. */

import type { Context } from 'hono';
import { readReference } from '../../events/reference.ts';
import { REFERENCE_KINDS } from '../../events/reference-kinds.ts';
import { administrationOf } from '../../stores/administration.ts';
import { findReference } from '../../stores/find-reference.ts';
import type { ReferenceItemAnswer } from '../api/answers/reference.ts';
import { presentReference } from '../api/present-reference.ts';
import { PersonData } from '../pages/person-data.tsx';
import { page } from '../respond.ts';
import type { SignedInEnv } from './env.ts';
import { ConsoleLayout, consoleSite } from './layout.tsx';
import { OVERVIEW_HREF } from './navigation.ts';
import { ReferenceSearch } from './reference-search.tsx';
import { tenantHref } from './tenants/addresses.ts';
import { MENDERS } from './tenants/menders.ts';
import { Sentences } from './tenants/sentences.tsx';
import { TENANT_STYLES } from './tenants/tenant-styles.ts';
import { When } from './when.tsx';

const MAX_CHARACTERS = 20;

/** Shows what there is, or says that nothing is known. */
export async function showReferencePage(c: Context<SignedInEnv>): Promise<Response> {
  const asked = (c.req.query('q') ?? '').trim().slice(0, MAX_CHARACTERS);
  const reference = readReference(asked);
  const found =
    reference === null ? [] : await findReference(administrationOf(c.env), c.var.accounts, reference);
  const content = (
    <ConsoleLayout
      site={consoleSite(c)}
      title="Reference number"
      section="overview"
      crumbs={[{ label: 'Overview', href: OVERVIEW_HREF }]}
      styles={TENANT_STYLES}
    >
      <div class="toolbar">
        <ReferenceSearch value={asked} />
      </div>
      {found.length > 0 || asked === '' ? null : (
        <p class="panel empty">
          {reference === null ? (
            'A reference number has eight letters and digits, such as 7Q2M-XK4D.'
          ) : (
            <>
              Nothing is kept under <code>{reference}</code>. The log may still have it: search it for the
              number.
            </>
          )}
        </p>
      )}
      {found.map(presentReference).map((item) => (
        <Found item={item} reference={reference ?? ''} now={c.var.now} />
      ))}
    </ConsoleLayout>
  );
  return page(c, content);
}

interface FoundProps {
  readonly item: ReferenceItemAnswer;
  readonly reference: string;
  readonly now: number;
}

function Found({ item, reference, now }: FoundProps) {
  const { kind, tenant, at, code, connectionId, explanation, author, changes, delivery } = item;
  const facts: readonly (readonly [string, unknown])[] = [
    ['When', <When at={Date.parse(at)} now={now} />],
    ['Tenant', tenant === null ? 'The deployment itself' : <a href={tenantHref(tenant)}>{tenant}</a>],
    ['How it went', <code>{code}</code>],
    ['Connection', connectionId && <code>{connectionId}</code>],
    ['Took', item.durationMilliseconds === null ? null : `${item.durationMilliseconds} ms`],
    ['Served at', item.details?.colo],
    ['Stages', item.details && tellStages(item.details.stages)],
    ['By', author && <PersonData text={author.name} />],
    ['What changed', changes.length === 0 ? null : <Sentences sentences={changes} none="" />],
    [
      'Event',
      delivery && `${delivery.eventType}, ${delivery.state.replace('_', ' ')} after ${delivery.tries} tries`,
    ],
    ['What it means', explanation?.problem],
    ['What to do', explanation && `${explanation.remedy} ${MENDERS[explanation.mender]}.`],
  ];
  return (
    <section class="panel" aria-label={REFERENCE_KINDS[kind]}>
      <header>
        <h2>
          {REFERENCE_KINDS[kind]}, <code>{reference}</code>
        </h2>
        {kind === 'sign_in' && item.outcome === 'refused' && tenant !== null ? (
          <p>
            <a href={`${tenantHref(tenant)}/sign-ins/${reference}`}>Check by check</a>
          </p>
        ) : null}
      </header>
      <dl class="facts">
        {facts.map(([name, value]) =>
          value === null || value === undefined ? null : (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </section>
  );
}

function tellStages(stages: Readonly<Record<string, number>>): string {
  return Object.entries(stages)
    .map(([stage, milliseconds]) => `${stage} ${milliseconds} ms`)
    .join(', ');
}
