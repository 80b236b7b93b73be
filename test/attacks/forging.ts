/**
 * Cutting and pasting in signed documents, as an attacker does: on the text, so that what was signed stays as it is, octet
 * for octet. Each attack is a row: what it does, how the genuine document becomes the forged one, and the refusal.
 */
import { expect } from 'vitest';
import type { SamlFailureCode } from '../../src/saml/failure.ts';
import {
  assertionParts,
  buildAssertion,
  buildResponse,
  GENUINE,
  resignSignedInfo,
  signBoth,
  signXml,
  testKey,
} from '../support/signed-response.ts';
import { ADMIN, outcomeOf } from '../support/verdict.ts';
import { verifyWithXmlsec1 } from '../support/xmlsec1.ts';

export type Signed = 'Response' | 'Assertion' | 'both';

export interface Attack {
  /** The title of the test. */
  readonly does: string;
  readonly forge: (genuine: string) => string | Promise<string>;
  readonly refusedWith: SamlFailureCode;
}

const genuineDocuments = new Map<Signed, Promise<string>>();

/** The genuine document, signed as said; made once, proven good by us and by xmlsec1. */
export function genuineDocument(signed: Signed = 'Assertion'): Promise<string> {
  const made = genuineDocuments.get(signed) ?? makeGenuine(signed);
  genuineDocuments.set(signed, made);
  return made;
}

async function makeGenuine(signed: Signed): Promise<string> {
  const unsigned = buildResponse();
  const genuine = await (signed === 'both' ? signBoth(unsigned) : signXml(unsigned, signed));
  expect(await outcomeOf(genuine)).toBe('accepted');
  expect(await xmlsec1Verifies(genuine, signed === 'Assertion' ? 'Assertion' : 'Response')).toBe(true);
  return genuine;
}

/** Whether xmlsec1, shown this very document, finds the IdP's signature of the genuine element good. */
export function xmlsec1Verifies(
  xml: string,
  signed: 'Response' | 'Assertion' = 'Assertion',
): Promise<boolean> {
  const id = signed === 'Assertion' ? GENUINE.assertionId : GENUINE.responseId;
  return verifyWithXmlsec1(xml, id, testKey('rsaA').certificatePem);
}

export interface Pieces {
  /** The signed element with its Signature. */
  readonly whole: string;
  /** The signed element without it: what the digest covers. */
  readonly content: string;
  readonly signature: string;
}

/** Cuts the signed element and its Signature out of a genuine document. */
export function piecesOf(genuine: string, signed: 'Response' | 'Assertion' = 'Assertion'): Pieces {
  const whole = signed === 'Response' ? genuine : match(/<saml:Assertion [\s\S]*<\/saml:Assertion>/, genuine);
  const signature = match(/<ds:Signature [\s\S]*?<\/ds:Signature>/, whole);
  return { whole, signature, content: whole.replace(signature, '') };
}

/**
 * Proves that a forged document carries a signature that still holds: the octets of SignedInfo and SignatureValue and of
 * what they sign stand in it unchanged, and `genuineDocument` had xmlsec1 verify those.
 */
export function expectStolenSignature(
  forged: string,
  genuine: string,
  signed: 'Response' | 'Assertion' = 'Assertion',
): void {
  const { whole, content, signature } = piecesOf(genuine, signed);
  expect(forged).toContain(match(/<ds:SignedInfo>[\s\S]*<\/ds:SignedInfo>/, signature));
  expect(forged).toContain(match(/<ds:SignatureValue>[^<]*<\/ds:SignatureValue>/, signature));
  expect(
    [forged, forged.replaceAll(signature, '')].some((text) => text.includes(whole) || text.includes(content)),
  ).toBe(true);
}

/** Turns genuine text into the attacker's: the admin in place of alice, and another ID so that no two are the same. */
export function forged(genuine: string): string {
  return genuine
    .replaceAll(GENUINE.nameId, ADMIN)
    .replace(`ID="${GENUINE.assertionId}"`, 'ID="_forged1"')
    .replace(`ID="${GENUINE.responseId}"`, 'ID="_forged2"');
}

/** Replaces a piece that has to be there; `$` has no meaning in the replacement. */
export function swap(text: string, piece: string | RegExp, replacement: string): string {
  if (typeof piece === 'string' ? !text.includes(piece) : !piece.test(text))
    throw new Error(`there is no ${piece} to replace`);
  return text.replace(piece, () => replacement);
}

/** Puts a fragment before or after the only piece that matches. */
export function insertAfter(text: string, piece: string | RegExp, fragment: string): string {
  const found = typeof piece === 'string' ? piece : match(piece, text);
  return swap(text, found, found + fragment);
}

export function insertBefore(text: string, piece: string | RegExp, fragment: string): string {
  const found = typeof piece === 'string' ? piece : match(piece, text);
  return swap(text, found, fragment + found);
}

/** Rewrites the SignedInfo of a genuine document and has the identity provider's key sign that: it is valid, but forbidden. */
export function resign(genuine: string, edit: (signedInfo: string) => string): string {
  return resignSignedInfo(genuine, (signedInfo) => edit(expandEmpty(signedInfo)));
}

/** Empty-element tags as canonical form has them. */
function expandEmpty(xml: string): string {
  return xml.replaceAll(/<([\w:]+)([^<>]*)\/>/g, '<$1$2></$1>');
}

/** The text that matches; throws where nothing does. */
export function match(pattern: RegExp, text: string): string {
  const found = pattern.exec(text)?.[0];
  if (found === undefined) throw new Error(`there is no ${pattern} in the document`);
  return found;
}

const STATUS = /<samlp:Status>[\s\S]*<\/samlp:Status>/;

export function withExtensions(xml: string, content: string): string {
  return insertBefore(xml, STATUS, `<samlp:Extensions>${content}</samlp:Extensions>`);
}

export function withStatusDetail(xml: string, content: string): string {
  return insertBefore(xml, '</samlp:Status>', `<samlp:StatusDetail>${content}</samlp:StatusDetail>`);
}

/** An Assertion for the admin that nobody signed, with a fragment before its end. */
export function unsignedAssertion(fragment = ''): string {
  const text = buildAssertion(assertionParts({ id: '_forged1' })).replaceAll(GENUINE.nameId, ADMIN);
  return insertBefore(text, '</saml:Assertion>', fragment);
}
