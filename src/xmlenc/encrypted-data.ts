/**
 * The grammar of xenc:EncryptedData and xenc:EncryptedKey: XML Encryption 1.1, section 3, narrowed to what SAML puts
 * into an encrypted element (SAML Core 2.0, section 2.2.4, with erratum E43): one EncryptedData, and its
 * EncryptedKeys in its KeyInfo or beside it. Nothing is fetched and nothing searched for. Its input is hostile. Pure.
 */
import { decodeBase64 } from '../base64.ts';
import { failure, type Result, success } from '../result.ts';
import { isPlain, plainTextOf } from '../xml/plain.ts';
import { attributeValue, childElements, isNamed } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import type { ContentAlgorithm } from './algorithms.ts';
import { readContentMethod, readKeyTransportMethod } from './encryption-method.ts';
import type { EncryptionFailure } from './failure.ts';
import type { EncryptedKey } from './key-transport.ts';
import { NS_XML_SIGNATURE, NS_XMLENC, NS_XMLENC_11 } from './names.ts';

export interface EncryptedData {
  readonly algorithm: ContentAlgorithm;
  readonly cipherValue: Uint8Array;
  /** At least one; each may be for us. */
  readonly encryptedKeys: readonly EncryptedKey[];
}

/** Each costs a private key operation for each of our keys. A message is for us; few are for others as well. */
const MAX_ENCRYPTED_KEYS = 4;

const TYPE_ELEMENT = `${NS_XMLENC}Element`;
const TYPE_ENCRYPTED_KEY = `${NS_XMLENC}EncryptedKey`;

/**
 * Reads what is in a saml:EncryptedAssertion, saml:EncryptedID or saml:EncryptedAttribute. `blocked`: identifiers of
 * algorithms.
 */
export function readEncryptedData(
  container: XmlElement,
  blocked: ReadonlySet<string>,
): Result<EncryptedData, EncryptionFailure> {
  const [data, ...siblings] = childElements(container);
  if (
    data === undefined ||
    !isPlain(container, container.namespace, container.localName, []) ||
    !isPlain(data, NS_XMLENC, 'EncryptedData', ['Id', 'Type', 'MimeType'])
  ) {
    return malformed('one EncryptedData, and EncryptedKeys after it', 'other content');
  }
  const type = attributeValue(data, 'Type') ?? TYPE_ELEMENT;
  if (type !== TYPE_ELEMENT) return malformed(`an EncryptedData of type ${TYPE_ELEMENT}`, type);
  const parts = readParts(data);
  if (!parts.ok) return parts;
  const { method, keyInfo, cipherValue, rest } = parts.value;
  if (rest.length > 0) return malformed('nothing after CipherData', nameOf(rest[0]));
  const algorithm = readContentMethod(method, blocked);
  if (!algorithm.ok) return algorithm;
  const inside = readKeyInfo(keyInfo, siblings);
  if (!inside.ok) return inside;
  const elements = [...inside.value, ...siblings];
  if (elements.length === 0 || elements.length > MAX_ENCRYPTED_KEYS) {
    return malformed(`1 to ${MAX_ENCRYPTED_KEYS} EncryptedKeys`, `${elements.length}`);
  }
  const encryptedKeys: EncryptedKey[] = [];
  for (const element of elements) {
    const encryptedKey = readEncryptedKey(element, blocked);
    if (!encryptedKey.ok) return encryptedKey;
    encryptedKeys.push(encryptedKey.value);
  }
  return success({ algorithm: algorithm.value, cipherValue, encryptedKeys });
}

/**
 * The EncryptedKeys in the KeyInfo of EncryptedData. A RetrievalMethod has to point at one that stands beside
 * EncryptedData, where all of them are taken from anyhow. What else helps others to find a key is passed over: we
 * have few.
 */
function readKeyInfo(
  keyInfo: XmlElement | null,
  siblings: readonly XmlElement[],
): Result<readonly XmlElement[], EncryptionFailure> {
  const encryptedKeys: XmlElement[] = [];
  for (const child of keyInfo === null ? [] : childElements(keyInfo)) {
    if (isNamed(child, NS_XMLENC, 'EncryptedKey')) encryptedKeys.push(child);
    else if (isNamed(child, NS_XML_SIGNATURE, 'RetrievalMethod')) {
      const problem = checkRetrievalMethod(child, siblings);
      if (problem !== null) return problem;
    } else if (isKeyOfItsOwn(child)) return unsupportedKey(child);
  }
  return success(encryptedKeys);
}

