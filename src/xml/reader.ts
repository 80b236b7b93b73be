/**
 * The strict reader: XML 1.0 (fifth edition) and Namespaces in XML 1.0, without DTD, processing instructions and
 * entities beyond the five and numeric ones. Its input is hostile. Whatever it accepts has exactly one reading: every
 * construct on which XML parsers are known to disagree is refused. It makes one pass over the text, is iterative and
 * does no I/O. No other parser ever sees an inbound message.
 */
import { type Facts, failure, type Result, success } from '../result.ts';
import { FORBIDDEN_CHARACTER, isSpace, isXmlCharacter, skipNcName, skipSpace } from './characters.ts';
import type { XmlFailure, XmlFailureCode } from './failure.ts';
import { MAX_ATTRIBUTES, MAX_DEPTH, MAX_DOCUMENT_BYTES, MAX_NODES } from './limits.ts';
import { NamespaceScope } from './namespace-scope.ts';
import type { XmlAttribute, XmlElement, XmlNamespaceDeclaration, XmlNode } from './tree.ts';

/**
 * Reads UTF-8 octets into the root element of the document. Line ends and attribute values are normalised as the
 * specification says (sections 2.11 and 3.3.3). Refuses with a code, the expectation and the position.
 */
export function parseXml(octets: Uint8Array): Result<XmlElement, XmlFailure> {
  if (octets.length > MAX_DOCUMENT_BYTES) {
    return failure('xml_too_large', `at most ${MAX_DOCUMENT_BYTES} bytes`, `${octets.length} bytes`);
  }
  let text: string;
  try {
    text = UTF8.decode(octets);
  } catch {
    return failure('xml_not_utf8', 'UTF-8', 'octets that are not UTF-8');
  }
  return parseXmlText(text);
}

/** Reads a document that is a string already, such as the canonical form that this project made itself. */
export function parseXmlText(text: string): Result<XmlElement, XmlFailure> {
  try {
    if (FORBIDDEN_CHARACTER.test(text)) {
      refuse('xml_forbidden_character', 'characters that XML allows', 'a control character or non-character');
    }
    return success(new Reader(text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text).readDocument());
  } catch (refusal) {
    if (refusal instanceof Refusal) return { ok: false, failure: refusal.facts };
    throw refusal;
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
const DECLARATION =
  /^<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(?:"1\.0"|'1\.0')(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(?:"[Uu][Tt][Ff]-8"|'[Uu][Tt][Ff]-8'))?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\n]*\?>/;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);
const LONGEST_REFERENCE = '#x0010FFFF'.length;
const SLASH = 0x2f;
const GREATER = 0x3e;
const EXCLAMATION = 0x21;
const QUESTION = 0x3f;
const COLON = 0x3a;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;

/** Unwinds the reader; never leaves this module. Not an Error: no stack is captured for a hostile message. */
class Refusal {
  readonly facts: Facts<XmlFailureCode>;
  constructor(facts: Facts<XmlFailureCode>) {
    this.facts = facts;
  }
}

function refuse(code: XmlFailureCode, expected: string, received: string): never {
  throw new Refusal(failure(code, expected, received).failure);
}

/** An element while its children are still being read. */
interface OpenElement extends XmlElement {
  readonly children: XmlNode[];
  readonly parent: OpenElement | null;
}

/** An attribute whose namespace is not known before the whole start tag is read. */
interface OpenAttribute extends XmlAttribute {
  namespace: string;
}

function prefixOf(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? '' : name.slice(0, colon);
}

function localNameOf(name: string, prefix: string): string {
  return prefix === '' ? name : name.slice(prefix.length + 1);
}

/** Up to this many attributes, comparing each with each is faster than a set. */
const FEW_ATTRIBUTES = 8;

