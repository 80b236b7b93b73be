/**
 * Canonical XML 1.0 and 1.1 and Exclusive XML Canonicalization 1.0, for one element and all that is in it. Pure.
 *
 * Where this differs from other implementations:
 * - namespace names are escaped like attribute values, which makes the canonical form injective (libxml2 2.9 leaves
 *   `&` raw there);
 * - Canonical XML 1.1 would join xml:base values of left-out ancestors; no SAML message has one, so such an input is
 *   refused rather than joined.
 */
import { type Facts, failure, type Result, success } from '../result.ts';
import { escapeAttribute, escapeText } from '../xml/escape.ts';
import { MAX_DOCUMENT_BYTES } from '../xml/limits.ts';
import { isElement, type XmlAttribute, type XmlElement } from '../xml/tree.ts';
import { Utf8Writer } from '../xml/utf8-writer.ts';

export interface CanonicalizationMethod {
  readonly form: 'exclusive-1.0' | 'inclusive-1.0' | 'inclusive-1.1';
  readonly withComments: boolean;
  /** PrefixList of InclusiveNamespaces, the default namespace as the empty string; exclusive form only. */
  readonly inclusivePrefixes: readonly string[];
}

/**
 * Exclusive C14N writes a namespace name again on every sibling that uses it, so a hostile document could grow by the
 * square of its size. An honest one does not even double.
 */
const MAX_CANONICAL_OCTETS = 4 * MAX_DOCUMENT_BYTES;

/**
 * Returns the canonical form of `apex`, octets in UTF-8, without the subtree `omitted` (the enveloped-signature transform). The
 * namespaces and xml: attributes of its ancestors count as the chosen form says.
 */
export function canonicalize(
  apex: XmlElement,
  method: CanonicalizationMethod,
  omitted: XmlElement | null = null,
): Result<Uint8Array<ArrayBuffer>, Facts<'signature_canonicalization_failed'>> {
  if (method.form === 'inclusive-1.1' && ancestorHasBase(apex)) {
    return failure('signature_canonicalization_failed', 'no xml:base on an ancestor', 'one');
  }
  const canonical = new Canonicalizer(method, omitted).write(apex);
  if (canonical.length > MAX_CANONICAL_OCTETS) {
    const expected = `at most ${MAX_CANONICAL_OCTETS} octets in canonical form`;
    return failure('signature_canonicalization_failed', expected, 'more');
  }
  return success(canonical);
}

/** The tags of an element as they are written, and what the first one declares. */
interface Tags {
  readonly start: string;
  readonly end: string;
  readonly declarations: readonly Declaration[];
}

class Canonicalizer {
  private readonly method: CanonicalizationMethod;
  private readonly omitted: XmlElement | null;
  private readonly exclusive: boolean;
  private readonly output = new Utf8Writer();
  /** What the output's ancestors have declared, by prefix. */
  private readonly rendered = new Map<string, string>();

  constructor(method: CanonicalizationMethod, omitted: XmlElement | null) {
    this.method = method;
    this.omitted = omitted;
    this.exclusive = method.form === 'exclusive-1.0';
  }

  write(apex: XmlElement): Uint8Array<ArrayBuffer> {
    const inScope = namespacesInScope(apex);
    const candidates = this.exclusive
      ? this.method.inclusivePrefixes.filter((prefix) => inScope.has(prefix))
      : [...inScope.keys()];
    const inherited = this.exclusive ? [] : this.inheritable(apex);
    this.writeElement(
      apex,
      this.tagsOf(
        apex,
        candidates.map((prefix) => ({ prefix, namespace: inScope.get(prefix) as string })),
        [...apex.attributes, ...inherited],
      ),
    );
    return this.output.finish();
  }

  /** Canonical XML 1.0 passes on every xml: attribute of left-out ancestors, 1.1 only xml:lang and xml:space. */
  private inheritable(apex: XmlElement): XmlAttribute[] {
    const inherited = inheritedXmlAttributes(apex);
    if (this.method.form === 'inclusive-1.0') return inherited;
    return inherited.filter(({ localName }) => localName === 'lang' || localName === 'space');
  }

  /** Recursion is bounded by the reader's cap on depth. */
  private writeElement(element: XmlElement, { start, end, declarations }: Tags): void {
    const hidden = this.render(declarations);
    this.output.write(start);
    this.writeChildren(element);
    this.output.write(end);
    this.restore(declarations, hidden);
  }

  private writeChildren({ children }: XmlElement): void {
    let before: XmlElement | null = null;
    let tags: Tags | null = null;
    for (const child of children) {
      if (this.output.minLength > MAX_CANONICAL_OCTETS) break;
      if (typeof child === 'string') {
        this.output.write(escapeText(child));
      } else if (!isElement(child)) {
        if (this.method.withComments) this.output.write(`<!--${child.comment}-->`);
      } else if (child !== this.omitted) {
        // The tags of a child are often those of the sibling before it.
        if (tags === null || before === null || !hasSameStartTag(child, before)) {
          tags = this.tagsOf(child, this.declaredHere(child), child.attributes);
        }
        before = child;
        this.writeElement(child, tags);
      }
    }
  }

  /** The tags of an element with what is declared on it, used or not, and its attributes. */
  private tagsOf(
    element: XmlElement,
    declared: readonly Declaration[],
    attributes: readonly XmlAttribute[],
  ): Tags {
    const declarations = this.declarationsToWrite(element, declared, attributes);
    let start = `<${element.name}`;
    for (const { prefix, namespace } of declarations) {
      start += `${prefix === '' ? ' xmlns' : ` xmlns:${prefix}`}="${escapeAttribute(namespace)}"`;
    }
    for (const { name, value } of inCanonicalOrder(attributes))
      start += ` ${name}="${escapeAttribute(value)}"`;
    return { start: `${start}>`, end: `</${element.name}>`, declarations };
  }

