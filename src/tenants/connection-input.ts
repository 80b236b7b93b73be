/**
 * A connection as the API takes it, and as it is compiled: defaults filled in, metadata and certificates read, so that
 * signing in reads neither. Every default is the safe choice; what is dangerous must be asked for by name, and warns.
 * Its input comes from the operator. Pure; the time is an argument.
 */
import * as v from 'valibot';
import type { Facts, Result } from '../result.ts';
import type { IdentityProvider } from '../saml/identity-provider.ts';
import type { IdpMetadata } from '../saml/idp-metadata.ts';
import type { MetadataWarning } from '../saml/metadata-failure.ts';
import { closed, distinct, hostname, text, uri, wholeNumber } from './field-rules.ts';
import { explicitIdentityProvider, identityProviderMetadata } from './identity-provider-input.ts';
import { completeMetadataUrl, hasEntityIdPlace, metadataSourceInput } from './metadata-source-input.ts';
import { peopleRulesInput } from './people-rules-input.ts';
import { scopesInput } from './scopes-input.ts';
import type { Connection } from './tenant.ts';

/** A connection for the record, and what was odd about its metadata, which the record does not keep. */
export interface ConnectionWithWarnings {
  readonly connection: Connection;
  readonly metadataWarnings: readonly MetadataWarning[];
}

const MAX_CLOCK_SKEW_SECONDS = 600;
const DEFAULT_CLOCK_SKEW_SECONDS = 300;
const MAX_EVIDENCE_HOURS = 72;

const requestPolicy = closed({
  /** Null takes Redirect where the identity provider offers it, else POST. */
  binding: v.nullish(v.picklist(['redirect', 'post']), null),
  forceAuthn: v.optional(v.boolean(), false),
  isPassive: v.optional(v.boolean(), false),
  /** By default any format, and the identity provider may create the identifier; null sends no NameIDPolicy. */
  nameIdPolicy: v.optional(v.nullable(closed({ format: v.nullish(uri(), null) })), { format: null }),
  /** By default none: asking for a password refuses people with stronger factors. */
  authnContextClassRefs: v.optional(distinct(uri(), 20), []),
  sign: v.optional(v.picklist(['auto', 'always', 'never']), 'auto'),
  loginHint: v.optional(v.picklist(['none', 'query', 'subject']), 'none'),
});

const responsePolicy = closed({
  requireSigned: v.optional(v.picklist(['response', 'assertion', 'either', 'both']), 'either'),
  /** By default a Response that nobody asked for begins a sign-in of our own, which stops sign-in CSRF. */
  unsolicited: v.optional(v.picklist(['reject', 'restart', 'accept']), 'restart'),
  allowSha1: v.optional(v.boolean(), false),
  allowUnauthenticatedCbc: v.optional(v.boolean(), false),
  clockSkewSeconds: v.optional(wholeNumber(0, MAX_CLOCK_SKEW_SECONDS), DEFAULT_CLOCK_SKEW_SECONDS),
});

const accountPolicy = closed({
  /** By default the NameID, unless it is transient. */
  key: v.nullish(
    v.variant('from', [
      closed({ from: v.literal('name-id') }),
      closed({ from: v.literal('attribute'), name: text(1_000) }),
    ]),
    null,
  ),
});

/** What the schemas of a connection need to know. */
export interface ConnectionContext {
  /** Lets a connection point at this machine. */
  readonly isLocal: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What the metadata URLs of connections without metadata of their own led to, by the id of the connection. */
  readonly fetchedMetadata?: ReadonlyMap<string, FetchedMetadata> | undefined;
}

/** Metadata that was fetched for a connection, or why it was not. */
export type FetchedMetadata = Result<Pick<IdpMetadata, 'identityProvider' | 'warnings'>, Facts<string>>;

