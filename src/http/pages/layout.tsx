/**
 * The frame of every page: head, tenant's name and logo, one main landmark, who to ask for help. No request leaves
 * the page but the tenant's own logo, and nothing in it needs more than
 * `default-src 'none'; style-src 'nonce-…'; script-src 'nonce-…'; img-src data: https:`.
 * All text in it is untrusted and escaped by hono/jsx.
 */
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { Monogram, monogramIcon } from './monogram.tsx';
import { PersonData, showControls } from './person-data.tsx';
import { STYLES } from './styles.ts';

/** What every page is told: the deployment, the tenant whose host it is (null on the operator's), the CSP nonce. */
export interface Site {
  readonly nonce: string;
  readonly productName: string;
  readonly supportName: string;
  readonly supportEmail: string | null;
  readonly tenant: Brand | null;
}

interface Brand {
  readonly displayName: string;
  /** An https or data URI. */
  readonly logoUrl: string | null;
}

interface LayoutProps {
  readonly site: Site;
  readonly title: string;
  /** Colours the edge of the sheet. */
  readonly mood?: 'calm' | 'good' | 'attention';
  readonly wide?: boolean;
  /** More for the head, such as a fallback for browsers without script. */
  readonly head?: Child;
  /** The pages that stand beside this one. */
  readonly navigation?: Child;
  /** Runs after the page is read; never made of data. */
  readonly script?: string;
  readonly children?: Child;
}

/** Renders a whole document. */
export function Layout({
  site,
  title,
  mood = 'calm',
  wide = false,
  head,
  navigation,
  script,
  children,
}: LayoutProps) {
  const owner = site.tenant?.displayName ?? site.productName;
  return (
    <>
      {raw('<!doctype html>')}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex" />
          <title>{`${title} · ${showControls(owner)}`}</title>
          <link rel="icon" href={monogramIcon(owner)} />
          <style nonce={site.nonce}>{raw(STYLES)}</style>
          {head}
        </head>
        <body class={navigation === undefined ? (wide ? 'wide' : undefined) : 'wide sections'}>
          <header>
            <BrandMark name={owner} logoUrl={site.tenant?.logoUrl ?? null} />
          </header>
          {navigation}
          <main class={`sheet ${mood}`} id="page" tabindex={-1}>
            {children}
          </main>
          <Help site={site} />
          {script === undefined ? null : <script nonce={site.nonce}>{raw(script)}</script>}
        </body>
      </html>
    </>
  );
}

function BrandMark({ name, logoUrl }: { readonly name: string; readonly logoUrl: string | null }) {
  return (
    <p class="brand">
      {logoUrl === null ? (
        <Monogram name={name} />
      ) : (
        <img class="logo" src={logoUrl} alt="" height="40" referrerpolicy="no-referrer" />
      )}
      <PersonData text={name} />
    </p>
  );
}

function Help({ site }: { readonly site: Site }) {
  return (
    <footer>
      {site.tenant === null ? null : (
        <p>
          <PersonData text={site.tenant.displayName} /> on <PersonData text={site.productName} />
        </p>
      )}
      <p>
        Need help?{' '}
        {site.supportEmail === null ? (
          <>
            Ask <PersonData text={site.supportName} />.
          </>
        ) : (
          <a href={`mailto:${encodeURIComponent(site.supportEmail).replace('%40', '@')}`}>
            <PersonData text={site.supportName} />
          </a>
        )}
      </p>
    </footer>
  );
}
