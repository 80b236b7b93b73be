/**
 * The compiled tenant record: everything that a sign-in needs to know about a customer, and nothing else. It is
 * stored as JSON in KV, read with one read at every edge, and never parsed further: metadata and certificates were
 * read when it was saved. All of it is configuration; nothing in it is a single-use fact.
 */
import type { SignatureRequirement } from '../saml/expectations.ts';
import type { CertificateSummary, IdentityProvider } from '../saml/identity-provider.ts';
import type { AdministratorsPolicy } from './administrators.ts';
import type { ApplicationPolicy } from './application.ts';
import type { OidcClient } from './oidc-client.ts';
import type { AttributePolicy, GroupRules, RolePolicy } from './people-rules.ts';
import type { RecoveryGate } from './recovery-gate.ts';
import type { SamlRequired } from './saml-required.ts';

/** Raised when the shape changes; a record of another shape is not served. */
export const TENANT_SCHEMA = 1;

export interface Tenant {
  readonly schema: typeof TENANT_SCHEMA;
  /** Random and never used again, so that a slug given away does not inherit sessions. */
  readonly id: string;
  readonly slug: string;
  /** Counts up with every save. */
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly updatedAt: string;
  readonly displayName: string;
  /** Custom hostnames, lower case, besides `slug.BASE_DOMAIN`. */
  readonly hostnames: readonly string[];
  /** An https or data URI, shown in SP metadata and on pages. */
  readonly logoUrl: string | null;
  /** Missing in records that were written before there was a choice. */
  readonly branding?: Branding;
  readonly privacyStatementUrl: string | null;
  readonly connections: readonly Connection[];
  readonly session: SessionPolicy;
  /** Missing in records that were written before there was a choice. */
  readonly people?: PeoplePolicy;
  /** Missing in older records, as `people`; read by `administratorsOf`. */
  readonly administrators?: AdministratorsPolicy;
  /** Missing in older records; read by `samlRequiredOf`. */
  readonly samlRequired?: SamlRequired;
  /** What recovery lets in to: the set-up pages, or, dangerous, the application as well. */
  readonly recoveryOpens?: 'setup' | 'application';
  /** The application's own sign-in page, for people outside SAML; without one there are none. */
  readonly fallbackLoginUrl?: string | null;
  /** What becomes of sign-ins that state an address of a domain which is not among the proven ones; see `mayStateEmail`. */
  readonly unprovenEmails?: 'accept' | 'refuse';
  /** Dangerous: has the log name who signs in and out; read by `namesPeopleInEvents`. */
  readonly dangerouslyNamePeopleInEvents?: boolean;
  /** Where Responses go: to the tenant's own host, or to the operator's; see `usesSharedAcs`. */
  readonly acs?: 'own' | 'shared';
  /** Asked which identity provider a person has, where there are several and nobody said; missing in older records. */
  readonly discoveryServiceUrl?: string | null;
  /** What lies behind the gateway; missing in older records, and read by `applicationOf`. */
  readonly application?: ApplicationPolicy;
  /** Email domains that the tenant has proven to be its own, by DNS; the record's own doing, and nobody's configuration. */
  readonly provenDomains?: readonly string[];
  /** Applications that sign people in by OpenID Connect; not part of the configuration, and missing where there are none. */
  readonly oidcClients?: readonly OidcClient[];
  /** The record's own doing, and nobody's configuration; missing while recovery is not armed. */
  readonly recovery?: RecoveryGate;
}

/** Whether the log may say who signs in and out: only where the tenant says so. */
export function namesPeopleInEvents({
  dangerouslyNamePeopleInEvents = false,
}: Pick<Tenant, 'dangerouslyNamePeopleInEvents'>): boolean {
  return dangerouslyNamePeopleInEvents;
}

/** Whether a tenant's Responses go to the operator's host. */
export function usesSharedAcs({ acs }: Pick<Tenant, 'acs'>): boolean {
  return acs === 'shared';
}

/** How a tenant's pages look, besides its logo. */
export interface Branding {
  /** `#rrggbb`, lower case; pages make shades of it that can be read. */
  readonly colour: string | null;
}

/** The colour that a tenant's pages wear; null for the product's own. */
export function brandColour({ branding }: Pick<Tenant, 'branding'>): string | null {
  return branding?.colour ?? null;
}

/** How much may be kept of people; `nothing` still knows, by a keyed hash, who was here before. */
export type RememberedPeople = 'nothing' | 'account-key' | 'names';

export interface PeoplePolicy {
  readonly remember: RememberedPeople;
}