  /** The declarations on a descendant that are written even if nothing on it uses them. */
  private declaredHere({ declarations }: XmlElement): readonly Declaration[] {
    if (!this.exclusive || declarations.length === 0) return declarations;
    return declarations.filter(({ prefix }) => this.method.inclusivePrefixes.includes(prefix));
  }

  /** What has to be declared on `element` because the output's ancestors have not declared it so, in canonical order. */
  private declarationsToWrite(
    element: XmlElement,
    declared: readonly Declaration[],
    attributes: readonly XmlAttribute[],
  ): readonly Declaration[] {
    const missing: Declaration[] = [];
    for (const declaration of declared) this.addMissing(missing, declaration);
    if (this.exclusive) {
      if (element.prefix !== 'xml') this.addMissing(missing, element);
      for (const attribute of attributes) {
        if (attribute.prefix !== '' && attribute.prefix !== 'xml') this.addMissing(missing, attribute);
      }
    }
    return missing;
  }

  /** Puts the binding that something uses where it belongs in the canonical order, unless it is declared already. */
  private addMissing(missing: Declaration[], binding: Declaration): void {
    const { prefix, namespace } = binding;
    const current = this.rendered.get(prefix) ?? (prefix === '' ? '' : undefined);
    if (current === namespace || missing.some((other) => other.prefix === prefix)) return;
    let place = missing.length;
    while (place > 0 && compareCodePoints((missing[place - 1] as Declaration).prefix, prefix) > 0) place--;
    if (place === missing.length) missing.push(binding);
    else missing.splice(place, 0, binding);
  }

  /** Notes what is now declared; returns the namespaces that were before, for the way back up. */
  private render(declarations: readonly Declaration[]): readonly string[] {
    if (declarations.length === 0) return NOTHING_HIDDEN;
    return declarations.map(({ prefix, namespace }) => {
      // No prefix but the default one can be bound to the empty name, so empty means "not declared".
      const before = this.rendered.get(prefix) ?? '';
      this.rendered.set(prefix, namespace);
      return before;
    });
  }

  private restore(declarations: readonly Declaration[], hidden: readonly string[]): void {
    for (let index = 0; index < hidden.length; index++) {
      this.rendered.set((declarations[index] as Declaration).prefix, hidden[index] as string);
    }
  }
}

const NOTHING_HIDDEN: readonly string[] = [];

/**
 * Whether two siblings have one and the same start tag. Both stand in the same namespace context, in the document and in what is
 * written, so they have one canonical form too. The reader shares the lists where a start tag repeats.
 */
function hasSameStartTag(element: XmlElement, sibling: XmlElement): boolean {
  return (
    element.attributes === sibling.attributes &&
    element.declarations === sibling.declarations &&
    element.name === sibling.name &&
    element.namespace === sibling.namespace
  );
}

interface Declaration {
  readonly prefix: string;
  readonly namespace: string;
}

/** The namespaces in scope on an element, by prefix, without the implicit xml one and without an undeclared default. */
function namespacesInScope(element: XmlElement): Map<string, string> {
  const inScope = new Map<string, string>();
  for (let ancestor: XmlElement | null = element; ancestor !== null; ancestor = ancestor.parent) {
    for (const { prefix, namespace } of ancestor.declarations) {
      if (!inScope.has(prefix)) inScope.set(prefix, namespace);
    }
  }
  return inScope;
}

/** The nearest xml: attributes of the ancestors that the element does not have itself. */
function inheritedXmlAttributes(element: XmlElement): XmlAttribute[] {
  const inherited: XmlAttribute[] = [];
  for (let ancestor = element.parent; ancestor !== null; ancestor = ancestor.parent) {
    for (const attribute of ancestor.attributes) {
      const isSame = (other: XmlAttribute) =>
        other.prefix === 'xml' && other.localName === attribute.localName;
      if (attribute.prefix !== 'xml' || element.attributes.some(isSame) || inherited.some(isSame)) continue;
      inherited.push(attribute);
    }
  }
  return inherited;
}

/** Whether xml:base would have to be joined, with that of the element itself too. */
function ancestorHasBase({ parent }: XmlElement): boolean {
  for (let ancestor = parent; ancestor !== null; ancestor = ancestor.parent) {
    if (ancestor.attributes.some(({ prefix, localName }) => prefix === 'xml' && localName === 'base')) {
      return true;
    }
  }
  return false;
}

/** Most elements have few attributes, and many have them in order already. */
function inCanonicalOrder(attributes: readonly XmlAttribute[]): readonly XmlAttribute[] {
  for (let index = 1; index < attributes.length; index++) {
    if (byExpandedName(attributes[index - 1] as XmlAttribute, attributes[index] as XmlAttribute) > 0) {
      return attributes.toSorted(byExpandedName);
    }
  }
  return attributes;
}

function byExpandedName(a: XmlAttribute, b: XmlAttribute): number {
  return compareCodePoints(a.namespace, b.namespace) || compareCodePoints(a.localName, b.localName);
}

/** Orders by code point, as the specification says; `<` would order by UTF-16 unit, which differs above U+FFFF. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const unitOfA = a.charCodeAt(index);
    const unitOfB = b.charCodeAt(index);
    if (unitOfA === unitOfB) continue;
    return isSurrogate(unitOfA) === isSurrogate(unitOfB) ? unitOfA - unitOfB : isSurrogate(unitOfA) ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