function hasDuplicate(attributes: readonly XmlAttribute[]): boolean {
  if (attributes.length > FEW_ATTRIBUTES) {
    // A local name has no space in it, so no two expanded names share a key.
    return (
      new Set(attributes.map(({ localName, namespace }) => `${localName} ${namespace}`)).size <
      attributes.length
    );
  }
  for (let index = 1; index < attributes.length; index++) {
    const { localName, namespace } = attributes[index] as XmlAttribute;
    for (let before = 0; before < index; before++) {
      const other = attributes[before] as XmlAttribute;
      if (other.localName === localName && other.namespace === namespace) return true;
    }
  }
  return false;
}

class Reader {
  private readonly text: string;
  private position = 0;
  private nodes = 0;
  private depth = 0;
  private readonly scope = new NamespaceScope();

  constructor(text: string) {
    this.text = text;
  }

  readDocument(): XmlElement {
    this.skipDeclaration();
    this.position = skipSpace(this.text, this.position);
    this.requireElementNext();
    const root = this.readStartTag(null);
    if (this.selfClosed) this.scope.leave();
    else this.readContent(root);
    if (skipSpace(this.text, this.position) !== this.text.length) this.refuseOutsideRoot();
    return root;
  }

  private skipDeclaration(): void {
    if (!this.text.startsWith('<?xml') || !isSpace(this.text.charCodeAt('<?xml'.length))) return;
    const declaration = DECLARATION.exec(this.text);
    if (declaration === null) {
      refuse('xml_unsupported_declaration', 'XML 1.0 in UTF-8', 'another XML declaration');
    }
    this.position = declaration[0].length;
  }

  private requireElementNext(): void {
    const { text, position } = this;
    const next = text.charCodeAt(position + 1);
    if (text.startsWith('<!DOCTYPE', position)) this.refuseDoctype();
    if (text.startsWith('<', position) && next !== EXCLAMATION && next !== QUESTION && next !== SLASH) return;
    if (next === QUESTION) this.refuseProcessingInstruction();
    if (position >= text.length) this.refuseMalformed('a root element', 'nothing');
    this.refuseOutsideRoot();
  }

  /** Reads everything up to the end tag of `root`. */
  private readContent(root: OpenElement): void {
    const { text } = this;
    let current = root;
    for (;;) {
      const markup = text.indexOf('<', this.position);
      if (markup === -1) this.refuseMalformed(`</${current.name}>`, 'the end of the document');
      if (markup > this.position) this.appendText(current, this.readText(markup));
      const next = text.charCodeAt(markup + 1);
      this.position = markup;
      if (next === SLASH) {
        this.readEndTag(current);
        if (current === root) return;
        current = current.parent as OpenElement;
      } else if (next === EXCLAMATION) {
        this.readCommentOrCdata(current);
      } else if (next === QUESTION) {
        this.refuseProcessingInstruction();
      } else {
        const element = this.readStartTag(current);
        current.children.push(element);
        if (this.selfClosed) this.scope.leave();
        else current = element;
      }
    }
  }

  /** Whether the start tag that was read last was an empty-element tag. */
  private selfClosed = false;

  /** Reads `<name attributes>` or `<name attributes/>` at the position. */
  private readStartTag(parent: OpenElement | null): OpenElement {
    const { text } = this;
    this.countNode();
    if (++this.depth > MAX_DEPTH) this.refuseLimit(`elements nested at most ${MAX_DEPTH} deep`);
    const nameStart = this.position + 1;
    const nameEnd = this.skipName(nameStart);
    const attributes: OpenAttribute[] = [];
    const declarations: XmlNamespaceDeclaration[] = [];
    let position = nameEnd;
    for (;;) {
      const afterSpace = skipSpace(text, position);
      const code = text.charCodeAt(afterSpace);
      if (code === GREATER || (code === SLASH && text.charCodeAt(afterSpace + 1) === GREATER)) {
        this.selfClosed = code === SLASH;
        this.position = afterSpace + (this.selfClosed ? 2 : 1);
        break;
      }
      this.position = afterSpace;
      if (afterSpace === position) this.refuseMalformed('white space, > or />', 'something else');
      if (attributes.length + declarations.length === MAX_ATTRIBUTES) {
        this.refuseLimit(`at most ${MAX_ATTRIBUTES} attributes on an element`);
      }
      position = this.readAttribute(attributes, declarations);
    }
    if (this.selfClosed) this.depth--;
    return this.resolveElement(parent, nameStart, nameEnd, attributes, declarations);
  }

