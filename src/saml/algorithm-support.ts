/**
 * What an identity provider says it can verify: SAML Metadata Profile for Algorithm Support 1.0, section 2. It is only ever a
 * wish among what we would use anyway, so that no list weakens what we send. Sizes of keys are not read: whoever takes our
 * certificate knows the key. Pure; the document is untrusted.
 */
import { attributeValue, childrenNamed } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import { DIGEST_ALGORITHMS, SIGNATURE_ALGORITHMS } from '../xmldsig/algorithms.ts';
import { preferAlgorithms, type SigningKey } from '../xmldsig/signing-key.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { NS_METADATA, NS_METADATA_ALGORITHMS } from './names.ts';

type AlgorithmSupport = Pick<IdentityProvider, 'signatureAlgorithms' | 'digestAlgorithms'>;

/** Reads the algorithms of a role that we would use, too; a list that has none of them is as good as none. */
export function readAlgorithmSupport(role: XmlElement): AlgorithmSupport {
  const signatureAlgorithms = readList(role, 'SigningMethod', SIGNATURE_ALGORITHMS);
  const digestAlgorithms = readList(role, 'DigestMethod', DIGEST_ALGORITHMS);
  return {
    ...(signatureAlgorithms.length === 0 ? {} : { signatureAlgorithms }),
    ...(digestAlgorithms.length === 0 ? {} : { digestAlgorithms }),
  };
}

/** Chooses how a key of ours signs for an identity provider: as it usually does, unless that is not among what is verified. */
export function signingKeyFor(
  { signatureAlgorithms = [], digestAlgorithms = [] }: AlgorithmSupport,
  key: SigningKey,
): SigningKey {
  return preferAlgorithms(key, new Set([...signatureAlgorithms, ...digestAlgorithms]));
}

/** What the role says takes the place of what its entity says. */
function readList(
  role: XmlElement,
  name: string,
  known: ReadonlyMap<string, { readonly status: string }>,
): readonly string[] {
  for (const level of [role, role.parent]) {
    const listed = (level === null ? [] : childrenNamed(level, NS_METADATA, 'Extensions'))
      .flatMap((extensions) => childrenNamed(extensions, NS_METADATA_ALGORITHMS, name))
      .map((method) => attributeValue(method, 'Algorithm') ?? '');
    if (listed.length > 0) return [...new Set(listed)].filter((uri) => known.get(uri)?.status === 'good');
  }
  return [];
}
