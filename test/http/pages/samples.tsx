/** Every page in the states that matter, in every language, with honest, extreme and hostile data. */
import type { Child } from 'hono/jsx';
import { ChooserPage } from '../../../src/http/pages/chooser-page.tsx';
import { FailurePage } from '../../../src/http/pages/failure-page.tsx';
import { FindOrganisationPage } from '../../../src/http/pages/find-organisation-page.tsx';
import { InterstitialPage } from '../../../src/http/pages/interstitial-page.tsx';
import { KeptPostOverPage, KeptPostPage } from '../../../src/http/pages/kept-post-page.tsx';
import type { Site } from '../../../src/http/pages/layout.tsx';
import { LogoutPage } from '../../../src/http/pages/logout-page.tsx';
import { ENGLISH, type Messages } from '../../../src/http/pages/messages/en.ts';
import { NotFoundPage } from '../../../src/http/pages/not-found-page.tsx';
import { OwnSessionsPage } from '../../../src/http/pages/own-sessions-page.tsx';
import { PostFormPage } from '../../../src/http/pages/post-form-page.tsx';
import { SignedInPage } from '../../../src/http/pages/signed-in-page.tsx';
import { SignedOutPage } from '../../../src/http/pages/signed-out-page.tsx';
import { UnconfiguredPage } from '../../../src/http/pages/unconfigured-page.tsx';
import type { Attribute } from '../../../src/saml/assertion.ts';
import type { Identity, Session } from '../../../src/session/session.ts';
import type { OwnSession } from '../../../src/sign-in/own-sessions.ts';

export const NOW = Date.UTC(2026, 2, 14, 9, 30, 12);

function ownSession(changes: Partial<OwnSession> = {}): OwnSession {
  const times = { signedInAt: NOW - 7_200_000, lastSeenAt: NOW - 120_000, expiresAt: NOW + 21_600_000 };
  return { id: 'a', isThis: false, connectionId: 'idp', kind: 'saml', ...times, ...changes };
}

/** Breaks out of text, attributes, scripts and reading order, if anything lets it. */
export const HOSTILE = `</title></script><script>alert(1)</script>"'><img src=x onerror=alert(1)>\u202Egpj.exe&amp;`;

export const SITE: Site = {
  nonce: 'bm9uY2Utbm9uY2Utbm9uY2U',
  productName: 'Tidewater',
  supportName: 'Tidewater support',
  supportEmail: 'support@tidewater.example',
  tenant: { displayName: 'Acme Instruments', logoUrl: null },
  messages: ENGLISH,
  isSwitchable: true,
};
const HOSTILE_SITE: Site = {
  ...SITE,
  productName: HOSTILE,
  supportName: HOSTILE,
  supportEmail: `${HOSTILE}@example.com?bcc=x`,
  tenant: { displayName: HOSTILE, logoUrl: `https://logo.example/"${HOSTILE}` },
};

export function attribute(
  name: string,
  values: readonly string[],
  friendlyName: string | null = null,
): Attribute {
  return { name, nameFormat: null, friendlyName, values };
}

const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/';

const IDENTITY: Identity = {
  accountKey: 'ada.lovelace@acme.example',
  displayName: 'Ada Lovelace',
  email: 'ada.lovelace@acme.example',
  nameId: {
    value: 'ada.lovelace@acme.example',
    format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    nameQualifier: null,
    spNameQualifier: null,
  },
  attributes: [
    attribute(`${CLAIMS}givenname`, ['Ada']),
    attribute(`${CLAIMS}surname`, ['Lovelace']),
    attribute('urn:oid:0.9.2342.19200300.100.1.3', ['ada.lovelace@acme.example'], 'mail'),
    attribute('http://schemas.microsoft.com/ws/2008/06/identity/claims/groups', [
      'Engineering',
      'Everyone',
      'Analytical Engine',
    ]),
    attribute('department', ['Research']),
    attribute('phone', ['']),
    attribute('costCentre', []),
  ],
  idpEntityId: 'https://sts.windows.net/6babcaad-604b-40ac-a9d7-9fd97c0b779f/',
  sessionIndex: '_s1',
  authnInstant: NOW - 5 * 60_000,
  authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
};

