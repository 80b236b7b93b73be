/**
 * The frame of every page: head, tenant's name, logo and colour, one main landmark, who to ask for help, the other
 * languages. No request leaves the page but the tenant's own logo, and nothing in it needs more than
 * `default-src 'none'; style-src 'nonce-…'; script-src 'nonce-…'; img-src data: <the logo>; form-action 'self'`.
 * All text in it is untrusted and escaped by hono/jsx.
 */
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { type Branding, brandColour } from '../../tenants/tenant.ts';
import { brandShades, type Shades, writeBrandStyles } from './brand-shades.ts';
import type { Messages } from './messages/en.ts';
import { LANGUAGES } from './messages/languages.ts';
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
  /** English for administrators, whatever they read. */
  readonly messages: Messages;
  /** Until when the tenant's recovery is open, which administrators are told on every page; missing while it is not. */
  readonly recoveryArmedUntil?: number;
  /** Where the page can be had in another language. */
  readonly isSwitchable: boolean;
}

/** Takes the choice of a language. */
export const LANGUAGE_PATH = '/sso/language';

interface Brand {
  readonly displayName: string;
  /** An https or data URI. */
  readonly logoUrl: string | null;
  readonly branding?: Branding;
  readonly recovery?: { readonly armedUntil: number };
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
  /** What it takes to make this page anew in another language, where opening its address does not. */
  readonly remake?: Fields;
  readonly children?: Child;
}

/** Hidden fields of a form. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** Renders a whole document. */
export function Layout({
  site,
  title,
  mood = 'calm',
  wide = false,
  head,
  navigation,
  script,
  remake = [],
  children,
}: LayoutProps) {
  const owner = site.tenant?.displayName ?? site.productName;
  const colour = site.tenant && brandColour(site.tenant);
  const shades = colour === null ? undefined : brandShades(colour);
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={site.messages.language}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex" />
          <title>{`${title} · ${showControls(owner)}`}</title>
          <link rel="icon" href={monogramIcon(owner, shades?.light)} />
          <style nonce={site.nonce}>
            {raw(STYLES + (shades === undefined ? '' : writeBrandStyles(shades)))}
          </style>
          {head}
        </head>
        <body class={navigation === undefined ? (wide ? 'wide' : undefined) : 'wide sections'}>
          <header>
            <BrandMark name={owner} logoUrl={site.tenant?.logoUrl ?? null} shades={shades?.light} />
            {site.isSwitchable ? <OtherLanguages than={site.messages} remake={remake} /> : null}
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

interface BrandMarkProps {
  readonly name: string;
  readonly logoUrl: string | null;
  readonly shades: Shades | undefined;
}

function BrandMark({ name, logoUrl, shades }: BrandMarkProps) {
  return (
    <p class="brand">
      {logoUrl === null ? (
        <Monogram name={name} shades={shades} />
      ) : (
        <img class="logo" src={logoUrl} alt="" height="40" referrerpolicy="no-referrer" />
      )}
      <PersonData text={name} />
    </p>
  );
}

function Help({ site }: { readonly site: Site }) {
  const { messages, supportEmail } = site;
  const support = <PersonData text={site.supportName} />;
  return (
    <footer>
      {site.tenant === null ? null : (
        <p>
          {messages.tenantOnProduct(
            <PersonData text={site.tenant.displayName} />,
            <PersonData text={site.productName} />,
          )}
        </p>
      )}
      <p>
        {messages.needHelp}{' '}
        {supportEmail === null ? (
          messages.askSupport(support)
        ) : (
          <a href={`mailto:${encodeURIComponent(supportEmail).replace('%40', '@')}`}>{support}</a>
        )}
      </p>
    </footer>
  );
}

function OtherLanguages({ than, remake }: { readonly than: Messages; readonly remake: Fields }) {
  return (
    <form method="post" action={LANGUAGE_PATH} class="languages" aria-label={than.changeLanguage}>
      {remake.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {LANGUAGES.filter((messages) => messages !== than).map(({ language, ownName }) => (
        <button type="submit" name="language" value={language} lang={language}>
          {ownName}
        </button>
      ))}
    </form>
  );
}
