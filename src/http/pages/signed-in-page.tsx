/**
 * "Logged in", where no application stands behind the gateway: who it is, everything the identity provider said, and
 * for how long. All of it comes from a verified assertion, and all of it is still text to escape.
 */
import type { Child } from 'hono/jsx';
import type { Session } from '../../session/session.ts';
import { OWN_SESSIONS_PATH } from '../../sign-in/return-to.ts';
import { AttributeList } from './attribute-list.tsx';
import { Layout, type Site } from './layout.tsx';
import type { Messages } from './messages/en.ts';
import { LOCALISE_MOMENTS, Moment } from './moment.tsx';
import { Monogram } from './monogram.tsx';
import { PersonData, Uri } from './person-data.tsx';
import { AUTHN_CONTEXT_WORDS, NAME_ID_FORMAT_WORDS, type PlainWord } from './plain-words.ts';

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
  const { messages } = site;
  const name =
    identity.displayName ??
    identity.email ??
    identity.accountKey ??
    identity.nameId?.value ??
    messages.unnamed;
  return (
    <Layout site={site} title={messages.signedInTitle} mood="good" wide script={LOCALISE_MOMENTS}>
      <h1>{messages.signedInTitle}</h1>
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
            {messages.signOut}
          </button>
        </form>
      </div>
      <p class="path">
        {messages.youAreAt}{' '}
        <code>
          <PersonData text={currentPath} />
        </code>
      </p>
      <section class="stub" aria-labelledby="sign-in">
        <h2 id="sign-in">{messages.thisSignIn}</h2>
        <dl>
          <Fact name={messages.identityProvider}>
            <PersonData text={connectionName} />
            <Uri text={identity.idpEntityId} />
          </Fact>
          <Fact name={messages.signedInAt}>
            <Moment at={session.signedInAt} now={now} messages={messages} />
          </Fact>
          <Fact name={messages.until}>
            <Moment at={session.expiresAt} now={now} messages={messages} />
          </Fact>
          <Fact name="NameID" missing={messages.noneSent}>
            {identity.nameId === null ? null : <PersonData text={identity.nameId.value} />}
          </Fact>
          <Fact name={messages.nameIdFormat} missing={messages.noneSent}>
            {identity.nameId === null ? null : (
              <Named
                uri={identity.nameId.format}
                word={NAME_ID_FORMAT_WORDS[identity.nameId.format]}
                messages={messages}
              />
            )}
          </Fact>
          <Fact name={messages.accountKey} missing={messages.noAccountKey}>
            {identity.accountKey === null ? null : <PersonData text={identity.accountKey} />}
          </Fact>
          <Fact name={messages.authnContext} missing={messages.notSaid}>
            {identity.authnContextClassRef === null ? null : (
              <Named
                uri={identity.authnContextClassRef}
                word={AUTHN_CONTEXT_WORDS[identity.authnContextClassRef]}
                messages={messages}
              />
            )}
          </Fact>
          <Fact name={messages.authenticated}>
            <Moment at={identity.authnInstant} now={now} messages={messages} />
          </Fact>
        </dl>
      </section>
      <AttributeList attributes={identity.attributes} messages={messages} />
      <p class="path">
        <a href={OWN_SESSIONS_PATH}>{messages.ownSessionsTitle}</a>
      </p>
    </Layout>
  );
}

interface NamedProps {
  readonly uri: string;
  readonly word: PlainWord | undefined;
  readonly messages: Messages;
}

function Named({ uri, word, messages }: NamedProps) {
  return (
    <>
      {word === undefined ? null : <span class="meaning">{messages.plainWord(word)}</span>}
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
