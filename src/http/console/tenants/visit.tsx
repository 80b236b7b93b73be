/**
 * A request to a page about one tenant: the tenant is found by the slug in the address, a deleted one too, before the page's
 * handler runs. Some of the pages are a customer's administrator's as well (setup/view.tsx). I/O: the directory and the record.
 */
import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { Author } from '../../../administration/author.ts';
import type { ChangeContext, TenantState } from '../../../administration/tenant-record.ts';
import { operatorAuthor } from '../../../operators/operator.ts';
import type { RecordPort } from '../../../stores/administration.ts';
import { isRefusal } from '../../api/answer.ts';
import { findTenant } from '../../api/tenant-access.ts';
import { page } from '../../respond.ts';
import type { SetupEnv } from '../../setup/env.ts';
import type { SignedInEnv } from '../env.ts';
import { ConsoleLayout, type ConsoleSite, consoleSite } from '../layout.tsx';
import { tenantHref } from './addresses.ts';
import { ConsoleFrame, type Tab } from './frame.tsx';

type Framed = Parameters<typeof page>[1];

/** What a page about a tenant works with, whoever looks at it. */
export interface TenantView {
  readonly c: Context<SignedInEnv> | Context<SetupEnv>;
  readonly site: Pick<ConsoleSite, 'formToken' | 'now'>;
  /** Who does what is done here. */
  readonly author: Author;
  readonly record: RecordPort;
  readonly state: TenantState;
  /** Of the tenant's first page; the others are below it. */
  readonly href: string;
  /** The page of the draft. */
  readonly draftHref: string;
  /** Of the tenant's host, where sign-ins are. */
  readonly tenantOrigin: string;
  /** Renders the frame around a page about a state, which may be another than the one above by then. */
  frame(shown: TenantState, page: FramedPage): Framed;
}

export interface FramedPage {
  readonly tab: Tab;
  /** A page below the tab: its own heading. */
  readonly heading?: string | undefined;
  readonly children?: Child;
}

/** What a page of the console about a tenant works with. */
export interface TenantVisit extends Omit<TenantView, 'c' | 'site'> {
  readonly c: Context<SignedInEnv>;
  readonly site: ConsoleSite;
}

type Answer = Response | Promise<Response>;

/** Makes a route's handler of a page's. */
export function visitTenant(handle: (visit: TenantVisit) => Answer): (c: Context<SignedInEnv>) => Answer {
  return async (c) => {
    const found = await findTenant(c, c.req.param('slug') ?? '');
    if (isRefusal(found)) return showUnknown(c);
    const { record, state } = found;
    const { settings, operator } = c.var;
    const href = tenantHref(state.slug);
    const visit: TenantVisit = {
      c,
      site: consoleSite(c),
      author: operatorAuthor(operator),
      record,
      state,
      href,
      draftHref: `${href}/draft`,
      tenantOrigin: `${settings.scheme}://${state.slug}.${settings.baseDomain}`,
      frame: (shown, framed) => <ConsoleFrame visit={{ ...visit, state: shown }} {...framed} />,
    };
    return handle(visit);
  };
}

/** Who does it, when, and on what it is founded: the revision that the form shows. */
export function changeContext({ c, author }: Pick<TenantView, 'c' | 'author'>): ChangeContext {
  const { now, form } = c.var;
  return { author, now, expectedRevision: readRevision(form.text('revision')) };
}

/** A form without a revision was founded on none: then every change since counts. */
function readRevision(text: string): number {
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : -1;
}

/** Tells that there is nothing of that name. */
export function showUnknown(c: Context<SignedInEnv>, what = 'tenant'): Answer {
  const content = (
    <ConsoleLayout
      site={consoleSite(c)}
      title={`There is no such ${what}`}
      section="tenants"
      crumbs={[{ label: 'Tenants', href: '/console/tenants' }]}
    >
      <Gone />
    </ConsoleLayout>
  );
  return page(c, content, 404);
}

/** Tells it on a page about a tenant. */
export function showMissing({ c, state, frame }: TenantView, tab: Tab, what: string): Answer {
  return page(c, frame(state, { tab, heading: `There is no such ${what}`, children: <Gone /> }), 404);
}

function Gone() {
  return (
    <p class="lead">It may have been removed, and its data deleted; or the address has a mistake in it.</p>
  );
}
