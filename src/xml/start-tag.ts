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

/** The list with one item more. The first one makes it: an empty array takes room for 17 when something is pushed into it. */
function append<Item>(list: Item[], item: Item): Item[] {
  if (list.length === 0) return [item];
  list.push(item);
  return list;
}

/** Adds a child to an element. */
export function appendChild(parent: OpenElement, child: XmlNode): void {
  parent.children = append(parent.children, child);
}

/** An attribute whose namespace is known once the whole tag has been read. */
interface OpenAttribute extends XmlAttribute {
  namespace: string;
}

export interface StartTag {
  readonly element: OpenElement;
  readonly bindings: Bindings;
  /** The position of its `<`. */
  readonly start: number;
  /** The position after the tag. */
  readonly end: number;
  readonly isEmpty: boolean;
}

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
  /** The last one at each depth. */
  private readonly latest: StartTag[] = [];
  /** What was read of the tag at hand. */
  private attributes: OpenAttribute[] = NOTHING;
  private declarations: XmlNamespaceDeclaration[] = NOTHING;

  constructor(text: string, scope: NamespaceScope) {
    this.text = text;
    this.scope = scope;
  }

  /** Reads the tag whose `<` is at `start`, and enters its element in the scope. */
  read(start: number, parent: OpenElement | null, depth: number): StartTag {
    const before = this.latest[depth];
    const tag =
      before !== undefined && before.element.parent === parent && this.isRepeated(before, start)
        ? this.repeat(before, start)
        : this.readTag(start, parent);
    this.latest[depth] = tag;
    return tag;
  }

  /** Whether the very text of a tag is found again. A whole tag can't be the beginning of another one. */
  private isRepeated({ start, end }: StartTag, again: number): boolean {
    const { text } = this;
    const lastCharacter = text.charCodeAt(again + end - start - 1);
    return lastCharacter === GREATER && text.startsWith(text.slice(start, end), again);
  }

  /** The tag of an element whose sibling before it has the same: in the same scope, it says the same. */
  private repeat({ element, bindings, start, end, isEmpty }: StartTag, again: number): StartTag {
    this.scope.enterAgain(bindings);
    const { attributes, declarations, namespace, parent } = element;
    return {
      element: makeElement(element, namespace, attributes, declarations, parent),
      bindings,
      start: again,
      end: again + end - start,
      isEmpty,
    };
  }

  private readTag(start: number, parent: OpenElement | null): StartTag {
    const { text } = this;
    const nameEnd = skipQName(text, start + 1);
    this.attributes = NOTHING;
    this.declarations = NOTHING;
    let next = nameEnd;
    for (;;) {
      const position = skipSpace(text, next);
      const code = text.charCodeAt(position);
      if (code === GREATER || (code === SLASH && text.charCodeAt(position + 1) === GREATER)) {
        const name = this.names.read(text, start + 1, nameEnd);
        const bindings = this.scope.enter(this.declarations);
        const element = openElement(name, this.attributes, this.declarations, parent, this.scope);
        const isEmpty = code === SLASH;
        return { element, bindings, start, end: isEmpty ? position + 2 : position + 1, isEmpty };
      }
      if (position === next) refuseMalformed('white space, > or />', 'something else', position);
      if (this.attributes.length + this.declarations.length === MAX_ATTRIBUTES) {
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
      this.declarations = append(this.declarations, { prefix: declared, namespace: value });
    } else {
      this.attributes = append(this.attributes, { name, prefix, localName, namespace: '', value });
    }
    return close + 1;
  }
}

const NOT_LITERAL = /[<&\t\n]/;

/** Attribute-value normalisation: XML 1.0, section 3.3.3. White space becomes spaces, references are expanded. */
function normalizeValue(raw: string, position: number): string {
  if (!NOT_LITERAL.test(raw)) return raw;
  if (raw.includes('<')) refuseMalformed('no < in an attribute value', 'one', position);
  return expandReferences(raw.replace(/[\t\n]/g, ' '), position);
}

/** Turns every prefix into its namespace. */
function openElement(
  name: QName,
  attributes: OpenAttribute[],
  declarations: readonly XmlNamespaceDeclaration[],
  parent: OpenElement | null,
  scope: NamespaceScope,
): OpenElement {
  for (const attribute of attributes) {
    if (attribute.prefix !== '') attribute.namespace = scope.resolve(attribute.prefix);
  }
  if (hasDuplicate(attributes))
    refuse('xml_duplicate_attribute', 'each attribute once', `one twice on ${name.name}`);
  const namespace = scope.resolve(name.prefix);
  return makeElement(name, namespace, withoutSpareRoom(attributes), withoutSpareRoom(declarations), parent);
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

/** A list that has grown keeps room for 17, and most elements have an attribute or two. */
function withoutSpareRoom<Item>(list: readonly Item[]): readonly Item[] {
  return list.length <= 1 ? list : list.slice();
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