  /** Reads one attribute at the position into one of the two lists; returns the position after it. */
  private readAttribute(attributes: OpenAttribute[], declarations: XmlNamespaceDeclaration[]): number {
    const { text } = this;
    const nameStart = this.position;
    const nameEnd = this.skipName(nameStart);
    const equals = skipSpace(text, nameEnd);
    if (text.charCodeAt(equals) !== EQUALS)
      this.refuseMalformed('= after an attribute name', 'something else');
    const open = skipSpace(text, equals + 1);
    const quote = text.charCodeAt(open);
    if (quote !== QUOTE && quote !== APOSTROPHE)
      this.refuseMalformed('a quoted attribute value', 'something else');
    const close = text.indexOf(quote === QUOTE ? '"' : "'", open + 1);
    if (close === -1) this.refuseMalformed('a closing quote', 'the end of the document');
    const value = this.normalizeAttribute(text.slice(open + 1, close));
    const name = text.slice(nameStart, nameEnd);
    const prefix = prefixOf(name);
    const localName = localNameOf(name, prefix);
    if (prefix === 'xmlns') declarations.push({ prefix: localName, namespace: value });
    else if (name === 'xmlns') declarations.push({ prefix: '', namespace: value });
    else attributes.push({ name, prefix, localName, namespace: '', value });
    return close + 1;
  }

  /** Section 3.3.3: white space becomes spaces, references are expanded, `<` is an error. */
  private normalizeAttribute(raw: string): string {
    if (raw.includes('<')) this.refuseMalformed('no < in an attribute value', 'one');
    const spaced = /[\t\n]/.test(raw) ? raw.replace(/[\t\n]/g, ' ') : raw;
    return spaced.includes('&') ? this.expandReferences(spaced) : spaced;
  }

  /** Enters the element's namespace scope and turns prefixes into namespaces. */
  private resolveElement(
    parent: OpenElement | null,
    nameStart: number,
    nameEnd: number,
    attributes: OpenAttribute[],
    declarations: XmlNamespaceDeclaration[],
  ): OpenElement {
    const name = this.text.slice(nameStart, nameEnd);
    const problem = this.scope.enter(declarations);
    if (problem !== null) refuse(problem.code, problem.expected, problem.received);
    const prefix = prefixOf(name);
    this.resolveAttributes(attributes);
    return {
      name,
      prefix,
      localName: localNameOf(name, prefix),
      namespace: this.resolve(prefix),
      attributes,
      declarations,
      children: [],
      parent,
    };
  }

  /** Gives each attribute its namespace; two of one expanded name are refused (Namespaces in XML, section 6.3). */
  private resolveAttributes(attributes: OpenAttribute[]): void {
    for (const attribute of attributes) {
      if (attribute.prefix !== '') attribute.namespace = this.resolve(attribute.prefix);
    }
    if (hasDuplicate(attributes)) {
      refuse(
        'xml_duplicate_attribute',
        'each attribute once',
        `a repeated one before character ${this.position}`,
      );
    }
  }

  private resolve(prefix: string): string {
    const namespace = this.scope.lookup(prefix);
    if (namespace === undefined) {
      refuse('xml_namespace_invalid', 'declared prefixes', `the undeclared prefix ${prefix}`);
    }
    return namespace;
  }

  private readEndTag(element: OpenElement): void {
    const { text } = this;
    const nameEnd = this.position + 2 + element.name.length;
    const close = skipSpace(text, nameEnd);
    if (!text.startsWith(element.name, this.position + 2) || text.charCodeAt(close) !== GREATER) {
      this.refuseMalformed(`</${element.name}>`, 'another end tag');
    }
    this.position = close + 1;
    this.depth--;
    this.scope.leave();
  }

