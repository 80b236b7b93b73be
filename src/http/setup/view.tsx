/**
 * The console's pages about one tenant as its own administrator sees them: the same pages, limited to this tenant and to what is his
 * to know and to do, in the frame of the set-up pages. I/O: the tenant's record.
 */
import type { Context } from 'hono';
import { DONE } from '../console/tenants/done.ts';
import type { Tab } from '../console/tenants/frame.tsx';
import type { FramedPage, TenantView } from '../console/tenants/visit.tsx';
import { siteOf } from '../respond.ts';
import { SETUP_PATH } from '../setup-link-url.ts';
import type { SetupEnv } from './env.ts';
import { SetupLayout } from './layout.tsx';
import type { SetupSection } from './navigation.ts';

/** The pages of two sections, in their order. */
const PAGES: readonly (readonly [tab: Tab, section: SetupSection, label: string, path: string])[] = [
  ['draft', 'test', 'Draft', '/test'],
  ['history', 'test', 'History', '/history'],
  ['sign-ins', 'sign-ins', 'Sign-ins', '/sign-ins'],
  ['people', 'sign-ins', 'People', '/people'],
  ['events', 'sign-ins', 'Events', '/events'],
  ['audit', 'sign-ins', 'Audit', '/audit'],
  ['connections', 'sign-ins', 'Certificates', '/certificates'],
  ['access', 'access', 'Who gets in', '/access'],
  ['domains', 'domains', 'Domains', '/domains'],
  ['recovery', 'recovery', 'Recovery', '/recovery'],
];

/** Makes a route's handler of a page's; `only` is the section of a page that has it to itself. */
export function viewTenant(
  handle: (view: TenantView) => Response | Promise<Response>,
  only?: SetupSection,
): (c: Context<SetupEnv>) => Promise<Response> {
  return async (c) => {
    const { record, administrator, formToken, now, origin } = c.var;
    const state = await record.read();
    if (state === null) throw new Error('somebody came in to a tenant that has no record');
    return handle({
      c,
      site: { formToken, now },
      author: administrator.author,
      record,
      state,
      href: SETUP_PATH,
      draftHref: `${SETUP_PATH}/test`,
      tenantOrigin: origin,
      frame: (_shown, framed) => <SetupFrame c={c} only={only} {...framed} />,
    });
  };
}

interface SetupFrameProps extends FramedPage {
  readonly c: Context<SetupEnv>;
  readonly only: SetupSection | undefined;
}

function SetupFrame({ c, only, tab, heading, children }: SetupFrameProps) {
  const current = PAGES.find(([name]) => name === tab);
  const [, sectionOfTab = 'test', label = ''] = current ?? [];
  const section = only ?? sectionOfTab;
  const pages = PAGES.filter((each) => each[1] === section);
  return (
    <SetupLayout
      site={siteOf(c.var, c.var.tenant)}
      title={heading ?? label}
      section={section}
      done={DONE.get(c.req.query('done') ?? '')}
      wide
    >
      <h1>{heading ?? label}</h1>
      {pages.length < 2 ? null : (
        <nav aria-label="Pages of this section">
          <ul class="chips">
            {pages.map(([name, , words, path]) => (
              <li>
                <a href={SETUP_PATH + path} aria-current={name === tab ? 'page' : undefined}>
                  {words}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {children}
    </SetupLayout>
  );
}
