/**
 * The frame of every page behind the operators' sign-in: a link past the bar, the bar with its sections, the way here, what
 * was just done, and the work. Works without script, under the same Content-Security-Policy as all pages.
 * All text in it is untrusted and escaped by hono/jsx.
 */
import type { Context } from 'hono';
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { Monogram, monogramIcon } from '../pages/monogram.tsx';
import { PersonData, showControls } from '../pages/person-data.tsx';
import { STYLES } from '../pages/styles.ts';
import { CONSOLE_STYLES } from './console-styles.ts';
import type { SignedInEnv } from './env.ts';
import { FORM_STYLES } from './form-styles.ts';
import { FormToken } from './form-token.tsx';
import { NavLinks } from './nav-links.tsx';
import { CONSOLE_HOME, SECTIONS, type Section } from './navigation.ts';
import { CONSOLE_SCRIPT } from './script.ts';
import { WORK_STYLES } from './work-styles.ts';

/** What the frame is told of the request. */
export interface ConsoleSite {
  readonly nonce: string;
  readonly productName: string;
  readonly operatorName: string;
  readonly formToken: string;
  readonly now: number;
}

interface ConsoleLayoutProps {
  readonly site: ConsoleSite;
  readonly title: string;
  /** What of it this page shows, for the browser's tab. */
  readonly part?: string | undefined;
  readonly section: Section;
  /** The pages above this one, the highest first. */
  readonly crumbs?: readonly { readonly label: string; readonly href: string }[];
  /** What was just done, said once. */
  readonly done?: string | null;
  /** More for the stylesheet. */
  readonly styles?: string;
  readonly children?: Child;
}

/** Reads what the frame is told from the request. */
export function consoleSite(c: Context<SignedInEnv>): ConsoleSite {
  const { nonce, settings, operator, formToken, now } = c.var;
  return {
    nonce: nonce(),
    productName: settings.productName,
    operatorName: operator.displayName,
    formToken,
    now,
  };
}

/** Renders a whole document. */
export function ConsoleLayout({
  site,
  title,
  part,
  section,
  crumbs = [],
  done = null,
  styles = '',
  children,
}: ConsoleLayoutProps) {
  return (
    <>
      {raw('<!doctype html>')}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex" />
          <title>{`${part === undefined ? '' : `${part} · `}${showControls(title)} · ${showControls(site.productName)} console`}</title>
          <link rel="icon" href={monogramIcon(site.productName)} />
          <style nonce={site.nonce}>
            {raw(STYLES + FORM_STYLES + WORK_STYLES + CONSOLE_STYLES + styles)}
          </style>
        </head>
        <body class="console">
          <a class="skip" href="#work">
            Skip to the page
          </a>
          <Bar site={site} section={section} />
          <main class="work" id="work" tabindex={-1}>
            {crumbs.length === 0 ? null : (
              <nav aria-label="The way here">
                <ol class="crumbs">
                  {crumbs.map(({ label, href }) => (
                    <li>
                      <a href={href}>
                        <PersonData text={label} />
                      </a>
                    </li>
                  ))}
                </ol>
              </nav>
            )}
            <h1>
              <PersonData text={title} />
            </h1>
            {done === null ? null : (
              <div class="notice done" role="status">
                <p>{done}</p>
              </div>
            )}
            {children}
          </main>
          <script nonce={site.nonce}>{raw(CONSOLE_SCRIPT)}</script>
        </body>
      </html>
    </>
  );
}

function Bar({ site, section }: { readonly site: ConsoleSite; readonly section: Section }) {
  return (
    <header class="bar">
      <div>
        <a class="brand" href={CONSOLE_HOME}>
          <Monogram name={site.productName} />
          <span>
            <PersonData text={site.productName} /> <small>Console</small>
          </span>
        </a>
        <nav aria-label="Console">
          <NavLinks links={SECTIONS} current={section} />
        </nav>
        <form class="me" method="post" action="/console/sign-out">
          <a href="/console/account" aria-current={section === 'account' ? 'page' : undefined}>
            <span>Signed in as </span>
            <PersonData text={site.operatorName} />
          </a>
          <FormToken site={site} />
          <button class="second" type="submit">
            Sign out
          </button>
        </form>
      </div>
    </header>
  );
}