/** What a tenant allows to be kept of people: nothing, unless it says more. */
export function rememberedPeople({ people }: Pick<Tenant, 'people'>): RememberedPeople {
  return people?.remember ?? 'nothing';
}

export interface SessionPolicy {
  /** From sign-in; SessionNotOnOrAfter can only shorten it. */
  readonly lifetimeSeconds: number;
  /** Without any request. */
  readonly idleTimeoutSeconds: number;
}

/** One identity provider of a tenant, and the rules for what it says. */
export interface Connection {
  /** Chosen by the operator, unique in the tenant: `[a-z0-9-]`. */
  readonly id: string;
  readonly displayName: string;
  readonly identityProvider: IdentityProvider;
  /** Where the identity provider's metadata comes from by itself; null, and in older records missing, where it does not. */
  readonly metadataSource?: MetadataSource | null;
  /** Lower case. With any, addresses of other domains are refused and these lead here. */
  readonly emailDomains: readonly string[];
  /** Takes the place of the scopes in the metadata; read by `scopesOf`. */
  readonly scopes?: readonly string[] | undefined;
  readonly request: RequestPolicy;
  readonly response: ResponsePolicy;
  readonly account: AccountPolicy;
  /** What is made of a person's attributes; these three are missing in older records, and read by `peopleRulesOf`. */
  readonly attributes?: AttributePolicy;
  readonly groupRules?: GroupRules;
  readonly roles?: RolePolicy;
  /** For how long refused Responses are kept, sealed, to be tried again; read by `keptEvidenceHours`. */
  readonly keepEvidenceHours?: number;
}

/** The scopes that an identity provider may state: its connection's, else its metadata's; null for any, where neither has some. */
export function scopesOf({
  scopes,
  identityProvider,
}: Pick<Connection, 'scopes' | 'identityProvider'>): readonly string[] | null {
  return scopes ?? identityProvider.scopes ?? null;
}

/** For how long refused Responses of a connection are kept: not at all, unless it says so. */
export function keptEvidenceHours({ keepEvidenceHours = 0 }: Pick<Connection, 'keepEvidenceHours'>): number {
  return keepEvidenceHours;
}

/** An address that metadata is fetched from on schedule, and what has to vouch for what comes from there. */
export interface MetadataSource {
  readonly url: string;
  /** With any, the document has to be signed by one of them; without, TLS vouches for it. */
  readonly signingCertificates: readonly CertificateSummary[];
  /** With a number, the document has to have a validUntil, at most so many days ahead. */
  readonly maxValidityDays: number | null;
}

export interface RequestPolicy {
  /** Null takes Redirect where the identity provider offers it, else POST. */
  readonly binding: 'redirect' | 'post' | null;
  readonly forceAuthn: boolean;
  readonly isPassive: boolean;
  /** Null sends no NameIDPolicy; an empty format sends one with AllowCreate and without Format. */
  readonly nameIdPolicy: { readonly format: string | null } | null;
  /** Sent as RequestedAuthnContext (exact) and required of the assertion; empty asks for nothing. */
  readonly authnContextClassRefs: readonly string[];
  /** `auto` signs where the identity provider's metadata asks for it. */
  readonly sign: 'auto' | 'always' | 'never';
  /** How a known address travels: not at all, as the `login_hint` query parameter, or as Subject. */
  readonly loginHint: 'none' | 'query' | 'subject';
}

/** Whether requests to a connection's identity provider are signed. */
export function signsRequests({
  request,
  identityProvider,
}: Pick<Connection, 'request' | 'identityProvider'>): boolean {
  return request.sign === 'always' || (request.sign === 'auto' && identityProvider.wantAuthnRequestsSigned);
}

export type UnsolicitedPolicy = 'reject' | 'restart' | 'accept';

export interface ResponsePolicy {
  readonly requireSigned: SignatureRequirement;
  /** `accept` is dangerous: anybody can sign a victim in as somebody else (sign-in CSRF). */
  readonly unsolicited: UnsolicitedPolicy;
  /** Dangerous: SHA-1 signatures can be forged by whoever can afford a collision. */
  readonly allowSha1: boolean;
  /** Dangerous: AES-CBC in a Response that is not signed lets whoever recorded a message try to decrypt it by asking. */
  readonly allowUnauthenticatedCbc: boolean;
  readonly clockSkewSeconds: number;
}

export interface AccountPolicy {
  /**
   * What the application knows the person by. `name-id` refuses transient NameIDs, `attribute` needs no NameID at all;
   * null takes the NameID unless it is transient, and then there is no key.
   */
  readonly key: { readonly from: 'name-id' } | { readonly from: 'attribute'; readonly name: string } | null;
}
