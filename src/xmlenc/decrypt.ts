/**
 * Decryption of one encrypted element of SAML: XML Encryption 1.1, section 4.4, SAML Core 2.0, section 6. Its input
 * is hostile, and that something was encrypted to our public key proves nothing about who did it. Whatever depends on
 * a secret fails with one code; only what a key holder must have encrypted as it is, is refused by what is wrong with
 * it. No I/O.
 */
import { failure, type Result, success } from '../result.ts';
import { parseXml } from '../xml/reader.ts';
import { isNamed } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import { decryptContent } from './content.ts';
import type { DecryptionKey } from './decryption-key.ts';
import { readEncryptedData } from './encrypted-data.ts';
import type { EncryptionFailure } from './failure.ts';
import { decryptContentKey } from './key-transport.ts';

/** The name of the one element that has to come out. */
export interface ExpectedElement {
  readonly namespace: string;
  readonly localName: string;
}

export interface DecryptionPolicy {
  /** Our keys, each tried. */
  readonly decryptionKeys: readonly DecryptionKey[];
  /** Whether a signature that was verified covers the ciphertext, so that nobody can have changed it. */
  readonly isSigned: boolean;
  /**
   * Dangerous: accepts AES-CBC without such a signature, which whoever recorded a message can try to decrypt by
   * asking.
   */
  readonly allowUnauthenticatedCbc: boolean;
  /** Identifiers that this deployment refuses whatever a connection allows. */
  readonly blockedAlgorithms: ReadonlySet<string>;
}

/** What those expect who know nothing yet of a signature. */
export type DecryptionExpectations = Omit<DecryptionPolicy, 'isSigned'>;

export interface Decrypted {
  /** The root of a document of its own: nothing around the ciphertext lends it a namespace. */
  readonly element: XmlElement;
  /**
   * False where a padding alone says that it is whole. Then it may be somebody else's ciphertext, changed, whoever signed around
   * it, and no failure of what is in it may be told apart from one of decryption.
   */
  readonly isIntact: boolean;
}

/**
 * Decrypts an element such as saml:EncryptedAssertion. Enforces, in order: that there is a key; the grammar; the
 * algorithms; that AES-CBC is covered by a signature; then, with one code for whatever broke: key transport, tag or
 * padding, the strict reader; and that the one element inside is the one expected.
 */
export function decryptElement(
  container: XmlElement,
  expected: ExpectedElement,
  policy: DecryptionPolicy,
): Result<Decrypted, EncryptionFailure> {
  const [first, ...others] = policy.decryptionKeys;
  if (first === undefined) {
    return failure('decryption_key_missing', 'a key to decrypt with', container.localName);
  }
  const read = readEncryptedData(container, policy.blockedAlgorithms);
  if (!read.ok) return read;
  const { algorithm, cipherValue, encryptedKeys } = read.value;
  const isIntact = algorithm.mode === 'gcm';
  if (!isIntact && !policy.isSigned && !policy.allowUnauthenticatedCbc) {
    return failure('encryption_unauthenticated', 'AES-GCM, or a signed Response', 'AES-CBC, not signed');
  }
  const contentKey = decryptContentKey(encryptedKeys, [first, ...others], algorithm.keyOctets);
  const { octets, good } = decryptContent(algorithm, contentKey, cipherValue);
  // Noise is read as well, so that bad padding takes no less time than bad content.
  const root = parseXml(octets);
  const element = root.ok && isNamed(root.value, expected.namespace, expected.localName) ? root.value : null;
  if (good && element !== null) return success({ element, isIntact });
  // A tag says that the sender made it so. A padding does not, whoever signed around it: every customer has a key to sign with.
  return good && isIntact
    ? failure('decrypted_content_invalid', ...contentFacts(expected, root))
    : DECRYPTION_FAILED;
}

export const DECRYPTION_FAILED = failure(
  'decryption_failed',
  'content that one of the keys of this site decrypts',
  'something else',
);

/** What is wrong with content that is whole: the sender made it so, and may know. */
function contentFacts(
  { localName }: ExpectedElement,
  root: ReturnType<typeof parseXml>,
): [expected: string, received: string] {
  const expected = `one ${localName} that declares its namespaces itself`;
  return [expected, root.ok ? root.value.name : root.failure.code];
}
