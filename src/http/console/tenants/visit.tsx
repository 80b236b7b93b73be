/**
 * A request to a page about one tenant: the tenant is found by the slug in the address, a deleted one too, before the page's
 * handler runs. I/O: the directory and the tenant's record.
 */
import type { Context } from 'hono';
import type { Author } from '../../../administration/author.ts';
import type { ChangeContext, TenantState } from '../../../administration/tenant-record.ts';
import { operatorAuthor } from '../../../operators/operator.ts';
import type { RecordPort } from '../../../stores/administration.ts';
import { isRefusal } from '../../api/answer.ts';
import { findTenant } from '../../api/tenant-access.ts';
import { page } from '../../respond.ts';
import type { SignedInEnv } from '../env.ts';
import { ConsoleLayout, type ConsoleSite, consoleSite } from '../layout.tsx';
import { tenantHref } from './addresses.ts';

/** What a page about a tenant works with. */
export interface TenantVisit {
  readonly c: Context<SignedInEnv>;
  readonly site: ConsoleSite;
  readonly record: RecordPort;
  readonly state: TenantState;
  /** Of the tenant's first page; the others are below it. */
  readonly href: string;
}

type Answer = Response | Promise<Response>;

/** Makes a route's handler of a page's. */
export function visitTenant(handle: (visit: TenantVisit) => Answer): (c: Context<SignedInEnv>) => Answer {
  return async (c) => {
    const found = await findTenant(c, c.req.param('slug') ?? '');
    if (isRefusal(found)) return showUnknown(c);
    const { record, state } = found;
    return handle({ c, site: consoleSite(c), record, state, href: tenantHref(state.slug) });
  };
}

/** Who does it, when, and on what it is founded: the revision that the form shows. */
export function changeContext({ c }: Pick<TenantVisit, 'c'>): ChangeContext & { readonly author: Author } {
  const { operator, now, form } = c.var;
  return { author: operatorAuthor(operator), now, expectedRevision: readRevision(form.text('revision')) };
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
      <p class="lead">It may have been removed, and its data deleted; or the address has a mistake in it.</p>
    </ConsoleLayout>
  );
  return page(c, content, 404);
}
