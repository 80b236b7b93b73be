/**
 * Builds a samlp:Response out of parts: SAML Core 2.0, sections 2 and 3.3.3. Nothing is checked on purpose: it has to
 * be able to write what a service provider must refuse. Development and tests only; no I/O, no clock.
 */
import { NS_ASSERTION, NS_PROTOCOL, NS_XSI } from '../../src/saml/names.ts';
import { buildXml, type RawXml, type XmlText, type XmlTree } from './xml-text.ts';

const NS_XML_SCHEMA = 'http://www.w3.org/2001/XMLSchema';

/** What is null is left out of the message. Instants are text, so that malformed ones can be written. */
export interface ResponseParts {
  readonly id: string | null;
  readonly version: string;
  readonly issueInstant: string;
  readonly destination: string | null;
  readonly inResponseTo: string | null;
  readonly issuer: XmlText | null;
  readonly extensions: RawXml | null;
  readonly status: StatusParts | null;
  readonly assertions: readonly AssertionParts[];
  /** Goes in after the assertions. */
  readonly trailer: RawXml | null;
  /** An empty prefix makes that namespace the default one; only one of the two can be. */
  readonly prefixes: Prefixes;
}

export interface Prefixes {
  readonly protocol: string;
  readonly assertion: string;
}

export interface StatusParts {
  readonly code: string;
  readonly subordinateCode: string | null;
  readonly message: string | null;
  readonly detail: RawXml | null;
}

export interface AssertionParts {
  readonly id: string | null;
  readonly version: string;
  readonly issueInstant: string;
  readonly issuer: XmlText | null;
  readonly nameId: NameIdParts | null;
  readonly confirmations: readonly ConfirmationParts[];
  readonly conditions: ConditionsParts | null;
  readonly advice: RawXml | null;
  readonly authnStatements: readonly AuthnStatementParts[];
  /** One list for each AttributeStatement. */
  readonly attributeStatements: readonly (readonly AttributeParts[])[];
}

export interface NameIdParts {
  readonly value: XmlText;
  readonly format: string | null;
  readonly nameQualifier: string | null;
  readonly spNameQualifier: string | null;
}

export interface ConfirmationParts {
  readonly method: string;
  readonly recipient: string | null;
  readonly inResponseTo: string | null;
  readonly notBefore: string | null;
  readonly notOnOrAfter: string | null;
}

export interface ConditionsParts {
  readonly notBefore: string | null;
  readonly notOnOrAfter: string | null;
  /** One list for each AudienceRestriction. */
  readonly audienceRestrictions: readonly (readonly XmlText[])[];
  readonly others: RawXml | null;
}

export interface AuthnStatementParts {
  readonly authnInstant: string;
  readonly sessionIndex: string | null;
  readonly sessionNotOnOrAfter: string | null;
  readonly classRef: string;
}

export interface AttributeParts {
  readonly name: string;
  readonly nameFormat: string | null;
  readonly friendlyName: string | null;
  readonly values: readonly XmlText[];
}

/** Builds the unsigned message. */
export function buildResponse(parts: ResponseParts): string {
  const { protocol, assertion } = parts.prefixes;
  const p = (localName: string) => qualify(protocol, localName);
  return buildXml({
    [p('Response')]: {
      [`@${declaration(protocol)}`]: NS_PROTOCOL,
      [`@${declaration(assertion)}`]: NS_ASSERTION,
      '@ID': parts.id,
      '@Version': parts.version,
      '@IssueInstant': parts.issueInstant,
      '@Destination': parts.destination,
      '@InResponseTo': parts.inResponseTo,
      [qualify(assertion, 'Issuer')]: parts.issuer,
      [p('Extensions')]: parts.extensions,
      [p('Status')]: parts.status && status(parts.status, p),
      [qualify(assertion, 'Assertion')]: parts.assertions.map((each) => assertionTree(each, assertion)),
      '#text': parts.trailer,
    },
  });
}

/** Builds an Assertion that stands alone and declares its own namespace. */
export function buildAssertion(parts: AssertionParts, prefix = 'saml'): string {
  const tree = { [`@${declaration(prefix)}`]: NS_ASSERTION, ...assertionTree(parts, prefix) };
  return buildXml({ [qualify(prefix, 'Assertion')]: tree });
}

function status(parts: StatusParts, p: (localName: string) => string): XmlTree {
  const { subordinateCode } = parts;
  return {
    [p('StatusCode')]: {
      '@Value': parts.code,
      [p('StatusCode')]: subordinateCode === null ? null : { '@Value': subordinateCode },
    },
    [p('StatusMessage')]: parts.message,
    [p('StatusDetail')]: parts.detail,
  };
}

function assertionTree(parts: AssertionParts, prefix: string): XmlTree {
  const a = (localName: string) => qualify(prefix, localName);
  return {
    '@ID': parts.id,
    '@Version': parts.version,
    '@IssueInstant': parts.issueInstant,
    [a('Issuer')]: parts.issuer,
    [a('Subject')]: subject(parts, a),
    [a('Conditions')]: parts.conditions && conditions(parts.conditions, a),
    [a('Advice')]: parts.advice,
    [a('AuthnStatement')]: parts.authnStatements.map((each) => authnStatement(each, a)),
    [a('AttributeStatement')]: parts.attributeStatements.map((attributes) => ({
      [a('Attribute')]: attributes.map((each) => attribute(each, a)),
    })),
  };
}

function subject(parts: AssertionParts, a: (localName: string) => string): XmlTree | null {
  const { nameId, confirmations } = parts;
  if (nameId === null && confirmations.length === 0) return null;
  return {
    [a('NameID')]: nameId && {
      '@Format': nameId.format,
      '@NameQualifier': nameId.nameQualifier,
      '@SPNameQualifier': nameId.spNameQualifier,
      '#text': nameId.value,
    },
    [a('SubjectConfirmation')]: confirmations.map((each) => ({
      '@Method': each.method,
      [a('SubjectConfirmationData')]: {
        '@NotBefore': each.notBefore,
        '@NotOnOrAfter': each.notOnOrAfter,
        '@Recipient': each.recipient,
        '@InResponseTo': each.inResponseTo,
      },
    })),
  };
}

function conditions(parts: ConditionsParts, a: (localName: string) => string): XmlTree {
  return {
    '@NotBefore': parts.notBefore,
    '@NotOnOrAfter': parts.notOnOrAfter,
    [a('AudienceRestriction')]: parts.audienceRestrictions.map((audiences) => ({
      [a('Audience')]: audiences,
    })),
    '#text': parts.others,
  };
}

function authnStatement(parts: AuthnStatementParts, a: (localName: string) => string): XmlTree {
  return {
    '@AuthnInstant': parts.authnInstant,
    '@SessionIndex': parts.sessionIndex,
    '@SessionNotOnOrAfter': parts.sessionNotOnOrAfter,
    [a('AuthnContext')]: { [a('AuthnContextClassRef')]: parts.classRef },
  };
}

function attribute(parts: AttributeParts, a: (localName: string) => string): XmlTree {
  return {
    '@Name': parts.name,
    '@NameFormat': parts.nameFormat,
    '@FriendlyName': parts.friendlyName,
    [a('AttributeValue')]: parts.values.map((value) => ({
      '@xmlns:xs': NS_XML_SCHEMA,
      '@xmlns:xsi': NS_XSI,
      '@xsi:type': 'xs:string',
      '#text': value,
    })),
  };
}

function qualify(prefix: string, localName: string): string {
  return prefix === '' ? localName : `${prefix}:${localName}`;
}

function declaration(prefix: string): string {
  return prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
}
