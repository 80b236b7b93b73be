/**
 * The namespace bindings in scope while the reader walks down and up: Namespaces in XML 1.0. Looking up a prefix and
 * leaving an element cost the same however many declarations a hostile document has piled up. Pure.
 */
import { refuse } from './refusal.ts';
import type { XmlNamespaceDeclaration } from './tree.ts';

const NS_XML = 'http://www.w3.org/XML/1998/namespace';
const NS_XMLNS = 'http://www.w3.org/2000/xmlns/';
const ABSOLUTE_URI = /^[A-Za-z][-+.A-Za-z0-9]*:/;

interface Binding {
  readonly prefix: string;
  /** What the prefix meant outside; undefined for nothing. */
  readonly outer: string | undefined;
}

/** A name as written, with its parts. */
export interface QName {
  readonly name: string;
  readonly prefix: string;
  readonly localName: string;
}

const NOTHING: readonly Binding[] = [];

export class NamespaceScope {
  /** Undefined once what bound a prefix is left: deleting it would build the table anew for every few elements. */
  private readonly bindings = new Map<string, string | undefined>([
    ['', ''],
    ['xml', NS_XML],
  ]);
  /** For each open element, what its declarations hide. */
  private readonly hidden: (readonly Binding[])[] = [];
  /** Documents have few names and repeat them on thousands of elements: each is kept once. */
  private readonly names = new Map<string, QName>();

  /** Splits a QName at its colon. */
  splitName(name: string): QName {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    const colon = name.indexOf(':');
    const prefix = colon === -1 ? '' : name.slice(0, colon);
    const split = { name, prefix, localName: name.slice(colon + 1) };
    this.names.set(name, split);
    return split;
  }

  /** The namespace of a prefix, empty for none. Refuses an undeclared prefix. */
  resolve(prefix: string): string {
    const namespace = this.bindings.get(prefix);
    if (namespace === undefined) {
      refuse('xml_namespace_invalid', 'declared prefixes', `the undeclared prefix ${prefix}`);
    }
    return namespace;
  }

  /** Opens an element with its declarations. */
  enter(declarations: readonly XmlNamespaceDeclaration[]): void {
    this.hidden.push(declarations.length === 0 ? NOTHING : this.bind(declarations));
  }

  /** Closes the element that was opened last. */
  leave(): void {
    for (const { prefix, outer } of this.hidden.pop() ?? NOTHING) this.bindings.set(prefix, outer);
  }

  private bind(declarations: readonly XmlNamespaceDeclaration[]): readonly Binding[] {
    const hides = declarations.map(({ prefix }) => ({ prefix, outer: this.bindings.get(prefix) }));
    declarations.forEach(({ prefix, namespace }, index) => {
      checkDeclaration(prefix, namespace);
      if (declarations.findIndex((other) => other.prefix === prefix) < index) {
        refuse('xml_duplicate_attribute', 'each declaration once', `xmlns:${prefix} twice`);
      }
      this.bindings.set(prefix, namespace);
    });
    return hides;
  }
}

/**
 * The reserved prefixes and names may not be declared at all, not even to what they mean anyway; a prefix can't be
 * undeclared in Namespaces 1.0; relative namespace names are refused as Canonical XML 1.0 (section 1.3) demands.
 */
function checkDeclaration(prefix: string, namespace: string): void {
  const expected = 'absolute namespace names on prefixes that are not reserved';
  if (prefix === 'xml' || prefix === 'xmlns' || namespace === NS_XML || namespace === NS_XMLNS) {
    refuse('xml_namespace_invalid', expected, 'a reserved prefix or namespace');
  }
  if (namespace === '' && prefix !== '')
    refuse('xml_namespace_invalid', expected, `${prefix} bound to nothing`);
  if (namespace !== '' && !ABSOLUTE_URI.test(namespace)) {
    refuse('xml_namespace_invalid', expected, 'a relative namespace name');
  }
}
