/** An identity provider shown back in words: whom one would trust, where people are sent, by which keys. */
import type { Child } from 'hono/jsx';
import { parseInstant } from '../../saml/instant.ts';
import type { Connection } from '../../tenants/tenant.ts';
import { DaysLeft } from '../console/tenants/days-left.tsx';
import { PersonData, Uri } from '../pages/person-data.tsx';

interface IdentityProviderFactsProps {
  readonly connection: Connection;
  readonly now: number;
}

/** Renders the facts. */
export function IdentityProviderFacts({ connection, now }: IdentityProviderFactsProps) {
  const { identityProvider, metadataSource } = connection;
  const { entityId, signInEndpoints, keys, notAfter } = identityProvider;
  return (
    <dl class="facts">
      <Fact term="Entity ID">
        <Uri text={entityId} />
      </Fact>
      {signInEndpoints.map(({ binding, location }) => (
        <Fact term={`Sign-in by ${binding === 'post' ? 'POST' : 'Redirect'}`}>
          <Uri text={location} />
        </Fact>
      ))}
      {keys.map(({ key, subject, notAfter: end }) => (
        <Fact term="Signs with">
          <span class="key">
            <PersonData text={subject === '' ? 'A certificate without a subject' : subject} />
            <small>
              {key.type === 'RSA' ? `RSA ${key.modulusBits}` : `EC ${key.curve}`}, SHA-256 fingerprint{' '}
              <code class="fingerprint">{key.fingerprint}</code>
            </small>
            Good until <DaysLeft at={parseInstant(end) ?? 0} now={now} />
          </span>
        </Fact>
      ))}
      {keys.length > 0 ? null : <Fact term="Signs with">No certificate: nobody could sign in.</Fact>}
      {notAfter === null ? null : (
        <Fact term="Metadata valid until">
          <DaysLeft at={parseInstant(notAfter) ?? 0} now={now} />
        </Fact>
      )}
      <Fact term="New certificates">
        {metadataSource == null ? (
          'You enter them here, before the old ones end.'
        ) : (
          <>
            They come by themselves from <Uri text={metadataSource.url} />
          </>
        )}
      </Fact>
    </dl>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children?: Child }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
