/** One connection: whom it trusts, by which keys, where its metadata comes from, and by which rules. */
import type { Child } from 'hono/jsx';
import type { MetadataStatus } from '../../../administration/metadata.ts';
import type { CertificateSummary } from '../../../saml/identity-provider.ts';
import { parseInstant } from '../../../saml/instant.ts';
import type { Connection } from '../../../tenants/tenant.ts';
import { describeKey } from '../../../x509/trusted-key.ts';
import { PersonData, showControls, Uri } from '../../pages/person-data.tsx';
import { FormToken } from '../form-token.tsx';
import type { ConsoleSite } from '../layout.tsx';
import { Table } from '../table.tsx';
import { When } from '../when.tsx';
import { DaysLeft } from './days-left.tsx';
import { listEndpointTerms, listEntityAttributeTerms } from './identity-provider-terms.ts';
import { describePolicies, listDangers } from './policy-words.ts';
import { Tag } from './tag.tsx';

interface ConnectionCardProps {
  readonly site: ConsoleSite;
  readonly connection: Connection;
  /** Null where its metadata does not come by itself, or the connection is not live. */
  readonly status: MetadataStatus | null;
  /** Of the tenant. */
  readonly href: string;
  /** What the draft makes of it. */
  readonly note: string | null;
  readonly mayChange: boolean;
}

/** The name of a connection's part of the page. */
export function connectionAnchor({ id }: Pick<Connection, 'id'>): string {
  return `connection-${id}`;
}

/** Renders the connection. */
export function ConnectionCard({ site, connection, status, href, note, mayChange }: ConnectionCardProps) {
  const { id, displayName, identityProvider } = connection;
  const name = showControls(displayName);
  const own = `${href}/connections/${id}`;
  const dangers = listDangers(connection);
  return (
    <section class="panel" aria-labelledby={connectionAnchor(connection)}>
      <header>
        <h3 id={connectionAnchor(connection)}>
          <PersonData text={displayName} />
        </h3>
        <p>
          {note === null ? null : <Tag mood="soon">{note}</Tag>} <code>{id}</code>
        </p>
      </header>
      {dangers.map((danger) => (
        <p class="risky">
          <strong class="danger-word">Dangerous: </strong>
          {danger}
        </p>
      ))}
      <dl class="facts">
        <Fact term="Entity ID">
          <Uri text={identityProvider.entityId} />
        </Fact>
        {[...listEndpointTerms(identityProvider), ...listEntityAttributeTerms(identityProvider)].map(
          ([term, address]) => (
            <Fact term={term}>
              <Uri text={address} />
            </Fact>
          ),
        )}
        {identityProvider.notAfter === null ? null : (
          <Fact term="Trusted until">
            <DaysLeft at={parseInstant(identityProvider.notAfter) ?? 0} now={site.now} />
          </Fact>
        )}
        <MetadataFacts site={site} connection={connection} status={status} />
      </dl>
      {status === null || !mayChange ? null : (
        <form method="post" action={`${own}/refresh`} class="actions">
          <FormToken site={site} />
          <button class="second" type="submit" aria-label={`Refresh now: the metadata of ${name}`}>
            Refresh now
          </button>
        </form>
      )}
      <h4>Keys that are trusted</h4>
      <Keys keys={identityProvider.keys} now={site.now} name={name} />
      <details class="more">
        <summary>Rules</summary>
        <dl class="facts">
          {describePolicies(connection).map(([term, description]) => (
            <Fact term={term}>
              <PersonData text={description} />
            </Fact>
          ))}
        </dl>
      </details>
      {mayChange ? (
        <p class="actions">
          <a class="button second" href={`${own}/policies`} aria-label={`Change the rules of ${name}`}>
            Change the rules
          </a>
          <a class="button second" href={`${own}/attributes`} aria-label={`Attributes and groups of ${name}`}>
            Attributes and groups
          </a>
          <a
            class="button second"
            href={`${own}/identity-provider`}
            aria-label={`Replace the identity provider of ${name}`}
          >
            Replace the identity provider
          </a>
          <a class="button danger" href={`${own}/remove`} aria-label={`Remove ${name}`}>
            Remove
          </a>
        </p>
      ) : null}
    </section>
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

type MetadataFactsProps = Pick<ConnectionCardProps, 'site' | 'connection' | 'status'>;

function MetadataFacts({ site: { now }, connection, status }: MetadataFactsProps) {
  const source = connection.metadataSource ?? null;
  if (source === null)
    return <Fact term="Metadata">Kept by hand: new certificates have to be entered here.</Fact>;
  const signers = source.signingCertificates.length;
  return (
    <>
      <Fact term="Metadata from">
        <Uri text={source.url} />
        <span class="meaning">
          {signers === 0
            ? 'HTTPS vouches for it.'
            : signers === 1
              ? 'It has to be signed by the certificate that is pinned for it.'
              : `It has to be signed by one of the ${signers} certificates that are pinned for it.`}
        </span>
      </Fact>
      {status === null ? null : (
        <>
          <Fact term="Last refreshed">
            <When at={status.succeededAt} now={now} never="not yet" />
          </Fact>
          {status.failure === null ? null : (
            <Fact term="Trouble">
              <Tag mood="bad">fails</Tag> since <When at={status.failingSince} now={now} />
              <span class="meaning">
                <code>{status.failure.code}</code>: expected <PersonData text={status.failure.expected} />,
                received <PersonData text={status.failure.received} />. What is trusted stays as it is, until
                its own end.
              </span>
            </Fact>
          )}
          <Fact term="Next refresh">
            <When at={status.nextAt} now={now} never="none is due" />
          </Fact>
        </>
      )}
    </>
  );
}

interface KeysProps {
  readonly keys: readonly CertificateSummary[];
  readonly now: number;
  readonly name: string;
}

function Keys({ keys, now, name }: KeysProps) {
  return (
    <div class="keys">
      <Table
        caption={`Keys of ${name}`}
        columns={['Certificate', 'Key', 'Good for']}
        empty="None: every response is refused."
        rows={keys.map(({ key, subject, notAfter }) => ({
          head: (
            <>
              <PersonData text={subject === '' ? 'A certificate without a subject' : subject} />
              <small>
                <code class="fingerprint">{key.fingerprint}</code>
              </small>
            </>
          ),
          cells: [describeKey(key), <DaysLeft at={parseInstant(notAfter) ?? 0} now={now} />],
        }))}
      />
    </div>
  );
}