  private readCommentOrCdata(parent: OpenElement): void {
    const { text, position } = this;
    if (text.startsWith('<!--', position)) {
      const end = text.indexOf('--', position + 4);
      if (end === -1 || text.charCodeAt(end + 2) !== GREATER) {
        this.refuseMalformed('a comment that ends with -->, without -- in it', 'something else');
      }
      this.countNode();
      parent.children.push({ comment: text.slice(position + 4, end) });
      this.position = end + 3;
    } else if (text.startsWith('<![CDATA[', position)) {
      const end = text.indexOf(']]>', position + 9);
      if (end === -1) this.refuseMalformed(']]>', 'the end of the document');
      if (end > position + 9) this.appendText(parent, text.slice(position + 9, end));
      this.position = end + 3;
    } else if (text.startsWith('<!DOCTYPE', position)) {
      this.refuseDoctype();
    } else {
      this.refuseMalformed('a comment or CDATA after <!', 'something else');
    }
  }

  /** Reads character data up to the markup at `end`. */
  private readText(end: number): string {
    const raw = this.text.slice(this.position, end);
    if (raw.includes(']]>')) this.refuseMalformed('no ]]> in character data', 'one');
    return raw.includes('&') ? this.expandReferences(raw) : raw;
  }

  private appendText(parent: OpenElement, text: string): void {
    this.countNode();
    parent.children.push(text);
  }

  private expandReferences(raw: string): string {
    let expanded = '';
    let from = 0;
    for (let ampersand = raw.indexOf('&'); ampersand !== -1; ampersand = raw.indexOf('&', from)) {
      const window = raw.slice(ampersand + 1, ampersand + 2 + LONGEST_REFERENCE);
      const semicolon = window.indexOf(';');
      const reference = semicolon === -1 ? '' : window.slice(0, semicolon);
      expanded += raw.slice(from, ampersand) + this.expandReference(reference);
      from = ampersand + 2 + reference.length;
    }
    return expanded + raw.slice(from);
  }

  private expandReference(reference: string): string {
    const entity = ENTITIES.get(reference);
    if (entity !== undefined) return entity;
    const numeric = /^#(?:x([0-9A-Fa-f]+)|([0-9]+))$/.exec(reference);
    if (numeric === null) {
      refuse(
        'xml_entity_forbidden',
        'only the five predefined entities and numeric references',
        `another near ${this.position}`,
      );
    }
    const codePoint = numeric[1] === undefined ? Number(numeric[2]) : Number.parseInt(numeric[1], 16);
    if (!isXmlCharacter(codePoint)) {
      refuse(
        'xml_forbidden_character',
        'characters that XML allows',
        `a reference to code point ${codePoint}`,
      );
    }
    return String.fromCodePoint(codePoint);
  }

  /** The position after the QName at `start`: an NCName, or two of them around one colon. */
  private skipName(start: number): number {
    const { text } = this;
    const end = skipNcName(text, start);
    const hasPrefix = text.charCodeAt(end) === COLON;
    const nameEnd = hasPrefix ? skipNcName(text, end + 1) : end;
    if (end === start || (hasPrefix && nameEnd === end + 1) || text.charCodeAt(nameEnd) === COLON) {
      this.position = start;
      this.refuseMalformed('a name with at most one colon inside', 'something else');
    }
    return nameEnd;
  }

  private countNode(): void {
    if (++this.nodes > MAX_NODES) this.refuseLimit(`at most ${MAX_NODES} nodes`);
  }

  private refuseMalformed(expected: string, received: string): never {
    refuse('xml_malformed', expected, `${received} at character ${this.position}`);
  }

  private refuseLimit(expected: string): never {
    refuse('xml_limit_exceeded', expected, `more at character ${this.position}`);
  }

  private refuseDoctype(): never {
    refuse('xml_doctype_forbidden', 'no DOCTYPE', `a DOCTYPE at character ${this.position}`);
  }

  private refuseProcessingInstruction(): never {
    refuse(
      'xml_processing_instruction_forbidden',
      'no processing instruction',
      `one at character ${this.position}`,
    );
  }

  private refuseOutsideRoot(): never {
    refuse('xml_content_outside_root', 'nothing but white space around the root element', 'something else');
  }
}
