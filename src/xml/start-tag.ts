/**
 * Start tags and empty-element tags: XML 1.0, section 3.1, and Namespaces in XML 1.0, sections 4 to 6. Reads them from a
 * text that is hostile. Pure but for the scope, which enters the element.
 */
import { skipNcName, skipSpace } from './characters.ts';
import { MAX_ATTRIBUTES } from './limits.ts';
import { NameTable, type QName } from './name-table.ts';
import type { Bindings, NamespaceScope } from './namespace-scope.ts';
import { expandReferences } from './references.ts';
import { refuse, refuseMalformed } from './refusal.ts';
import type { XmlAttribute, XmlElement, XmlNamespaceDeclaration, XmlNode } from './tree.ts';

/** An element while its children are still being read. */
export interface OpenElement extends XmlElement {
  children: XmlNode[];
  readonly parent: OpenElement | null;
}

/** Every list begins as this one. It stays empty. */
const NOTHING: never[] = [];

/** Adds a child to an element. */
export function appendChild(parent: OpenElement, child: XmlNode): void {
  // An empty array takes room for 17 when something is pushed into it.
  if (parent.children.length === 0) parent.children = [child];
  else parent.children.push(child);
}

/** An attribute whose namespace is known once the whole tag has been read. */
interface OpenAttribute extends XmlAttribute {
  namespace: string;
}

/** A tag that was read, for when its very text stands in the same scope again. */
interface KnownTag {
  readonly text: string;
  /** What was innermost in the scope around it, and in it. */
  readonly outer: Bindings;
  readonly inner: Bindings;
  readonly element: OpenElement;
}

/** A power of two. A tag that meets another one in its slot takes its place. */
const SLOTS = 64;

const SLASH = 0x2f;
const GREATER = 0x3e;
const COLON = 0x3a;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;

/** Reads the start tags of one document, in document order. */
export class StartTagReader {
  private readonly text: string;
  private readonly scope: NamespaceScope;
  private readonly names = new NameTable();
  private readonly known = new Array<KnownTag | undefined>(SLOTS);
  /** The position after the tag that was read last, and whether it is that of an empty element. */
  end = 0;
  isEmpty = false;
  /** Where what the tag at hand has is gathered, with what is left of those before. */
  private readonly attributes: OpenAttribute[] = [];
  private readonly declarations: XmlNamespaceDeclaration[] = [];
  private attributeCount = 0;
  private declarationCount = 0;

  constructor(text: string, scope: NamespaceScope) {
    this.text = text;
    this.scope = scope;
  }

  /**
   * Reads the tag whose `<` is at `start`, and enters its element in the scope. Messages repeat their tags: the same text
   * in the same scope says the same.
   */
  read(start: number, parent: OpenElement | null): OpenElement {
    const { text, scope } = this;
    const outer = scope.innermost;
    const end = text.indexOf('>', start) + 1;
    const slot = slotOf(text, start, end);
    const known = this.known[slot];
    // Comparing with a part of the text takes V8 a quarter of the time that `startsWith` takes.
    if (known?.outer === outer && known.text === text.slice(start, end)) {
      scope.enterAgain(known.inner);
      this.end = end;
      this.isEmpty = text.charCodeAt(end - 2) === SLASH;
      const { attributes, declarations, namespace } = known.element;
      return makeElement(known.element, namespace, attributes, declarations, parent);
    }
    const element = this.readTag(start, parent);
    // The first > may stand in a value; then it is not where the tag ends.
    if (this.end === end) {
      this.known[slot] = { text: text.slice(start, end), outer, inner: scope.innermost, element };
    }
    return element;
  }

  private readTag(start: number, parent: OpenElement | null): OpenElement {
    const { text } = this;
    const nameEnd = skipQName(text, start + 1);
    this.attributeCount = 0;
    this.declarationCount = 0;
    let next = nameEnd;
    for (;;) {
      const position = skipSpace(text, next);
      const code = text.charCodeAt(position);
      if (code === GREATER || (code === SLASH && text.charCodeAt(position + 1) === GREATER)) {
        this.isEmpty = code === SLASH;
        this.end = this.isEmpty ? position + 2 : position + 1;
        return this.openElement(this.names.read(text, start + 1, nameEnd), parent);
      }
      if (position === next) refuseMalformed('white space, > or />', 'something else', position);
      if (this.attributeCount + this.declarationCount === MAX_ATTRIBUTES) {
        refuse('xml_limit_exceeded', `at most ${MAX_ATTRIBUTES} attributes`, `more at character ${position}`);
      }
      next = this.readAttribute(position);
    }
  }

