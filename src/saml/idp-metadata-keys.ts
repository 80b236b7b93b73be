/**
 * The keys that an identity provider says it signs with: SAML Metadata 2.0, section 2.4.1.1, and its interoperability
 * profile, section 2.6: a certificate is a wrapper around a key, so expiry warns and never refuses. Pure.
 */
import { failure, type Result, success } from '../result.ts';
import { type Certificate, readCertificate } from '../x509/certificate.ts';
import { attributeValue, childrenNamed, textOf } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import { type CertificateSummary, summarizeCertificate } from './identity-provider.ts';
import { formatInstant } from './instant.ts';
import type { MetadataFailure, MetadataWarning } from './metadata-failure.ts';
import { NS_METADATA, NS_XML_SIGNATURE } from './names.ts';

/** Each of them may be tried at every sign-in. A roll-over takes two, the largest identity providers publish six. */
const MAX_SIGNING_KEYS = 16;

export interface SigningKeys {
  readonly keys: readonly CertificateSummary[];
  readonly warnings: readonly MetadataWarning[];
}

/** Reads the signing keys of a role, each once, in document order. Refuses a role with none that can be used. */
export function readSigningKeys(role: XmlElement, now: number): Result<SigningKeys, MetadataFailure> {
  const keyInfos = childrenNamed(role, NS_METADATA, 'KeyDescriptor')
    .filter(isForSigning)
    .flatMap((descriptor) => childrenNamed(descriptor, NS_XML_SIGNATURE, 'KeyInfo'));
  if (keyInfos.length === 0) {
    return failure('signing_key_missing', 'a KeyDescriptor for signing', 'none');
  }
  const elements = keyInfos
    .flatMap((keyInfo) => childrenNamed(keyInfo, NS_XML_SIGNATURE, 'X509Data'))
    .flatMap((data) => childrenNamed(data, NS_XML_SIGNATURE, 'X509Certificate'));
  if (elements.length === 0) {
    return failure('signing_key_without_certificate', 'an X509Certificate', 'a key in another form');
  }
  if (elements.length > MAX_SIGNING_KEYS) {
    return failure('signing_keys_too_many', `at most ${MAX_SIGNING_KEYS}`, `${elements.length}`);
  }

  const keys = new Map<string, CertificateSummary>();
  const warnings: MetadataWarning[] = [];
  let refusal: ReturnType<typeof readCertificate> | null = null;
  for (const element of elements) {
    const read = readCertificate(textOf(element) ?? '');
    if (read.ok) {
      const { fingerprint } = read.value.key;
      if (keys.has(fingerprint)) continue;
      keys.set(fingerprint, summarizeCertificate(read.value));
      warnings.push(...warnOfDates(read.value, now));
    } else if (read.failure.code === 'certificate_private_key') {
      return read;
    } else {
      refusal ??= read;
      warnings.push({
        code: 'certificate_unusable',
        detail: `${read.failure.received}; wanted: ${read.failure.expected}`,
      });
    }
  }
  if (keys.size === 0 && refusal !== null && !refusal.ok) return refusal;
  return success({ keys: [...keys.values()], warnings });
}

/** Without `use` a key serves every purpose; a key for encryption alone never verifies anything. */
function isForSigning(descriptor: XmlElement): boolean {
  const use = attributeValue(descriptor, 'use');
  return use === null || use === 'signing';
}

/** Says whether a certificate has expired or is not valid yet. Its key is trusted all the same. */
export function warnOfDates({ subject, notBefore, notAfter }: Certificate, now: number): MetadataWarning[] {
  if (now >= notAfter) {
    return [{ code: 'certificate_expired', detail: `${subject}: expired at ${formatInstant(notAfter)}` }];
  }
  if (now < notBefore) {
    return [
      { code: 'certificate_not_yet_valid', detail: `${subject}: valid from ${formatInstant(notBefore)}` },
    ];
  }
  return [];
}
