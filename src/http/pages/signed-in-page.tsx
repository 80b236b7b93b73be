/**
 * "Logged in", where no application stands behind the gateway: who it is, everything the identity provider said, and
 * for how long. All of it comes from a verified assertion, and all of it is still text to escape.
 */
import type { Child } from 'hono/jsx';
import type { Session } from '../../session/session.ts';
import { AttributeList } from './attribute-list.tsx';
import { Layout, type Site } from './layout.tsx';
import { LOCALISE_MOMENTS, Moment } from './moment.tsx';
import { Monogram } from './monogram.tsx';
import { PersonData, Uri } from './person-data.tsx';
import { AUTHN_CONTEXT_WORDS, NAME_ID_FORMAT_WORDS } from './plain-words.ts';

export interface SignedInPageProps {
  readonly site: Site;
  readonly session: Session;
  /** What people call the identity provider. */
  readonly connectionName: string;
  /** Path and query of the link the person landed on. */
  readonly currentPath: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Renders the signed-in page. */
export function SignedInPage({ site, session, connectionName, currentPath, now }: SignedInPageProps) {
  const { identity } = session;
  const name =
    identity.displayName ??
    identity.email ??
    identity.accountKey ??
    identity.nameId?.value ??
    'Unnamed person';
  return (
    <Layout site={site} title="Logged in" mood="good" wide script={LOCALISE_MOMENTS}>
      <h1>Logged in</h1>
      <div class="person">
        <Monogram name={name} />
        <div>
          <p class="name">
            <PersonData text={name} />
          </p>
          {identity.email === null || identity.email === name ? null : (
            <p>
              <PersonData text={identity.email} />
            </p>
          )}
        </div>
        <form method="post" action="/sso/logout">
          <button type="submit" class="second">
            Sign out
          </button>
        </form>
      </div>
      <p class="path">
        You are at{' '}
        <code>
          <PersonData text={currentPath} />
        </code>
      </p>
      <section class="stub" aria-labelledby="sign-in">
        <h2 id="sign-in">This sign-in</h2>
        <dl>
          <Fact name="Identity provider">
            <PersonData text={connectionName} />
            <Uri text={identity.idpEntityId} />
          </Fact>
          <Fact name="Signed in">
            <Moment at={session.signedInAt} now={now} />
          </Fact>
          <Fact name="Until">
            <Moment at={session.expiresAt} now={now} />
          </Fact>
          <Fact name="NameID" missing="none sent">
            {identity.nameId === null ? null : <PersonData text={identity.nameId.value} />}
          </Fact>
          <Fact name="NameID format" missing="none sent">
            {identity.nameId === null ? null : (
              <Named uri={identity.nameId.format} words={NAME_ID_FORMAT_WORDS} />
            )}
          </Fact>
          <Fact name="Account key" missing="none: nothing was sent that stays the same">
            {identity.accountKey === null ? null : <PersonData text={identity.accountKey} />}
          </Fact>
          <Fact name="Authentication context" missing="not said">
            {identity.authnContextClassRef === null ? null : (
              <Named uri={identity.authnContextClassRef} words={AUTHN_CONTEXT_WORDS} />
            )}
          </Fact>
          <Fact name="Authenticated">
            <Moment at={identity.authnInstant} now={now} />
          </Fact>
        </dl>
      </section>
      <AttributeList attributes={identity.attributes} />
    </Layout>
  );
}

function Named({ uri, words }: { readonly uri: string; readonly words: Readonly<Record<string, string>> }) {
  return (
    <>
      {words[uri] === undefined ? null : <span class="meaning">{words[uri]}</span>}
      <Uri text={uri} />
    </>
  );
}

interface FactProps {
  readonly name: string;
  /** Said where there are no children. */
  readonly missing?: string;
  readonly children?: Child;
}

function Fact({ name, missing, children }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children ?? <span class="quiet">{missing}</span>}</dd>
    </div>
  );
}
