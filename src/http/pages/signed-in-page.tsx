/**
 * "Logged in", where no application stands behind the gateway: who it is, everything the identity provider said, and
 * for how long. All of it comes from a verified assertion, and all of it is still text to escape.
 */
import type { Session } from '../../session/session.ts';
import { AttributeList } from './attribute-list.tsx';
import { Layout, type Site } from './layout.tsx';
import { LOCALISE_MOMENTS, Moment } from './moment.tsx';
import { Monogram } from './monogram.tsx';
import { PersonData } from './person-data.tsx';
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
    identity.displayName ?? identity.email ?? identity.accountKey ?? identity.nameId?.value ?? 'Somebody';
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
          <div>
            <dt>Identity provider</dt>
            <dd>
              <PersonData text={connectionName} />
              <code class="uri">{identity.idpEntityId}</code>
            </dd>
          </div>
          <div>
            <dt>NameID</dt>
            <dd>
              {identity.nameId === null ? (
                <span class="quiet">none sent</span>
              ) : (
                <>
                  <PersonData text={identity.nameId.value} />
                  <Named uri={identity.nameId.format} words={NAME_ID_FORMAT_WORDS} />
                </>
              )}
            </dd>
          </div>
          <div>
            <dt>Account key</dt>
            <dd>
              {identity.accountKey === null ? (
                <span class="quiet">none: this connection gives nothing that stays the same</span>
              ) : (
                <PersonData text={identity.accountKey} />
              )}
            </dd>
          </div>
          <div>
            <dt>Authentication</dt>
            <dd>
              {identity.authnContextClassRef === null ? (
                <span class="quiet">not said</span>
              ) : (
                <Named uri={identity.authnContextClassRef} words={AUTHN_CONTEXT_WORDS} />
              )}
              <Moment at={identity.authnInstant} now={now} />
            </dd>
          </div>
          <div>
            <dt>Signed in</dt>
            <dd>
              <Moment at={session.signedInAt} now={now} />
            </dd>
          </div>
          <div>
            <dt>Until</dt>
            <dd>
              <Moment at={session.expiresAt} now={now} />
            </dd>
          </div>
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
      <code class="uri">{uri}</code>
    </>
  );
}
