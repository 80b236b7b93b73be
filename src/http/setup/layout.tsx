/**
 * The frame of the set-up pages: the product's own sheet in the tenant's name, with the console's forms on it, and beside
 * it the sections, where the page is one of them. On a phone they are a row that scrolls.
 */
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { FORM_STYLES } from '../console/form-styles.ts';
import { NavLinks } from '../console/nav-links.tsx';
import { CONSOLE_SCRIPT } from '../console/script.ts';
import { RecoveryArmed } from '../console/tenants/recovery-armed.tsx';
import { TENANT_STYLES } from '../console/tenants/tenant-styles.ts';
import { WORK_STYLES } from '../console/work-styles.ts';
import { Layout, type Site } from '../pages/layout.tsx';
import { SETUP_PATH } from '../setup-link-url.ts';
import { SETUP_SECTIONS, type SetupSection } from './navigation.ts';

const SETUP_STYLES = `
.sections .tabs{margin:0 0 1.25rem}
@media (min-width:60rem){
  body.sections{max-width:72rem}
  body.sections>main{margin-left:14rem}
  body.sections>footer{margin-left:14rem}
  .sections .tabs{width:12rem;margin:0;border:0;position:sticky;top:1.5rem;height:0;overflow:visible}
  .sections .tabs ul{display:block}
  .sections .tabs a{padding:.55rem .9rem;border-bottom:0;border-left:3px solid transparent;white-space:normal}
  .sections .tabs a[aria-current]{border-left-color:var(--accent)}
}
@media (max-width:60rem){.sections .tabs{margin-left:-1rem;margin-right:-1rem;padding:0 .5rem}}
@media (forced-colors:active){.tabs a[aria-current]{border-color:Highlight}}
.step{margin-top:2.25rem;padding-top:1.75rem;border-top:1px solid var(--line)}
.step>h2{font-size:1.25rem}
.step>form{margin:0}
.step .facts{margin-top:1rem}
.stages{display:flex;flex-wrap:wrap;gap:.5rem 0;margin:1.5rem 0 1.25rem;padding:0;list-style:none;counter-reset:stage}
.stages li{flex:1 1 7rem;margin:0;padding:.6rem .5rem 0 0;border-top:4px solid var(--line);color:var(--quiet);counter-increment:stage}
.stages li::before{content:counter(stage) ". "}
.stages li small{display:block;font-weight:400;color:var(--quiet)}
.stages .done{border-color:var(--good)}
.stages .current{border-color:var(--accent);color:var(--ink);font-weight:600}
.step>.chips{margin:0 0 1rem;padding:0;flex-wrap:wrap}
.step h3{margin:1.75rem 0 .6rem;font-size:1rem;line-height:1.4}
.step .notice{margin:1.75rem 0 0}
.step .notice h3{margin:0 0 .35rem}
.step h3+.facts{margin-top:0}
.facts.own{padding:1rem 1.25rem;border:1px solid var(--line);border-radius:.5rem;background:var(--ground)}
.own a{font-size:.875rem}
.lead{color:var(--quiet)}
.lead+.facts{margin-top:1.5rem}
form+.hint,.facts+.hint{margin-top:1rem}
dt small{display:block}
.sections th,.sections td{overflow-wrap:break-word}
.sections td time,.sections td.actions-cell{white-space:normal}
.sections td button{padding:.3rem .6rem}
nav+.lead{margin-top:1.1rem}
.facts+.notice{margin:1.5rem 0 0}
.key small{display:block;color:var(--quiet)}
`;

/** Somebody who is in already and follows another link opens that one. */
export const FOLLOW_LINK = `
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
  /** The section that the page belongs to; none before a link was opened, and after it ended. */
  readonly section?: SetupSection;
  /** What was just done, said once. */
  readonly done?: string | undefined;
  readonly script?: string;
  readonly children?: Child;
}

/** Renders a whole document. */
export function SetupLayout({ section, done, script = FOLLOW_LINK, children, ...props }: SetupLayoutProps) {
  const head = (
    <style nonce={props.site.nonce}>{raw(FORM_STYLES + WORK_STYLES + TENANT_STYLES + SETUP_STYLES)}</style>
  );
  return (
    <Layout
      {...props}
      head={head}
      navigation={section === undefined ? undefined : <Sections current={section} />}
      script={CONSOLE_SCRIPT + script}
    >
      {section === undefined ? null : <RecoveryArmed until={props.site.recoveryArmedUntil} />}
      {done === undefined ? null : (
        <div class="notice done" role="status">
          <p>{done}</p>
        </div>
      )}
      {children}
    </Layout>
  );
}

function Sections({ current }: { readonly current: SetupSection }) {
  return (
    <>
      <a class="skip" href="#page">
        Skip to the page
      </a>
      <nav class="tabs" aria-label="Set-up">
        <NavLinks links={SETUP_SECTIONS} current={current} />
      </nav>
    </>
  );
}