/**
 * A RetrievalMethod is a fragment that names exactly one EncryptedKey beside EncryptedData: no other document, no
 * transform.
 */
function checkRetrievalMethod(
  method: XmlElement,
  siblings: readonly XmlElement[],
): Result<never, EncryptionFailure> | null {
  const uri = attributeValue(method, 'URI') ?? '';
  const named = siblings.filter((sibling) => `#${attributeValue(sibling, 'Id')}` === uri);
  const type = attributeValue(method, 'Type') ?? TYPE_ENCRYPTED_KEY;
  return isPlain(method, NS_XML_SIGNATURE, 'RetrievalMethod', ['URI', 'Type']) &&
    method.children.length === 0 &&
    type === TYPE_ENCRYPTED_KEY &&
    named.length === 1
    ? null
    : malformed('a RetrievalMethod that names one EncryptedKey beside EncryptedData', uri);
}

function readEncryptedKey(
  element: XmlElement,
  blocked: ReadonlySet<string>,
): Result<EncryptedKey, EncryptionFailure> {
  if (!isPlain(element, NS_XMLENC, 'EncryptedKey', ['Id', 'Type', 'MimeType', 'Recipient'])) {
    return malformed('an EncryptedKey', nameOf(element));
  }
  const parts = readParts(element);
  if (!parts.ok) return parts;
  const { method, keyInfo, cipherValue, rest } = parts.value;
  // They say what the key is for, in words that decide nothing.
  const unknown = rest.find(
    (child) => !isNamed(child, NS_XMLENC, 'ReferenceList') && !isNamed(child, NS_XMLENC, 'CarriedKeyName'),
  );
  if (unknown !== undefined)
    return malformed('ReferenceList or CarriedKeyName after CipherData', unknown.name);
  // A key that is itself encrypted with a key that would have to be found first.
  const nested = keyInfo === null ? undefined : childElements(keyInfo).find(isKeyOfItsOwn);
  if (nested !== undefined) return unsupportedKey(nested);
  const parameters = readKeyTransportMethod(method, blocked);
  if (!parameters.ok) return parameters;
  return success({ parameters: parameters.value, cipherValue });
}

interface EncryptedParts {
  readonly method: XmlElement;
  readonly keyInfo: XmlElement | null;
  readonly cipherValue: Uint8Array;
  readonly rest: readonly XmlElement[];
}

/** The parts that EncryptedData and EncryptedKey have in common, in their order (section 3.1). */
function readParts(element: XmlElement): Result<EncryptedParts, EncryptionFailure> {
  const [method, second, ...others] = childElements(element);
  const keyInfo = second !== undefined && isNamed(second, NS_XML_SIGNATURE, 'KeyInfo') ? second : null;
  const [cipherData, ...rest] = keyInfo !== null || second === undefined ? others : [second, ...others];
  if (method === undefined || !isNamed(method, NS_XMLENC, 'EncryptionMethod')) {
    return malformed('an EncryptionMethod first', nameOf(method));
  }
  if (cipherData === undefined || !isPlain(cipherData, NS_XMLENC, 'CipherData', [])) {
    return malformed('CipherData after EncryptionMethod and KeyInfo', nameOf(cipherData));
  }
  const [value, ...more] = childElements(cipherData);
  if (value === undefined || more.length > 0 || !isPlain(value, NS_XMLENC, 'CipherValue', [])) {
    return malformed('one CipherValue', nameOf(value));
  }
  const cipherValue = decodeBase64(plainTextOf(value) ?? '');
  if (cipherValue === null || cipherValue.length === 0) return malformed('base64', 'something else');
  return success({ method, keyInfo, cipherValue, rest });
}

/** Whether it stands for a key that has to be found, agreed upon or derived, rather than for a hint at ours. */
function isKeyOfItsOwn(child: XmlElement): boolean {
  return (
    child.namespace === NS_XMLENC ||
    child.namespace === NS_XMLENC_11 ||
    isNamed(child, NS_XML_SIGNATURE, 'RetrievalMethod')
  );
}

function unsupportedKey(element: XmlElement): Result<never, EncryptionFailure> {
  return failure(
    'encryption_algorithm_unsupported',
    'an EncryptedKey for the key of this site',
    element.name,
  );
}

function nameOf(element: XmlElement | undefined): string {
  return element?.name ?? 'nothing';
}

function malformed(expected: string, received: string): Result<never, EncryptionFailure> {
  return failure('encryption_malformed', expected, received);
}