  /** Reads the attribute or declaration that starts at `position`; returns the position after it. */
  private readAttribute(position: number): number {
    const { text } = this;
    const nameEnd = skipQName(text, position);
    const equals = skipSpace(text, nameEnd);
    if (text.charCodeAt(equals) !== EQUALS)
      refuseMalformed('= after an attribute name', 'something else', equals);
    const open = skipSpace(text, equals + 1);
    const quote = text.charCodeAt(open);
    if (quote !== QUOTE && quote !== APOSTROPHE) refuseMalformed('a quoted value', 'something else', open);
    const close = text.indexOf(quote === QUOTE ? '"' : "'", open + 1);
    if (close === -1) refuseMalformed('a closing quote', 'the end of the document', open);
    const value = normalizeValue(text.slice(open + 1, close), open + 1);
    const { name, prefix, localName } = this.names.read(text, position, nameEnd);
    if (prefix === 'xmlns' || name === 'xmlns') {
      const declared = prefix === '' ? '' : localName;
      this.declarations[this.declarationCount++] = { prefix: declared, namespace: value };
    } else {
      this.attributes[this.attributeCount++] = { name, prefix, localName, namespace: '', value };
    }
    return close + 1;
  }

  /** Enters the element in the scope, and turns every prefix into its namespace. */
  private openElement(name: QName, parent: OpenElement | null): OpenElement {
    const { scope } = this;
    const declarations = firstOf(this.declarations, this.declarationCount);
    const attributes = firstOf(this.attributes, this.attributeCount);
    scope.enter(declarations);
    for (const attribute of attributes) {
      if (attribute.prefix !== '') attribute.namespace = scope.resolve(attribute.prefix);
    }
    if (hasDuplicate(attributes))
      refuse('xml_duplicate_attribute', 'each attribute once', `one twice on ${name.name}`);
    return makeElement(name, scope.resolve(name.prefix), attributes, declarations, parent);
  }
}

const NOT_LITERAL = /[<&\t\n]/;

/** Attribute-value normalisation: XML 1.0, section 3.3.3. White space becomes spaces, references are expanded. */
function normalizeValue(raw: string, position: number): string {
  if (!NOT_LITERAL.test(raw)) return raw;
  if (raw.includes('<')) refuseMalformed('no < in an attribute value', 'one', position);
  return expandReferences(raw.replace(/[\t\n]/g, ' '), position);
}

function makeElement(
  { name, prefix, localName }: QName,
  namespace: string,
  attributes: readonly XmlAttribute[],
  declarations: readonly XmlNamespaceDeclaration[],
  parent: OpenElement | null,
): OpenElement {
  return {
    name,
    prefix,
    localName,
    namespace,
    attributes,
    declarations,
    children: NOTHING,
    parent,
  };
}

/** The first items of a list that holds more. */
function firstOf<Item>(list: readonly Item[], count: number): readonly Item[] {
  return count === 0 ? NOTHING : list.slice(0, count);
}

/** Tags of one name differ in their length, or somewhere in a value. */
function slotOf(text: string, start: number, end: number): number {
  const length = end - start;
  return (length * 3 + text.charCodeAt(start + (length >> 1)) * 5 + text.charCodeAt(end - 3)) & (SLOTS - 1);
}

/** Up to this many attributes, comparing each with each is faster than a set. */
const FEW_ATTRIBUTES = 8;

/** Whether two attributes have one expanded name, under whatever prefixes (Namespaces in XML 1.0, section 6.3). */
function hasDuplicate(attributes: readonly XmlAttribute[]): boolean {
  if (attributes.length > FEW_ATTRIBUTES) {
    // A local name has no space in it, so no two expanded names share a key.
    const names = new Set(attributes.map(({ localName, namespace }) => `${localName} ${namespace}`));
    return names.size < attributes.length;
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

/** The position after the QName at `start`: an NCName, or two of them around one colon. */
function skipQName(text: string, start: number): number {
  const end = skipNcName(text, start);
  const hasPrefix = text.charCodeAt(end) === COLON;
  const nameEnd = hasPrefix ? skipNcName(text, end + 1) : end;
  if (end === start || (hasPrefix && nameEnd === end + 1) || text.charCodeAt(nameEnd) === COLON) {
    refuseMalformed('a name with at most one colon inside', 'something else', start);
  }
  return nameEnd;
}
