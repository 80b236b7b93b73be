/** The frame of every page about one tenant, and the console's: its name and host, what is special about it now, and its tabs. */
import { PersonData } from '../../pages/person-data.tsx';
import { FormToken } from '../form-token.tsx';
import { ConsoleLayout } from '../layout.tsx';
import { When } from '../when.tsx';
import { TENANTS_HREF } from './addresses.ts';
import { nameAuthor } from './author-name.ts';
import { DONE } from './done.ts';
import { RecoveryArmed } from './recovery-armed.tsx';
import { Revision } from './revision.tsx';
import { TENANT_STYLES } from './tenant-styles.ts';
import type { FramedPage, TenantView, TenantVisit } from './visit.tsx';

/** The tabs, in their order. */
const TABS = [
  { name: 'overview', label: 'Overview', path: '' },
  { name: 'connections', label: 'Connections', path: '/connections' },
  { name: 'setup-links', label: 'Set-up links', path: '/setup-links' },
  { name: 'domains', label: 'Domains', path: '/domains' },
  { name: 'settings', label: 'Settings', path: '/settings' },
  { name: 'access', label: 'Who gets in', path: '/access' },
  { name: 'recovery', label: 'Recovery', path: '/recovery' },
  { name: 'draft', label: 'Draft', path: '/draft' },
  { name: 'history', label: 'History', path: '/history' },
  { name: 'sign-ins', label: 'Sign-ins', path: '/sign-ins' },
  { name: 'people', label: 'People', path: '/people' },
  { name: 'events', label: 'Events', path: '/events' },
  { name: 'audit', label: 'Audit', path: '/audit' },
] as const;

export type Tab = (typeof TABS)[number]['name'];

type FramedView = Pick<TenantView, 'frame' | 'state'>;

/** Renders the frame around a page: the console's, or that of whoever else looks at it. */
export function TenantFrame({ visit, ...page }: FramedPage & { readonly visit: FramedView }) {
  return visit.frame(visit.state, page);
}

/** Renders the console's frame. */
export function ConsoleFrame({
  visit,
  tab,
  heading,
  children,
}: FramedPage & { readonly visit: TenantVisit }) {
  const { c, site, state, href } = visit;
  const { label = '', path = '' } = TABS.find(({ name }) => name === tab) ?? {};
  const { displayName } = state.live.configuration;
  const crumbs = [
    { label: 'Tenants', href: TENANTS_HREF },
    ...(heading === undefined
      ? []
      : [
          { label: displayName, href },
          { label, href: href + path },
        ]),
  ];
  const { recoveryArmedUntil } = state;
  const armedUntil = site.now < (recoveryArmedUntil ?? 0) ? recoveryArmedUntil : null;
  const done = DONE.get(c.req.query('done') ?? '') ?? null;
  return (
    <ConsoleLayout
      site={site}
      title={heading ?? displayName}
      part={heading === undefined ? label : undefined}
      section="tenants"
      crumbs={crumbs}
      done={done}
      styles={TENANT_STYLES}
    >
      <RecoveryArmed until={armedUntil} />
      {heading === undefined ? (
        <>
          <p class="host">
            <code>
              {state.slug}.{c.var.settings.baseDomain}
            </code>
          </p>
          {state.deleted === null ? null : <DeletedNotice visit={visit} />}
          <nav class="tabs" aria-label="About this tenant">
            <ul>
              {TABS.map((each) => (
                <li>
                  <a href={href + each.path} aria-current={each.name === tab ? 'page' : undefined}>
                    {each.label}
                    {each.name === 'draft' && state.draft !== null ? (
                      <span class="dot">
                        <span class="unseen"> (one is waiting)</span>
                      </span>
                    ) : null}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <h2 class="unseen">{label}</h2>
        </>
      ) : state.deleted === null ? null : (
        <DeletedNotice visit={visit} />
      )}
      {children}
    </ConsoleLayout>
  );
}

function DeletedNotice({ visit: { site, state, href } }: { readonly visit: TenantVisit }) {
  const { deleted } = state;
  if (deleted === null) return null;
  return (
    <section class="notice wrong" aria-labelledby="deleted">
      <h2 id="deleted">This tenant is deleted</h2>
      <p>
        <PersonData text={nameAuthor(deleted.author)} /> deleted it on <When at={deleted.at} now={site.now} />
        , and nobody can sign in.
      </p>
      <p>
        It can be brought back as it was until <When at={deleted.purgeAt} now={site.now} />. Then all its data
        is gone for good.
      </p>
      <form method="post" action={`${href}/restore`} class="actions">
        <FormToken site={site} />
        <Revision state={state} />
        <button type="submit">Bring it back</button>
      </form>
    </section>
  );
}
