/**
 * An identity provider as it is trusted: SAML Metadata 2.0, section 2.4.3, down to what a sign-in needs. It is what an
 * administrator saved, read once from metadata or explicit values. Pure.
 */
import type { Certificate } from '../x509/certificate.ts';
import type { TrustedKey } from '../x509/trusted-key.ts';
import { formatInstant } from './instant.ts';

export interface IdentityProvider {
  readonly entityId: string;
  readonly signInEndpoints: readonly Endpoint[];
  /** Tried in order; none means that every Response is refused. */
  readonly keys: readonly CertificateSummary[];
  /** Whether it asks for signed requests, and perhaps takes no others. */
  readonly wantAuthnRequestsSigned: boolean;
  /** From validUntil of the metadata; ISO 8601. Past it nothing is trusted. */
  readonly notAfter: string | null;
  /** Left out where there are none, as in every record from before logouts; `logoutEndpointsOf` reads it. */
  readonly logoutEndpoints?: readonly LogoutEndpoint[];
  /** What it says it verifies, of what we sign with; left out where it says none. `algorithm-support.ts` chooses by them. */
  readonly signatureAlgorithms?: readonly string[];
  readonly digestAlgorithms?: readonly string[];
  /** Left out where there are none. */
  readonly entityAttributes?: EntityAttributes;
  /**
   * What it may state after the @ of scoped values, in lower case; left out where its metadata bounds it by none, as in every record
   * from before there were any. `scopesOf` reads it.
   */
  readonly scopes?: readonly string[];
}

/** What is said of it for people to know: URIs, each list perhaps empty. */
export interface EntityAttributes {
  readonly categories: readonly string[];
  /** Categories of services that it releases attributes to. */
  readonly supportedCategories: readonly string[];
  readonly certifications: readonly string[];
}

export interface Endpoint {
  readonly binding: 'redirect' | 'post';
  readonly location: string;
}

/** Where an identity provider takes logouts: its SingleLogoutService, section 2.4.2. */
export interface LogoutEndpoint extends Endpoint {
  /** Where it wants our answers, if elsewhere than our requests. */
  readonly responseLocation: string | null;
}

/** A pinned key with what people need to recognise its certificate. Dates are ISO 8601, UTC. */
export interface CertificateSummary {
  readonly key: TrustedKey;
  readonly subject: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

/** Takes from a certificate its key, and what people recognise it by. */
export function summarizeCertificate({ key, subject, notBefore, notAfter }: Certificate): CertificateSummary {
  return { key, subject, notBefore: formatInstant(notBefore), notAfter: formatInstant(notAfter) };
}

/** Lists where an identity provider takes logouts, at most one for each binding; empty where it takes none. */
export function logoutEndpointsOf({ logoutEndpoints = [] }: IdentityProvider): readonly LogoutEndpoint[] {
  return logoutEndpoints;
}
