/** An identity provider shown back in words: whom one would trust, where people are sent, by which keys. */
import { parseInstant } from '../../saml/instant.ts';
import { type Connection, signsRequests } from '../../tenants/tenant.ts';
import { describeKey } from '../../x509/trusted-key.ts';
import { DaysLeft } from '../console/tenants/days-left.tsx';
import { listEndpointTerms, listEntityAttributeTerms } from '../console/tenants/identity-provider-terms.ts';
import { describePolicies } from '../console/tenants/policy-words.ts';
import { PersonData, Uri } from '../pages/person-data.tsx';
import { Fact } from './vendor-guide.tsx';
import { ANY_OTHER } from './vendors/any-other.ts';
import { vendorOf } from './vendors/vendors.ts';

interface IdentityProviderFactsProps {
  readonly connection: Connection;
  readonly now: number;
}

/** What of the rules says what formats are taken, and what has to be signed. */
const SHOWN_POLICIES = ['Scopes', 'Must be signed', 'Name identifier', 'The application knows people by'];

/** Renders the facts. */
export function IdentityProviderFacts({ connection, now }: IdentityProviderFactsProps) {
  const { identityProvider, metadataSource } = connection;
  const { entityId, keys, notAfter } = identityProvider;
  const vendor = vendorOf(identityProvider);
  const policies = describePolicies(connection).filter(([term]) => SHOWN_POLICIES.includes(term));
  return (
    <dl class="facts">
      {vendor === ANY_OTHER ? null : <Fact term="Recognised as">{vendor.name}</Fact>}
      <Fact term="Entity ID">
        <Uri text={entityId} />
      </Fact>
      {[...listEndpointTerms(identityProvider), ...listEntityAttributeTerms(identityProvider)].map(
        ([term, address]) => (
          <Fact term={term}>
            <Uri text={address} />
          </Fact>
        ),
      )}
      {keys.map(({ key, subject, notAfter: end }) => (
        <Fact term="Signs with">
          <span class="key">
            <PersonData text={subject === '' ? 'A certificate without a subject' : subject} />
            <small>
              {describeKey(key)}, SHA-256 fingerprint <code class="fingerprint">{key.fingerprint}</code>
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
      <Fact term="Our requests">{signsRequests(connection) ? 'Signed' : 'Not signed'}</Fact>
      {policies.map(([term, description]) => (
        <Fact term={term}>{description}</Fact>
      ))}
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