/** Renders "Logged in" for an identity that differs in what is given. */
export function signedIn(
  identity: Partial<Identity> = {},
  site: Site = SITE,
  currentPath = '/docs/42?tab=notes',
) {
  const session: Session = {
    id: 'c2Vzc2lvbi1pZC1zZXNzaW9u',
    tenantId: 't1',
    connectionId: 'entra',
    identity: { ...IDENTITY, ...identity },
    signedInAt: NOW,
    expiresAt: NOW + 8 * 3_600_000,
    renewedAt: NOW,
  };
  const connectionName = site.productName === HOSTILE ? HOSTILE : 'Microsoft Entra';
  return (
    <SignedInPage
      site={site}
      session={session}
      connectionName={connectionName}
      currentPath={currentPath}
      now={NOW}
    />
  );
}

const CHOICES = [
  { id: 'entra', displayName: 'Microsoft Entra', emailDomains: ['acme.example', 'acme.co.example'] },
  { id: 'okta', displayName: 'Okta (contractors)', emailDomains: [] },
  { id: 'sapporo', displayName: '札幌支社 シングルサインオン', emailDomains: ['sapporo.acme.example'] },
];
const LOGO = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><path d="M5 35L20 5l15 30M45 20h70" fill="none" stroke="#112" stroke-width="6"/></svg>')}`;
const LONG_NAME =
  'Königlich-Niederländische Gesellschaft für Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte';

/** By name: a page, ready to render. */
export const SAMPLES = samplesIn(ENGLISH);

