/**
 * The saml:Assertion: SAML Core 2.0, section 2. It is read out of a VerifiedElement and nothing else: whatever stands
 * in here was signed, ciphertexts among it: an encrypted NameID or Attribute is as much the signer's word as any
 * other. Structure the schema does not know is refused. Pure.
 */
import { failure, type Result, success } from '../result.ts';
import { attributeValue, childElements, childrenNamed, textOf } from '../xml/select.ts';
import { isElement, type XmlElement } from '../xml/tree.ts';
import { VerifiedElement } from '../xmldsig/verify.ts';
import { type DecryptionExpectations, decryptElement } from '../xmlenc/decrypt.ts';
import type { Assertion, Attribute, AuthnStatement, Conditions, SubjectConfirmation } from './assertion.ts';
import type { SamlFailure } from './failure.ts';
import { readNameId } from './name-id.ts';
import { NS_ASSERTION, NS_XML_SIGNATURE } from './names.ts';
import {
  contentModel,
  readInstant,
  requireAttribute,
  requireContent,
  requireInstant,
  Unreadable,
} from './read.ts';
import { readIssuer } from './response.ts';

const CODE = 'assertion_malformed';

const ASSERTION = contentModel(['ID', 'Version', 'IssueInstant'], {
  [NS_ASSERTION]: {
    Issuer: '1',
    Subject: '1',
    Conditions: '0..1',
    Advice: '0..1',
    Statement: '0..n',
    AuthnStatement: '0..n',
    AuthzDecisionStatement: '0..n',
    AttributeStatement: '0..n',
  },
  [NS_XML_SIGNATURE]: { Signature: '0..1' },
});
const SUBJECT = contentModel([], {
  [NS_ASSERTION]: { NameID: '0..1', EncryptedID: '0..1', SubjectConfirmation: '0..n' },
});
const SUBJECT_CONFIRMATION = contentModel(['Method'], {
  [NS_ASSERTION]: { BaseID: '0..1', NameID: '0..1', EncryptedID: '0..1', SubjectConfirmationData: '0..1' },
});
const AUTHN_STATEMENT = contentModel(['AuthnInstant', 'SessionIndex', 'SessionNotOnOrAfter'], {
  [NS_ASSERTION]: { SubjectLocality: '0..1', AuthnContext: '1' },
});
const ATTRIBUTE_STATEMENT = contentModel([], {
  [NS_ASSERTION]: { Attribute: '0..n', EncryptedAttribute: '0..n' },
});

/** Each costs private key operations; whoever encrypts attributes one by one encrypts a few of them. */
const MAX_ENCRYPTED_ATTRIBUTES = 32;

/** Reads everything that the rules and the session need out of a verified Assertion. */
export function readAssertion(
  verified: VerifiedElement,
  decryption: DecryptionExpectations,
): Result<Assertion, SamlFailure> {
  try {
    return success(readAssertionElement(VerifiedElement.element(verified), decryption));
  } catch (problem) {
    if (problem instanceof Unreadable) return failure(problem.code, problem.expected, problem.received);
    throw problem;
  }
}

function readAssertionElement(element: XmlElement, decryption: DecryptionExpectations): Assertion {
  requireContent(CODE, element, ASSERTION);
  const [issuer] = childrenNamed(element, NS_ASSERTION, 'Issuer');
  const [subject] = childrenNamed(element, NS_ASSERTION, 'Subject');
  const [conditions] = childrenNamed(element, NS_ASSERTION, 'Conditions');
  return {
    id: requireAttribute(CODE, element, 'ID'),
    version: attributeValue(element, 'Version') ?? '',
    issueInstant: requireInstant(element, 'IssueInstant'),
    issuer: readIssuer(CODE, issuer as XmlElement),
    ...readSubject(subject as XmlElement, decryption),
    conditions: conditions === undefined ? null : readConditions(conditions),
    authnStatements: childrenNamed(element, NS_ASSERTION, 'AuthnStatement').map(readAuthnStatement),
    attributes: readAttributes(childrenNamed(element, NS_ASSERTION, 'AttributeStatement'), decryption),
  };
}

function readSubject(
  subject: XmlElement,
  decryption: DecryptionExpectations,
): Pick<Assertion, 'nameId' | 'confirmations'> {
  requireContent(CODE, subject, SUBJECT);
  const [plain] = childrenNamed(subject, NS_ASSERTION, 'NameID');
  const [encrypted] = childrenNamed(subject, NS_ASSERTION, 'EncryptedID');
  if (plain !== undefined && encrypted !== undefined) {
    throw new Unreadable(CODE, 'a NameID or an EncryptedID', 'both');
  }
  const nameId = encrypted === undefined ? plain : decrypt(encrypted, 'NameID', decryption);
  return {
    nameId: nameId === undefined ? null : readNameId(nameId),
    confirmations: childrenNamed(subject, NS_ASSERTION, 'SubjectConfirmation').map(readConfirmation),
  };
}

