/**
 * An identity provider as the API takes it: as its metadata, SAML Metadata 2.0, or as explicit values. Either way keys
 * are pinned here, once. The operator vouches for both: neither signature nor expiry of a certificate is a condition.
 * Pure; the time is an argument.
 */
import * as v from 'valibot';
import {
  type CertificateSummary,
  type Endpoint,
  type IdentityProvider,
  type LogoutEndpoint,
  summarizeCertificate,
} from '../saml/identity-provider.ts';
import { type IdpMetadata, readIdpMetadata } from '../saml/idp-metadata.ts';
import { findLocationProblem } from '../saml/sign-in-location.ts';
import { type CertificateFailureCode, readCertificate } from '../x509/certificate.ts';
import { closed, listOf, uri } from './field-rules.ts';

/** Each of them may be tried at every sign-in; a roll-over takes two. */
const MAX_CERTIFICATES = 10;
/** Ten times what the wordiest identity provider publishes of itself. */
const MAX_METADATA_CHARACTERS = 500_000;

const CERTIFICATE_PROBLEMS: Readonly<Record<CertificateFailureCode, string>> = {
  certificate_unreadable:
    'must be one X.509 certificate as PEM or base64; each certificate is an entry of its own',
  certificate_private_key: 'is a private key: keep it secret, replace it, and give the certificate instead',
  certificate_key_unsupported: 'must have an RSA key, or one on the curves P-256, P-384 or P-521',
  certificate_key_too_weak: 'must have an RSA key of 2048 bits or more',
};

/** The schema of metadata as text. `isLocal` lets it point at this machine; `now` is milliseconds since 1970. */
export function identityProviderMetadata({
  isLocal,
  now,
}: {
  readonly isLocal: boolean;
  readonly now: number;
}) {
  return v.pipe(
    v.string(),
    v.maxLength(MAX_METADATA_CHARACTERS, `must have at most ${MAX_METADATA_CHARACTERS} characters`),
    v.rawTransform(({ dataset, addIssue, NEVER }): IdpMetadata => {
      const metadata = readIdpMetadata(new TextEncoder().encode(dataset.value), {
        now,
        allowLocalhost: isLocal,
      });
      if (metadata.ok) return metadata.value;
      const { code, expected, received } = metadata.failure;
      addIssue({ message: `cannot be used (${code}): expected ${expected}, received ${received}` });
      return NEVER;
    }),
  );
}

/** The schema of an identity provider in explicit values. `isLocal` lets it be on this machine. */
export function explicitIdentityProvider({ isLocal }: { readonly isLocal: boolean }) {
  const location = v.pipe(
    v.string(),
    v.rawCheck(({ dataset, addIssue }) => {
      const message = dataset.typed ? findLocationProblem(dataset.value, isLocal) : null;
      if (message !== null) addIssue({ message });
    }),
  );
  const binding = v.picklist(['redirect', 'post']);
  return v.pipe(
    closed({
      entityId: uri(),
      signInUrl: v.optional(location),
      signInBinding: v.optional(binding),
      signInEndpoints: v.optional(
        v.pipe(listOf(closed({ binding, location }), 4), v.minLength(1, 'must not be empty')),
      ),
      logoutUrl: v.optional(location),
      logoutEndpoints: v.optional(
        v.pipe(
          listOf(closed({ binding, location, responseLocation: v.optional(v.nullable(location), null) }), 2),
          v.check(
            (endpoints) => new Set(endpoints.map((each) => each.binding)).size === endpoints.length,
            'must have each binding once',
          ),
        ),
      ),
      wantAuthnRequestsSigned: v.optional(v.boolean(), false),
      certificates: certificateList(1),
    }),
    v.partialCheck(
      [['signInUrl'], ['signInEndpoints']],
      ({ signInUrl, signInEndpoints }) => (signInUrl === undefined) !== (signInEndpoints === undefined),
      'must have either signInUrl or signInEndpoints, and not both',
    ),
    v.forward(
      v.partialCheck(
        [['logoutUrl'], ['logoutEndpoints']],
        ({ logoutUrl, logoutEndpoints }) => logoutUrl === undefined || logoutEndpoints === undefined,
        'goes without logoutEndpoints',
      ),
      ['logoutUrl'],
    ),
    v.forward(
      v.partialCheck(
        [['signInUrl'], ['signInBinding']],
        ({ signInUrl, signInBinding }) => signInBinding === undefined || signInUrl !== undefined,
        'goes with signInUrl',
      ),
      ['signInBinding'],
    ),
    v.transform(
      ({
        entityId,
        signInUrl,
        signInBinding = 'redirect',
        signInEndpoints,
        logoutUrl,
        logoutEndpoints,
        certificates,
        wantAuthnRequestsSigned,
      }): IdentityProvider => {
        const single: Endpoint[] =
          signInUrl === undefined ? [] : [{ binding: signInBinding, location: signInUrl }];
        const singleLogout: LogoutEndpoint[] =
          logoutUrl === undefined
            ? []
            : [{ binding: 'redirect', location: logoutUrl, responseLocation: null }];
        const logout = logoutEndpoints ?? singleLogout;
        return {
          entityId,
          signInEndpoints: signInEndpoints ?? single,
          keys: certificates,
          wantAuthnRequestsSigned,
          notAfter: null,
          ...(logout.length === 0 ? {} : { logoutEndpoints: logout }),
        };
      },
    ),
  );
}

const certificate = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }): CertificateSummary => {
    const certificate = readCertificate(dataset.value);
    if (certificate.ok) return summarizeCertificate(certificate.value);
    addIssue({ message: CERTIFICATE_PROBLEMS[certificate.failure.code] });
    return NEVER;
  }),
);

/** The schema of a list of certificates, each with a key that can verify. */
export function certificateList(minEntries: 0 | 1) {
  return v.pipe(
    listOf(certificate, MAX_CERTIFICATES),
    v.minLength(minEntries, 'must not be empty: without a key every Response is refused'),
  );
}