/** The schema of one connection. */
export function connectionInput(context: ConnectionContext) {
  const { fetchedMetadata = new Map<string, FetchedMetadata>() } = context;
  const fetchedFor = (id: string) => {
    const fetched = fetchedMetadata.get(id);
    return fetched?.ok ? fetched.value : undefined;
  };
  return v.pipe(
    closed({
      id: v.pipe(
        v.string(),
        v.regex(
          /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
          'must be 1 to 32 lower-case letters, digits and hyphens, with no hyphen at either end',
        ),
      ),
      displayName: v.optional(text(100)),
      metadata: v.optional(identityProviderMetadata(context)),
      identityProvider: v.optional(explicitIdentityProvider(context)),
      ...metadataSourceInput(context),
      emailDomains: v.optional(distinct(hostname(), 200), []),
      scopes: scopesInput,
      request: v.optional(requestPolicy, {}),
      response: v.optional(responsePolicy, {}),
      account: v.optional(accountPolicy, {}),
      ...peopleRulesInput,
      /** By default nothing of a refused Response is kept. */
      keepEvidenceHours: v.optional(wholeNumber(0, MAX_EVIDENCE_HOURS), 0),
    }),
    v.partialCheck(
      [['metadata'], ['identityProvider'], ['metadataUrl']],
      ({ metadata, identityProvider, metadataUrl }) =>
        metadata === undefined || identityProvider === undefined
          ? metadata !== undefined || identityProvider !== undefined || metadataUrl !== null
          : false,
      'must have metadata or identityProvider, and not both; with a metadataUrl neither is needed',
    ),
    v.forward(
      v.partialCheck(
        [['id'], ['metadata'], ['identityProvider'], ['metadataUrl']],
        ({ id, metadata, identityProvider, metadataUrl }) =>
          metadataUrl === null ||
          metadata !== undefined ||
          identityProvider !== undefined ||
          fetchedFor(id) !== undefined,
        ({ input }) => describeFetchFailure(fetchedMetadata.get(input.id)),
      ),
      ['metadataUrl'],
    ),
    v.forward(
      v.partialCheck(
        [['metadataUrl'], ['metadataSigningCertificates'], ['metadataMaxValidityDays'], ['metadataEntityId']],
        ({ metadataUrl, metadataSigningCertificates, metadataMaxValidityDays, metadataEntityId }) =>
          metadataUrl !== null ||
          (metadataSigningCertificates.length === 0 &&
            metadataMaxValidityDays === null &&
            metadataEntityId === null),
        'is required where the other fields about it are there',
      ),
      ['metadataUrl'],
    ),
    v.forward(
      v.partialCheck(
        [['metadataUrl'], ['metadataEntityId']],
        ({ metadataUrl, metadataEntityId }) =>
          metadataUrl === null || metadataEntityId !== null || !hasEntityIdPlace(metadataUrl),
        'is required where the metadataUrl has a place for it',
      ),
      ['metadataEntityId'],
    ),
    v.forward(
      v.partialCheck(
        [['id'], ['metadata'], ['identityProvider'], ['request']],
        ({ id, metadata, identityProvider, request }) => {
          const known = metadata?.identityProvider ?? identityProvider ?? fetchedFor(id)?.identityProvider;
          const endpoints = known?.signInEndpoints ?? [];
          return request.binding === null || endpoints.some(({ binding }) => binding === request.binding);
        },
        'must be a binding that the identity provider has a sign-in endpoint for',
      ),
      ['request', 'binding'],
    ),
    v.transform(
      ({
        id,
        displayName = id,
        metadata: given,
        identityProvider: explicit,
        metadataUrl,
        metadataSigningCertificates: signingCertificates,
        metadataMaxValidityDays: maxValidityDays,
        metadataEntityId,
        ...policies
      }): ConnectionWithWarnings => {
        const metadata = given ?? (explicit === undefined ? fetchedFor(id) : undefined);
        // The first two checks above have seen to it that one of them is there.
        const identityProvider = (metadata?.identityProvider ?? explicit) as IdentityProvider;
        const metadataSource =
          metadataUrl === null
            ? null
            : {
                url: completeMetadataUrl(metadataUrl, metadataEntityId),
                signingCertificates,
                maxValidityDays,
              };
        const connection = { id, displayName, identityProvider, metadataSource, ...policies };
        return { connection, metadataWarnings: metadata?.warnings ?? [] };
      },
    ),
  );
}

function describeFetchFailure(fetched: FetchedMetadata | undefined): string {
  if (fetched === undefined || fetched.ok) return 'was not fetched: give its metadata as well';
  const { code, expected, received } = fetched.failure;
  return `does not lead to metadata (${code}): expected ${expected}, received ${received}`;
}