/** The same in any language. */
export function samplesIn(messages: Messages): Readonly<Record<string, Child>> {
  const site: Site = { ...SITE, messages };
  const operatorSite: Site = { ...site, tenant: null };
  const hostileSite: Site = { ...HOSTILE_SITE, messages };
  return {
    'signed-in': signedIn({}, site),
    'signed-in-400-groups': signedIn(
      {
        attributes: [
          attribute(
            'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
            Array.from(
              { length: 400 },
              (_, index) => `0f3a91c2-77d4-4b7e-9c1b-${String(index).padStart(12, '0')}`,
            ),
          ),
        ],
      },
      site,
    ),
    'signed-in-nothing': signedIn(
      {
        accountKey: null,
        displayName: null,
        email: null,
        nameId: null,
        attributes: [],
        authnContextClassRef: null,
      },
      site,
    ),
    'signed-in-long': signedIn(
      {
        accountKey: null,
        displayName: null,
        email: null,
        nameId: {
          value: `_${'9f8e7d6c5b4a'.repeat(20)}`,
          format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
          nameQualifier: null,
          spNameQualifier: null,
        },
        authnContextClassRef: 'https://idp.example/custom/context/class/with/a/very/long/path/that/goes/on',
      },
      site,
    ),
    'signed-in-arabic': signedIn(
      {
        displayName: 'فاطمة الزهراء بنت محمد',
        attributes: [
          attribute('urn:oid:2.16.840.1.113730.3.1.241', ['فاطمة الزهراء بنت محمد'], 'displayName'),
          attribute('city', ['القاهرة (Cairo) 12'], 'المدينة'),
          attribute('nickname', ['山田 太郎 👩🏽‍💻', 'Ѕøren Ærø', '  two spaces  ']),
        ],
      },
      { ...site, tenant: { displayName: 'شركة النيل للأدوات', logoUrl: null } },
    ),
    'signed-in-hostile': signedIn(
      {
        accountKey: HOSTILE,
        displayName: HOSTILE,
        email: HOSTILE,
        nameId: { value: HOSTILE, format: HOSTILE, nameQualifier: HOSTILE, spNameQualifier: HOSTILE },
        attributes: [attribute(HOSTILE, [HOSTILE], HOSTILE), attribute('constructor', [HOSTILE, HOSTILE])],
        idpEntityId: HOSTILE,
        authnContextClassRef: HOSTILE,
      },
      hostileSite,
      HOSTILE,
    ),
    failure: (
      <FailurePage
        site={site}
        code="audience_mismatch"
        reference="7KQ4-M2XD"
        nextUrl="/docs/42?tab=notes"
        now={NOW}
      />
    ),
    'failure-retry': (
      <FailurePage
        site={site}
        code="confirmation_expired"
        reference="7KQ4-M2XD"
        nextUrl="/docs/42"
        now={NOW}
      />
    ),
    'failure-continue': (
      <FailurePage
        site={site}
        code="assertion_already_used"
        reference="7KQ4-M2XD"
        nextUrl="/docs/42"
        now={NOW}
      />
    ),
    'failure-no-way-on': (
      <FailurePage site={operatorSite} code="internal_error" reference="7KQ4-M2XD" nextUrl={null} now={NOW} />
    ),
    'failure-hostile': (
      <FailurePage
        site={hostileSite}
        code="signature_invalid"
        reference={HOSTILE}
        nextUrl={`/${HOSTILE}`}
        now={NOW}
      />
    ),
    interstitial: <InterstitialPage site={site} signInPath="/sso/login" returnTo="/docs/42?tab=notes" />,
    'interstitial-hostile': (
      <InterstitialPage site={hostileSite} signInPath="/sso/login" returnTo={`/?q=${HOSTILE}`} />
    ),
    'post-form': (
      <PostFormPage
        site={site}
        action="https://idp.example/sso"
        fields={[
          ['SAMLRequest', 'PHNhbWxwOkF1dGhuUmVxdWVzdC8+'],
          ['RelayState', '/docs/42'],
        ]}
        connectionName="Microsoft Entra"
      />
    ),
    'post-form-hostile': (
      <PostFormPage
        site={hostileSite}
        action={`https://idp.example/"${HOSTILE}`}
        fields={[[HOSTILE, HOSTILE]]}
        connectionName={HOSTILE}
      />
    ),
    chooser: (
      <ChooserPage
        site={site}
        connections={CHOICES}
        returnTo="/docs/42#top"
        askEmail
        email=""
        isRemembered={false}
        error={null}
      />
    ),
    'chooser-error': (
      <ChooserPage
        site={{ ...site, tenant: { displayName: LONG_NAME, logoUrl: null } }}
        connections={[...CHOICES, { id: 'long', displayName: LONG_NAME, emailDomains: ['x'.repeat(60)] }]}
        returnTo="/docs/42"
        askEmail
        email="ada@elsewhere.example"
        isRemembered={false}
        error="email_domain_unknown"
      />
    ),
    'chooser-unknown': (
      <ChooserPage
        site={site}
        connections={CHOICES}
        returnTo="/docs/42"
        askEmail
        email=""
        isRemembered={false}
        error="provider_unknown"
      />
    ),
    'chooser-no-email': (
      <ChooserPage
        site={site}
        connections={CHOICES}
        returnTo="/"
        askEmail={false}
        email=""
        isRemembered={false}
        error={null}
      />
    ),
    'chooser-hostile': (
      <ChooserPage
        site={hostileSite}
        connections={[{ id: HOSTILE, displayName: HOSTILE, emailDomains: [HOSTILE] }]}
        returnTo={HOSTILE}
        askEmail
        email={HOSTILE}
        isRemembered={false}
        error="email_invalid"
      />
    ),
    'signed-out': <SignedOutPage site={site} signInUrl="/sso/login" there={null} onward={null} />,
    'signed-out-there': <SignedOutPage site={site} signInUrl="/sso/login" there="complete" onward={null} />,
    'signed-out-partly': <SignedOutPage site={site} signInUrl="/sso/login" there="partial" onward={null} />,
    'signed-out-refused': (
      <SignedOutPage
        site={site}
        signInUrl="/sso/login"
        there="refused"
        onward={{ displayName: 'Wiki', url: 'https://wiki.example/bye' }}
      />
    ),
    'signed-out-waiting': (
      <SignedOutPage
        site={site}
        signInUrl="/sso/login"
        there="waiting"
        onward={{ displayName: HOSTILE, url: 'https://wiki.example/bye?state=%22%3E%3Cscript%3E' }}
      />
    ),
    'signed-out-branded': (
      <SignedOutPage
        site={{
          ...site,
          tenant: { displayName: 'Acme Instruments', logoUrl: null, branding: { colour: '#ffd600' } },
        }}
        signInUrl="/sso/login"
        there={null}
        onward={null}
      />
    ),
    'signed-out-logo': (
      <SignedOutPage
        site={{ ...site, tenant: { displayName: 'Acme Instruments', logoUrl: LOGO } }}
        signInUrl="/sso/login"
        there={null}
        onward={null}
      />
    ),
    'kept-post': (
      <KeptPostPage
        site={site}
        signInUrl="/sso/login"
        kept={{ action: '/form?sso-kept-form', sealed: 'sealed' }}
        situation="kept"
        person={null}
        reference={null}
      />
    ),
    'kept-post-signed-in': (
      <KeptPostPage
        site={site}
        signInUrl="/sso/login"
        kept={{ action: '/form?sso-kept-form', sealed: 'sealed' }}
        situation="signed-in"
        person="Alice Andersen"
        reference={null}
      />
    ),
    'kept-post-unanswered': (
      <KeptPostPage
        site={site}
        signInUrl="/sso/login"
        kept={{ action: '/form?sso-kept-form', sealed: 'sealed' }}
        situation="unanswered"
        person={null}
        reference="7Q2M-XK4D"
      />
    ),
    'kept-post-over': <KeptPostOverPage site={site} reason="expired" nextUrl="/form" />,
    'own-sessions': (
      <OwnSessionsPage
        site={site}
        sessions={[ownSession({ isThis: true }), ownSession({ id: 'b', connectionId: 'recovery' })]}
        connectionNames={new Map([['idp', 'Microsoft Entra']])}
        isLastingName
        outcome="ended"
        now={NOW}
      />
    ),
    'own-sessions-hostile': (
      <OwnSessionsPage
        site={hostileSite}
        sessions={[ownSession({ isThis: true })]}
        connectionNames={new Map([['idp', HOSTILE]])}
        isLastingName={false}
        outcome="refused"
        now={NOW}
      />
    ),
    logout: <LogoutPage site={site} displayName="Ada Lovelace" cancelUrl="/docs/42" />,
    'logout-hostile': <LogoutPage site={hostileSite} displayName={HOSTILE} cancelUrl={`/${HOSTILE}`} />,
    'not-found-host': <NotFoundPage site={operatorSite} what="host" homeUrl="https://tidewater.example/" />,
    'not-found-page': <NotFoundPage site={site} what="page" homeUrl="/" />,
    unconfigured: (
      <UnconfiguredPage
        nonce={SITE.nonce}
        messages={messages}
        problems={[
          {
            name: 'COOKIE_KEYS',
            kind: 'secret',
            problem: 'Not set. Signs session cookies; 32 random bytes or more.',
          },
          { name: 'BASE_DOMAIN', kind: 'variable', problem: 'Not set. Each tenant has a subdomain of it.' },
        ]}
      />
    ),
    'find-organisation': (
      <FindOrganisationPage site={operatorSite} typed="" isRemembered={false} error={null} />
    ),
    'find-organisation-error': (
      <FindOrganisationPage
        site={operatorSite}
        typed="ada@acme-instruments.example"
        isRemembered={true}
        error="who_unknown"
      />
    ),
    'find-organisation-hostile': (
      <FindOrganisationPage site={hostileSite} typed={HOSTILE} isRemembered={false} error="too_many_tries" />
    ),
  };
}
