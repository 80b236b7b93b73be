/**
 * A connection as the API takes it, and as it is compiled: defaults filled in, metadata and certificates read, so that
 * signing in reads neither. Every default is the safe choice; what is dangerous must be asked for by name, and warns.
 * Its input comes from the operator. Pure; the time is an argument.
 */
import * as v from 'valibot';
import type { IdentityProvider } from '../saml/identity-provider.ts';
import type { MetadataWarning } from '../saml/metadata-failure.ts';
import { closed, distinct, hostname, text, uri, wholeNumber } from './field-rules.ts';
import { explicitIdentityProvider, identityProviderMetadata } from './identity-provider-input.ts';
import type { Connection } from './tenant.ts';

/** A connection for the record, and what was odd about its metadata, which the record does not keep. */
export interface ConnectionWithWarnings {
  readonly connection: Connection;
  readonly metadataWarnings: readonly MetadataWarning[];
}

const MAX_CLOCK_SKEW_SECONDS = 600;
const DEFAULT_CLOCK_SKEW_SECONDS = 300;

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

/** The schema of one connection. `isLocal` lets it point at this machine; `now` is milliseconds since 1970. */
export function connectionInput(context: { readonly isLocal: boolean; readonly now: number }) {
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
      emailDomains: v.optional(distinct(hostname(), 200), []),
      request: v.optional(requestPolicy, {}),
      response: v.optional(responsePolicy, {}),
      account: v.optional(accountPolicy, {}),
    }),
    v.partialCheck(
      [['metadata'], ['identityProvider']],
      ({ metadata, identityProvider }) => (metadata === undefined) !== (identityProvider === undefined),
      'must have either metadata or identityProvider, and not both',
    ),
    v.forward(
      v.partialCheck(
        [['metadata'], ['identityProvider'], ['request']],
        ({ metadata, identityProvider, request }) => {
          const endpoints = (metadata?.identityProvider ?? identityProvider)?.signInEndpoints ?? [];
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
        metadata,
        identityProvider: explicit,
        ...policies
      }): ConnectionWithWarnings => {
        // The first check above has seen to it that one of them is there.
        const identityProvider = (metadata?.identityProvider ?? explicit) as IdentityProvider;
        const connection = { id, displayName, identityProvider, ...policies };
        return { connection, metadataWarnings: metadata?.warnings ?? [] };
      },
    ),
  );
}
