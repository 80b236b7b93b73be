/**
 * The strict reader: XML 1.0 (fifth edition) and Namespaces in XML 1.0, without DTD, processing instructions and
 * entities beyond the five and numeric ones. Its input is hostile. Whatever it accepts has exactly one reading: every
 * construct on which XML parsers are known to disagree is refused. It makes one pass over the text, is iterative, ends
 * within 32 steps for each octet (test/xml/steps.test.ts counts them) and does no I/O. No other parser ever sees an
 * inbound message.
 */
import { failure, type Result, success } from '../result.ts';
import { hasForbiddenCharacter, isSpace, skipSpace } from './characters.ts';
import type { XmlFailure } from './failure.ts';
import { MAX_DEPTH, MAX_DOCUMENT_BYTES, MAX_NODES } from './limits.ts';
import { NamespaceScope } from './namespace-scope.ts';
import { expandReferences } from './references.ts';
import { Refusal, refuse, refuseMalformed } from './refusal.ts';
import { appendChild, type OpenElement, StartTagReader } from './start-tag.ts';
import type { XmlElement } from './tree.ts';

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
    if (hasForbiddenCharacter(text)) {
      refuse('xml_forbidden_character', 'characters that XML allows', 'a control character or non-character');
    }
    return success(new Reader(text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text).readDocument());
  } catch (refusal) {
    if (refusal instanceof Refusal) return { ok: false, failure: refusal.facts };
    throw refusal;
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** XMLDecl (section 2.8): version 1.0, and no other encoding than the one it was decoded from. */
const DECLARATION =
  /^<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(?:"1\.0"|'1\.0')(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(?:"[Uu][Tt][Ff]-8"|'[Uu][Tt][Ff]-8'))?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\n]*\?>/;

const SLASH = 0x2f;
const GREATER = 0x3e;
const EXCLAMATION = 0x21;
const QUESTION = 0x3f;

class Reader {
  private readonly text: string;
  private readonly scope = new NamespaceScope();
  private readonly startTags: StartTagReader;
  private position = 0;
  private nodes = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
    this.startTags = new StartTagReader(text, this.scope);
  }

  readDocument(): XmlElement {
    this.skipDeclaration();
    this.position = skipSpace(this.text, this.position);
    this.requireRoot();
    const root = this.openElement(null);
    if (!this.startTags.isEmpty) this.readContent(root);
    if (skipSpace(this.text, this.position) !== this.text.length) refuseOutsideRoot();
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

  private requireRoot(): void {
    const { text, position } = this;
    if (position === text.length) refuseMalformed('a root element', 'nothing', position);
    if (text.startsWith('<!DOCTYPE', position)) this.refuseDoctype();
    if (text.startsWith('<?', position)) this.refuseProcessingInstruction();
    if (!text.startsWith('<', position) || text.startsWith('<!', position)) refuseOutsideRoot();
  }

  /** Reads everything up to the end tag of `root`. */
  private readContent(root: OpenElement): void {
    const { text } = this;
    let current = root;
    for (;;) {
      const markup = text.indexOf('<', this.position);
      if (markup === -1) refuseMalformed(`</${current.name}>`, 'the end of the document', text.length);
      if (markup > this.position) this.readText(current, markup);
      this.position = markup;
      const next = text.charCodeAt(markup + 1);
      if (next === SLASH) {
        this.readEndTag(current);
        if (current === root) return;
        current = current.parent as OpenElement;
      } else if (next === EXCLAMATION) {
        this.readCommentOrCdata(current);
      } else if (next === QUESTION) {
        this.refuseProcessingInstruction();
      } else {
        const element = this.openElement(current);
        appendChild(current, element);
        if (!this.startTags.isEmpty) current = element;
      }
    }
  }

  /** Reads the start tag at the position. An empty element is closed again at once. */
  private openElement(parent: OpenElement | null): OpenElement {
    this.countNode();
    if (++this.depth > MAX_DEPTH) this.refuseLimit(`elements nested at most ${MAX_DEPTH} deep`);
    const element = this.startTags.read(this.position, parent);
    this.position = this.startTags.end;
    if (this.startTags.isEmpty) this.closeElement();
    return element;
  }

  private closeElement(): void {
    this.depth--;
    this.scope.leave();
  }

  private readEndTag({ name }: OpenElement): void {
    const { text, position } = this;
    const nameEnd = position + 2 + name.length;
    const close = skipSpace(text, nameEnd);
    if (text.slice(position + 2, nameEnd) !== name || text.charCodeAt(close) !== GREATER) {
      refuseMalformed(`</${name}>`, 'another end tag', position);
    }
    this.position = close + 1;
    this.closeElement();
  }

  /** Reads character data up to the markup at `end`. */
  private readText(parent: OpenElement, end: number): void {
    const raw = this.text.slice(this.position, end);
    if (raw.includes(']]>')) refuseMalformed('no ]]> in character data', 'one', this.position);
    this.countNode();
    appendChild(parent, raw.includes('&') ? expandReferences(raw, this.position) : raw);
  }

  private readCommentOrCdata(parent: OpenElement): void {
    const { text, position } = this;
    if (text.startsWith('<!--', position)) {
      const end = text.indexOf('--', position + 4);
      if (end === -1 || text.charCodeAt(end + 2) !== GREATER) {
        refuseMalformed('a comment that ends with --> and has no -- in it', 'another', position);
      }
      this.countNode();
      appendChild(parent, { comment: text.slice(position + 4, end) });
      this.position = end + 3;
    } else if (text.startsWith('<![CDATA[', position)) {
      const end = text.indexOf(']]>', position + 9);
      if (end === -1) refuseMalformed(']]>', 'the end of the document', position);
      this.countNode();
      appendChild(parent, text.slice(position + 9, end));
      this.position = end + 3;
    } else if (text.startsWith('<!DOCTYPE', position)) {
      this.refuseDoctype();
    } else {
      refuseMalformed('a comment or CDATA after <!', 'something else', position);
    }
  }

  private countNode(): void {
    if (++this.nodes > MAX_NODES) this.refuseLimit(`at most ${MAX_NODES} nodes`);
  }

  private refuseLimit(expected: string): never {
    refuse('xml_limit_exceeded', expected, `more at character ${this.position}`);
  }

  private refuseDoctype(): never {
    refuse('xml_doctype_forbidden', 'no DOCTYPE', `one at character ${this.position}`);
  }

  private refuseProcessingInstruction(): never {
    const expected = 'no processing instruction';
    refuse('xml_processing_instruction_forbidden', expected, `one at character ${this.position}`);
  }
}

function refuseOutsideRoot(): never {
  refuse('xml_content_outside_root', 'nothing but white space around the root element', 'something else');
}