function readConfirmation(confirmation: XmlElement): SubjectConfirmation {
  requireContent(CODE, confirmation, SUBJECT_CONFIRMATION);
  const [data] = childrenNamed(confirmation, NS_ASSERTION, 'SubjectConfirmationData');
  return {
    method: requireAttribute(CODE, confirmation, 'Method'),
    recipient: data === undefined ? null : attributeValue(data, 'Recipient'),
    inResponseTo: data === undefined ? null : attributeValue(data, 'InResponseTo'),
    notBefore: data === undefined ? null : readInstant(data, 'NotBefore'),
    notOnOrAfter: data === undefined ? null : readInstant(data, 'NotOnOrAfter'),
  };
}

const UNDERSTOOD_CONDITIONS = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction'];

/**
 * OneTimeUse holds anyway, since no assertion is used twice; ProxyRestriction binds only those who issue assertions.
 */
function readConditions(conditions: XmlElement): Conditions {
  return {
    notBefore: readInstant(conditions, 'NotBefore'),
    notOnOrAfter: readInstant(conditions, 'NotOnOrAfter'),
    audienceRestrictions: childrenNamed(conditions, NS_ASSERTION, 'AudienceRestriction').map((restriction) =>
      childrenNamed(restriction, NS_ASSERTION, 'Audience').map((audience) => textOf(audience) ?? ''),
    ),
    unknown: childElements(conditions)
      .filter(
        ({ namespace, localName }) =>
          namespace !== NS_ASSERTION || !UNDERSTOOD_CONDITIONS.includes(localName),
      )
      .map(({ name }) => name),
  };
}

function readAuthnStatement(statement: XmlElement): AuthnStatement {
  requireContent(CODE, statement, AUTHN_STATEMENT);
  const [context] = childrenNamed(statement, NS_ASSERTION, 'AuthnContext');
  const classRefs = childrenNamed(context as XmlElement, NS_ASSERTION, 'AuthnContextClassRef');
  if (classRefs.length > 1) throw new Unreadable(CODE, 'one AuthnContextClassRef', `${classRefs.length}`);
  return {
    authnInstant: requireInstant(statement, 'AuthnInstant'),
    sessionIndex: attributeValue(statement, 'SessionIndex'),
    sessionNotOnOrAfter: readInstant(statement, 'SessionNotOnOrAfter'),
    classRef: classRefs[0] === undefined ? null : textOf(classRefs[0]),
  };
}

/** Merges the values of one Name and NameFormat in document order, over all statements. */
function readAttributes(statements: readonly XmlElement[], decryption: DecryptionExpectations): Attribute[] {
  const merged = new Map<string, Attribute & { readonly values: string[] }>();
  let encrypted = 0;
  for (const statement of statements) {
    requireContent(CODE, statement, ATTRIBUTE_STATEMENT);
    for (const child of childElements(statement)) {
      const isEncrypted = child.localName === 'EncryptedAttribute';
      if (isEncrypted && ++encrypted > MAX_ENCRYPTED_ATTRIBUTES) {
        throw new Unreadable(CODE, `at most ${MAX_ENCRYPTED_ATTRIBUTES} EncryptedAttributes`, 'more');
      }
      const element = isEncrypted ? decrypt(child, 'Attribute', decryption) : child;
      const name = requireAttribute(CODE, element, 'Name');
      const nameFormat = attributeValue(element, 'NameFormat');
      const key = JSON.stringify([name, nameFormat]);
      const attribute = merged.get(key) ?? {
        name,
        nameFormat,
        friendlyName: attributeValue(element, 'FriendlyName'),
        values: [],
      };
      for (const value of childrenNamed(element, NS_ASSERTION, 'AttributeValue'))
        attribute.values.push(readValue(value));
      merged.set(key, attribute);
    }
  }
  return [...merged.values()];
}

/**
 * All text of an AttributeValue; of a structured one, such as a NameID, without the layout around it. `xsi:nil` reads
 * as empty.
 */
function readValue(element: XmlElement): string {
  const structure = childElements(element);
  if (structure.length === 0) return deepText(element);
  const isLaidOut = element.children.every(
    (child) => typeof child !== 'string' || /^[ \t\n\r]*$/.test(child),
  );
  return isLaidOut ? structure.map(deepText).join('') : deepText(element);
}

/** Recursion is bounded by the reader's cap on depth. */
function deepText(element: XmlElement): string {
  let text = '';
  for (const child of element.children) {
    if (typeof child === 'string') text += child;
    else if (isElement(child)) text += deepText(child);
  }
  return text;
}

/** The NameID or Attribute that a verified EncryptedID or EncryptedAttribute holds. */
function decrypt(
  container: XmlElement,
  localName: 'NameID' | 'Attribute',
  decryption: DecryptionExpectations,
): XmlElement {
  const expected = { namespace: NS_ASSERTION, localName };
  const decrypted = decryptElement(container, expected, { ...decryption, isSigned: true });
  if (decrypted.ok) return decrypted.value.element;
  throw new Unreadable(decrypted.failure.code, decrypted.failure.expected, decrypted.failure.received);
}
