/** The frame of the set-up pages: the product's own sheet in the tenant's name, with the console's forms on it. */
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { FORM_STYLES } from '../console/form-styles.ts';
import { CONSOLE_SCRIPT } from '../console/script.ts';
import { TENANT_STYLES } from '../console/tenants/tenant-styles.ts';
import { Layout, type Site } from '../pages/layout.tsx';
import { SETUP_PATH } from '../setup-link-url.ts';

const SETUP_STYLES = `
.step{margin-top:2.25rem;padding-top:1.75rem;border-top:1px solid var(--line)}
.step>h2{font-size:1.25rem}
.step>form{margin:0}
.step .facts{margin-top:1rem}
.lead{color:var(--quiet)}
.lead+.facts{margin-top:1.5rem}
form+.hint{margin-top:1rem}
dt small{display:block}
.facts+.notice{margin:1.5rem 0 0}
.tag{display:inline-block;margin:0 .3rem .3rem 0;padding:.05rem .5rem;border:1px solid var(--line);border-radius:1rem;font-size:.8125rem;line-height:1.5}
.tag.over{border-color:var(--error);color:var(--error)}
.key small{display:block;color:var(--quiet)}
`;

/** Somebody who is in already and follows another link opens that one. */
const FOLLOW_LINK = `
const follow = () => {
  if (/^#[\\w-]{43}$/.test(location.hash)) location.replace('${SETUP_PATH}/open' + location.hash);
};
addEventListener('hashchange', follow);
follow();`;

interface SetupLayoutProps {
  readonly site: Site;
  readonly title: string;
  readonly mood?: 'calm' | 'good' | 'attention';
  readonly wide?: boolean;
  readonly script?: string;
  readonly children?: Child;
}

/** Renders a whole document. */
export function SetupLayout({ script = FOLLOW_LINK, children, ...props }: SetupLayoutProps) {
  const head = <style nonce={props.site.nonce}>{raw(FORM_STYLES + TENANT_STYLES + SETUP_STYLES)}</style>;
  return (
    <Layout {...props} head={head} script={CONSOLE_SCRIPT + script}>
      {children}
    </Layout>
  );
}
