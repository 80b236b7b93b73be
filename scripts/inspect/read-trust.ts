/** Whom a case trusts: the keys and the entity ID out of metadata, or certificates and an entity ID as given. Reads files. */
import type { Result } from '../../src/result.ts';
import { success } from '../../src/result.ts';
import type { Expectations } from '../../src/saml/expectations.ts';
import { readIdpMetadata } from '../../src/saml/idp-metadata.ts';
import { warnOfDates } from '../../src/saml/idp-metadata-keys.ts';
import type { MetadataWarning } from '../../src/saml/metadata-failure.ts';
import { readCertificate } from '../../src/x509/certificate.ts';
import type { TrustedKey } from '../../src/x509/trusted-key.ts';
import type { TrustSource } from './inspection-case.ts';
import type { InspectionFailure } from './inspection-failure.ts';
import { readOctets } from './read-file.ts';

export interface Trust extends Pick<Expectations, 'idpEntityId' | 'trustedKeys'> {
  /** What is odd but refuses nothing, such as a certificate that expired: its key is pinned all the same. */
  readonly warnings: readonly MetadataWarning[];
}

/** Reads whom to trust as the Worker does when a connection is saved. `now` is milliseconds since 1970. */
export async function readTrust(source: TrustSource, now: number): Promise<Result<Trust, InspectionFailure>> {
  return source.kind === 'metadata' ? readMetadata(source.file, now) : readCertificates(source, now);
}

async function readMetadata(file: string, now: number): Promise<Result<Trust, InspectionFailure>> {
  const octets = await readOctets(file);
  if (!octets.ok) return { ok: false, failure: { about: 'case', failure: octets.failure } };
  // Nobody is sent anywhere: an identity provider on this machine may be looked at.
  const metadata = readIdpMetadata(octets.value, { now, allowLocalhost: true });
  if (!metadata.ok) return { ok: false, failure: { about: 'metadata', failure: metadata.failure } };
  const { entityId, keys } = metadata.value.identityProvider;
  return success({
    idpEntityId: entityId,
    trustedKeys: keys.map(({ key }) => key),
    warnings: metadata.value.warnings,
  });
}

async function readCertificates(
  { files, idpEntityId }: Extract<TrustSource, { kind: 'certificates' }>,
  now: number,
): Promise<Result<Trust, InspectionFailure>> {
  const trustedKeys: TrustedKey[] = [];
  const warnings: MetadataWarning[] = [];
  for (const file of files) {
    const octets = await readOctets(file);
    if (!octets.ok) return { ok: false, failure: { about: 'case', failure: octets.failure } };
    const certificate = readCertificate(new TextDecoder().decode(octets.value));
    if (!certificate.ok) return { ok: false, failure: { about: 'metadata', failure: certificate.failure } };
    trustedKeys.push(certificate.value.key);
    warnings.push(...warnOfDates(certificate.value, now));
  }
  return success({ idpEntityId, trustedKeys, warnings });
}
