/** On what we are stricter than libxml2, each with its reason, and how to tell that it is this reason. */
import type { XmlFailureCode } from '../../src/xml/failure.ts';
import type { Answer } from './libxml2.ts';

export interface Stricter {
  readonly code: XmlFailureCode;
  readonly because: string;
  /** A document that libxml2 calls well-formed. */
  readonly example: string;
  /** Whether this is why such a document was refused. */
  readonly explains: (text: string, answer: Answer) => boolean;
}

function reports(pattern: RegExp) {
  return (_text: string, { errors }: Answer) =>
    errors.some(({ namespace, message }) => namespace && pattern.test(message));
}

function holds(pattern: RegExp) {
  return (text: string) => pattern.test(text);
}

export const STRICTER: readonly Stricter[] = [
  {
    code: 'xml_doctype_forbidden',
    because: 'a DOCTYPE brings entities and default attributes, which parsers treat differently',
    example: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    explains: holds(/<!DOCTYPE/),
  },
  {
    code: 'xml_processing_instruction_forbidden',
    because: 'no SAML message has one, and parsers join the text around it differently',
    example: '<a>b<?c d?>e</a>',
    explains: holds(/<\?/),
  },
  {
    code: 'xml_content_outside_root',
    because: 'no SAML message has comments or processing instructions around its root element',
    example: '<!--b--><a/><!--c-->',
    explains: holds(/<!--|<\?/),
  },
  {
    code: 'xml_entity_forbidden',
    because: 'nobody writes a reference with more leading zeros than code points have digits',
    example: '<a>&#00000000000065;</a>',
    explains: holds(/&#x?0{4,}/),
  },
  {
    code: 'xml_unsupported_declaration',
    because: 'SAML messages are XML 1.0 in UTF-8',
    example: '<?xml version="1.0" encoding="ISO-8859-1"?><a/>',
    explains: holds(/^<\?xml[ \t\r\n]/),
  },
  {
    code: 'xml_forbidden_character',
    because: 'libxml2 stops reading at a NUL after the root element, whatever follows',
    example: '<a/>\0',
    explains: holds(/>[^<>]*\0/),
  },
  {
    code: 'xml_namespace_invalid',
    because: 'libxml2 reports an undeclared prefix or a reserved one and goes on',
    example: '<b:a/>',
    explains: reports(/not defined|Empty XML namespace|reuse of|redefinition of|mapped to wrong prefix/),
  },
  {
    code: 'xml_namespace_invalid',
    because: 'Canonical XML 1.0 has no form for relative namespace names',
    example: '<a xmlns="b"/>',
    explains: holds(/xmlns/),
  },
  {
    code: 'xml_malformed',
    because: 'libxml2 reports a name with more than one colon and goes on',
    example: '<a x:y:z="1"/>',
    explains: reports(/Failed to parse QName/),
  },
  {
    code: 'xml_duplicate_attribute',
    because: 'libxml2 reports an attribute twice under two prefixes of one namespace and goes on',
    example: '<a xmlns:b="urn:a" xmlns:c="urn:a" b:x="1" c:x="2"/>',
    explains: reports(/Namespaced Attribute .* redefined/),
  },
];
