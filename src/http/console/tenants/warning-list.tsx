/** What about a tenant deserves attention, in words, each with the connection that it is about. */
import type { Connection } from '../../../tenants/tenant.ts';
import { PersonData } from '../../pages/person-data.tsx';
import { connectionAnchor } from './connection-card.tsx';
import { Tag } from './tag.tsx';

interface WarningsProps {
  readonly warnings: readonly { readonly code: string; readonly path: string; readonly message: string }[];
  readonly connections: readonly Connection[];
  /** Of the tenant; null where there is no page about its connections. */
  readonly href: string | null;
}

const BAD = /expired|allowed|accepted|missing|no_connection|unusable/;

/** Renders the list. */
export function Warnings({ warnings, connections, href }: WarningsProps) {
  return (
    <ul class="warnings">
      {warnings.map(({ code, path, message }) => {
        const connection = connections[Number(/^connections\[([0-9]+)\]/.exec(path)?.[1] ?? Number.NaN)];
        return (
          <li>
            <Tag mood={BAD.test(code) ? 'bad' : 'soon'}>{WORDS.get(code) ?? code}</Tag>
            {connection === undefined ? null : href === null ? (
              <PersonData text={connection.displayName} />
            ) : (
              <a href={`${href}/connections#${connectionAnchor(connection)}`}>
                <PersonData text={connection.displayName} />
              </a>
            )}
            <p>
              <PersonData text={message} />
            </p>
          </li>
        );
      })}
    </ul>
  );
}

const WORDS = new Map([
  ['no_connection', 'no connection'],
  ['proven_domain_missing', 'no proven domain'],
  ['proven_domain_failing', 'domain record missing'],
  ['sha1_allowed', 'SHA-1 allowed'],
  ['unauthenticated_cbc_allowed', 'unauthenticated CBC allowed'],
  ['unsolicited_accepted', 'unsolicited responses accepted'],
  ['certificate_expired', 'certificate expired'],
  ['certificate_expires_soon', 'certificate ends soon'],
  ['certificate_not_yet_valid', 'certificate not yet valid'],
  ['certificate_unusable', 'certificate not usable'],
  ['logout_endpoint_unusable', 'logout address not usable'],
  ['scope_unusable', 'scope not usable'],
  ['scopes_unbound', 'any scope taken'],
  ['signed_requests_wanted', 'signed requests wanted'],
  ['signing_key_missing', 'signing key missing'],
  ['logout_key_missing', 'logout key missing'],
  ['token_key_missing', 'token key missing'],
  ['evidence_kept', 'refused responses kept'],
  ['people_named_in_events', 'the log names people'],
  ['metadata_expired', 'metadata expired'],
  ['metadata_replayable', 'old metadata taken'],
  ['metadata_expires_soon', 'metadata ends soon'],
]);
