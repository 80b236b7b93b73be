/**
 * xenc:EncryptionMethod: XML Encryption 1.1, section 3.2, with the parameters of RSA-OAEP (section 5.5.2). An
 * algorithm is in the table, or is refused by name. A deployment can block content encryption and key transport, but
 * not the hashes of OAEP, which share their identifiers with those of signatures and not their weakness. Its input is
 * hostile. Pure.
 */
import { decodeBase64 } from '../base64.ts';
import { failure, type Result, success } from '../result.ts';
import { isPlain, plainTextOf } from '../xml/plain.ts';
import { attributeValue, childElements, childrenNamed } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import {
  CONTENT_ALGORITHMS,
  type ContentAlgorithm,
  FORBIDDEN_ALGORITHMS,
  KEY_TRANSPORT_ALGORITHMS,
  MASK_GENERATION_FUNCTIONS,
  OAEP_DIGESTS,
  type OaepHash,
} from './algorithms.ts';
import type { EncryptionFailure } from './failure.ts';
import { NS_XML_SIGNATURE, NS_XMLENC, NS_XMLENC_11 } from './names.ts';
import type { OaepParameters } from './oaep.ts';

const CONTENT = 'AES-GCM with 128, 192 or 256 bits';
const KEY_TRANSPORT = 'RSA-OAEP';

/** Reads the method of an EncryptedData, which has no parameters. */
export function readContentMethod(
  method: XmlElement,
  blocked: ReadonlySet<string>,
): Result<ContentAlgorithm, EncryptionFailure> {
  const algorithm = find(CONTENT_ALGORITHMS, method, blocked, CONTENT);
  if (!algorithm.ok) return algorithm;
  const [parameter] = childElements(method);
  return parameter === undefined ? algorithm : unsupported(`${CONTENT}, without parameters`, parameter.name);
}

/** Reads the method of an EncryptedKey. Both hashes are SHA-1 where the message names none. */
export function readKeyTransportMethod(
  method: XmlElement,
  blocked: ReadonlySet<string>,
): Result<OaepParameters, EncryptionFailure> {
  const algorithm = find(KEY_TRANSPORT_ALGORITHMS, method, blocked, KEY_TRANSPORT);
  if (!algorithm.ok) return algorithm;
  const [digest, ...digests] = childrenNamed(method, NS_XML_SIGNATURE, 'DigestMethod');
  const [mgf, ...mgfs] = childrenNamed(method, NS_XMLENC_11, 'MGF');
  const [params, ...manyParams] = childrenNamed(method, NS_XMLENC, 'OAEPparams');
  const known = [digest, mgf, params].filter((child) => child !== undefined).length;
  if (digests.length + mgfs.length + manyParams.length > 0 || childElements(method).length > known) {
    return malformed('OAEPparams, DigestMethod and MGF, each once', 'other content');
  }
  const hash = readHash(OAEP_DIGESTS, digest, NS_XML_SIGNATURE, 'DigestMethod');
  if (!hash.ok) return hash;
  const mgfHash = readHash(MASK_GENERATION_FUNCTIONS, mgf, NS_XMLENC_11, 'MGF');
  if (!mgfHash.ok) return mgfHash;
  const { mgfHash: fixed, uri } = algorithm.value;
  if (fixed !== null && mgfHash.value !== fixed) {
    return malformed(`no other MGF with ${uri}`, mgfHash.value);
  }
  const label = params === undefined ? new Uint8Array() : readLabel(params);
  if (label === null) return malformed('OAEPparams in base64', 'something else');
  return success({ hash: hash.value, mgfHash: mgfHash.value, label });
}

function find<Algorithm>(
  table: ReadonlyMap<string, Algorithm>,
  method: XmlElement,
  blocked: ReadonlySet<string>,
  expected: string,
): Result<Algorithm, EncryptionFailure> {
  if (!isMethod(method, NS_XMLENC, 'EncryptionMethod')) {
    return malformed('an EncryptionMethod with an Algorithm', 'other content');
  }
  const uri = attributeValue(method, 'Algorithm') ?? '';
  const forbidden = FORBIDDEN_ALGORITHMS.get(uri) ?? (blocked.has(uri) ? uri : undefined);
  if (forbidden !== undefined) return failure('encryption_algorithm_forbidden', expected, forbidden);
  const algorithm = table.get(uri);
  return algorithm === undefined ? unsupported(expected, uri) : success(algorithm);
}

function readHash(
  table: ReadonlyMap<string, OaepHash>,
  element: XmlElement | undefined,
  namespace: string,
  localName: string,
): Result<OaepHash, EncryptionFailure> {
  if (element === undefined) return success('sha1');
  if (!isMethod(element, namespace, localName) || childElements(element).length > 0) {
    return malformed(`${localName} with an Algorithm`, 'other content');
  }
  const uri = attributeValue(element, 'Algorithm') ?? '';
  const hash = table.get(uri);
  return hash === undefined ? unsupported(`${localName} with SHA-1 or SHA-2`, uri) : success(hash);
}

/** Whether an element names an algorithm and holds nothing but, perhaps, parameters. */
function isMethod(element: XmlElement, namespace: string, localName: string): boolean {
  return isPlain(element, namespace, localName, ['Algorithm']) && (plainTextOf(element) ?? '').trim() === '';
}

function readLabel(params: XmlElement): Uint8Array | null {
  return isPlain(params, NS_XMLENC, 'OAEPparams', []) ? decodeBase64(plainTextOf(params) ?? '?') : null;
}

function unsupported(expected: string, received: string): Result<never, EncryptionFailure> {
  return failure('encryption_algorithm_unsupported', expected, received);
}

function malformed(expected: string, received: string): Result<never, EncryptionFailure> {
  return failure('encryption_malformed', expected, received);
}
