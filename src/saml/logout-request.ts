/**
 * The LogoutRequest: SAML Core 2.0, section 3.7.1, as the Single Logout profile uses it (SAML Profiles 2.0, section 4.4.4.1).
 * What is built comes from a session of ours. What is read may be believed only once a signature over the whole message
 * held: `receive-logout.ts` sees to that. Pure.
 */
import { childrenNamed, textOf } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import { element, type OutboundElement, writeXml } from '../xml/writer.ts';
import { signElement } from '../xmldsig/sign.ts';
import type { SigningKey } from '../xmldsig/signing-key.ts';
import { type DecryptionExpectations, decryptElement } from '../xmlenc/decrypt.ts';
import type { NameId } from './assertion.ts';
import { formatInstant } from './instant.ts';
import { buildNameId, readNameId } from './name-id.ts';
import { LOGOUT_BY_USER, NS_ASSERTION, NS_PROTOCOL, NS_XML_SIGNATURE } from './names.ts';
import { contentModel, readInstant, requireContent, Unreadable } from './read.ts';

const ISSUER = 'saml:Issuer';
const CODE = 'logout_malformed';

/** For how long an identity provider may act upon our request. */
const LIFETIME_MILLISECONDS = 5 * 60_000;

/** Each costs a comparison with each session of the person; nobody has that many. */
const MAX_SESSION_INDEXES = 100;

const LOGOUT_REQUEST = contentModel(
  ['ID', 'Version', 'IssueInstant', 'Destination', 'Consent', 'NotOnOrAfter', 'Reason'],
  {
    [NS_ASSERTION]: { Issuer: '1', BaseID: '0..1', NameID: '0..1', EncryptedID: '0..1' },
    [NS_XML_SIGNATURE]: { Signature: '0..1' },
    [NS_PROTOCOL]: { Extensions: '0..1', SessionIndex: '0..n' },
  },
);

export interface OutboundLogoutRequest {
  /** Random, and an NCName. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly issueInstant: number;
  /** The Location of the single logout endpoint, exactly as its metadata has it. */
  readonly destination: string;
  readonly spEntityId: string;
  /** Of the session that ended here, exactly as it was received. */
  readonly nameId: NameId;
  readonly sessionIndex: string | null;
}

/** What a LogoutRequest asks for. */
export interface LogoutWish {
  /** Null where it is encrypted, and nothing that our keys open. */
  readonly nameId: NameId | null;
  readonly isEncrypted: boolean;
  /** None means every session of that name. */
  readonly sessionIndexes: readonly string[];
  /** Milliseconds since 1970; null for none. */
  readonly notOnOrAfter: number | null;
}

/** Builds the XML of a LogoutRequest, unsigned: the Redirect binding has its signature beside the message. */
export function buildLogoutRequest(request: OutboundLogoutRequest): string {
  return writeXml(logoutRequest(request));
}

/** Builds the XML of a LogoutRequest that carries its signature, as the POST binding wants it. */
export async function buildSignedLogoutRequest(
  request: OutboundLogoutRequest,
  key: SigningKey,
): Promise<string> {
  return writeXml(await signElement(logoutRequest(request), ISSUER, key));
}

function logoutRequest(request: OutboundLogoutRequest): OutboundElement {
  const { sessionIndex } = request;
  return element(
    'samlp:LogoutRequest',
    {
      'xmlns:samlp': NS_PROTOCOL,
      'xmlns:saml': NS_ASSERTION,
      ID: request.id,
      Version: '2.0',
      IssueInstant: formatInstant(request.issueInstant),
      Destination: request.destination,
      NotOnOrAfter: formatInstant(request.issueInstant + LIFETIME_MILLISECONDS),
      Reason: LOGOUT_BY_USER,
    },
    [
      element(ISSUER, {}, [request.spEntityId]),
      buildNameId(request.nameId),
      ...(sessionIndex === null ? [] : [element('samlp:SessionIndex', {}, [sessionIndex])]),
    ],
  );
}

/**
 * Reads who is to be signed out, out of a LogoutRequest whose signature held: what it covers, ciphertext among it, is the
 * identity provider's word. Throws `Unreadable`.
 */
export function readLogoutWish(verified: XmlElement, decryption: DecryptionExpectations): LogoutWish {
  requireContent(CODE, verified, LOGOUT_REQUEST);
  const [plain] = childrenNamed(verified, NS_ASSERTION, 'NameID');
  const [encrypted] = childrenNamed(verified, NS_ASSERTION, 'EncryptedID');
  const isEncrypted = encrypted !== undefined;
  if ((plain !== undefined) === isEncrypted || childrenNamed(verified, NS_ASSERTION, 'BaseID').length > 0) {
    throw new Unreadable(CODE, 'a NameID or an EncryptedID', 'none, another one, or both');
  }
  const indexes = childrenNamed(verified, NS_PROTOCOL, 'SessionIndex');
  if (indexes.length > MAX_SESSION_INDEXES) {
    throw new Unreadable(CODE, `at most ${MAX_SESSION_INDEXES} SessionIndexes`, `${indexes.length}`);
  }
  return {
    nameId: encrypted === undefined ? readNameId(plain as XmlElement) : decryptNameId(encrypted, decryption),
    isEncrypted,
    sessionIndexes: indexes.map(readSessionIndex),
    notOnOrAfter: readInstant(verified, 'NotOnOrAfter'),
  };
}

function readSessionIndex(index: XmlElement): string {
  const text = textOf(index);
  if (text === null) throw new Unreadable(CODE, 'a SessionIndex that is text', 'one with children');
  return text;
}

/**
 * One deployment has one set of keys for all of its tenants, and each of their identity providers may sign around what was
 * encrypted for another. Whoever does so learns nothing: what does not open, or is no name, is a name that nobody here has.
 */
function decryptNameId(container: XmlElement, decryption: DecryptionExpectations): NameId | null {
  const expected = { namespace: NS_ASSERTION, localName: 'NameID' };
  const decrypted = decryptElement(container, expected, { ...decryption, isSigned: true });
  if (!decrypted.ok || textOf(decrypted.value.element) === null) return null;
  return readNameId(decrypted.value.element);
}
