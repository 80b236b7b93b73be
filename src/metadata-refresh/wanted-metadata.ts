/**
 * Which connections of somebody's input ask for their metadata to be fetched before they are saved. The input is untrusted and
 * not checked yet: what is wrong with it is left to its schema, and nothing is fetched for it. Pure.
 */
import { type CertificateSummary, summarizeCertificate } from '../saml/identity-provider.ts';
import { completeMetadataUrl, hasEntityIdPlace } from '../tenants/metadata-source-input.ts';
import type { MetadataSource } from '../tenants/tenant.ts';
import { readCertificate } from '../x509/certificate.ts';

/** As many as a tenant may have; what is beyond is refused anyway. */
const MAX_CONNECTIONS = 20;

/** A connection whose metadata is to be fetched. */
export interface WantedMetadata {
  readonly id: string;
  readonly source: MetadataSource;
  /** Which identity provider is meant, where the document has several. */
  readonly entityId: string | null;
}

/** Lists them; `connections` is any JSON value. */
export function listWantedMetadata(connections: unknown): readonly WantedMetadata[] {
  return Array.isArray(connections) ? connections.slice(0, MAX_CONNECTIONS).flatMap(readWanted) : [];
}

/** Whether two sources are one: the same address, vouched for by the same certificates. */
export function isSameSource(a: MetadataSource, b: MetadataSource): boolean {
  const signers = ({ signingCertificates }: MetadataSource) =>
    signingCertificates
      .map(({ key }) => key.fingerprint)
      .sort()
      .join();
  return a.url === b.url && a.maxValidityDays === b.maxValidityDays && signers(a) === signers(b);
}

/** What one entry of the input asks to be fetched: one or nothing. */
function readWanted(input: unknown): WantedMetadata[] {
  if (typeof input !== 'object' || input === null) return [];
  const fields = input as Readonly<Record<string, unknown>>;
  const { id, metadataUrl, metadata, identityProvider, metadataEntityId, metadataMaxValidityDays } = fields;
  const signingCertificates = readCertificates(fields['metadataSigningCertificates']);
  // One certificate that can't be read must not turn "signed by this one" into "signed by nobody".
  if (typeof id !== 'string' || typeof metadataUrl !== 'string' || signingCertificates === null) return [];
  if (metadata !== undefined || identityProvider !== undefined) return [];
  const maxValidityDays = typeof metadataMaxValidityDays === 'number' ? metadataMaxValidityDays : null;
  const entityId = typeof metadataEntityId === 'string' ? metadataEntityId : null;
  const url = completeMetadataUrl(URL.parse(metadataUrl)?.href ?? metadataUrl, entityId);
  if (hasEntityIdPlace(url)) return [];
  return [{ id, source: { url, signingCertificates, maxValidityDays }, entityId }];
}

function readCertificates(input: unknown): readonly CertificateSummary[] | null {
  if (input === undefined) return [];
  if (!Array.isArray(input)) return null;
  const read = input.map((text) => (typeof text === 'string' ? readCertificate(text) : null));
  const summaries = read.flatMap((each) => (each?.ok ? [summarizeCertificate(each.value)] : []));
  return summaries.length === input.length ? summaries : null;
}
