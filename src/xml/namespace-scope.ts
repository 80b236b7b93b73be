/**
 * The namespace bindings in scope while the reader walks down and up: Namespaces in XML 1.0. Looking up a prefix and
 * leaving an element cost the same however many declarations a hostile document has piled up. Pure.
 */
import { refuse } from './refusal.ts';
import type { XmlNamespaceDeclaration } from './tree.ts';

const NS_XML = 'http://www.w3.org/XML/1998/namespace';
const NS_XMLNS = 'http://www.w3.org/2000/xmlns/';
const ABSOLUTE_URI = /^[A-Za-z][-+.A-Za-z0-9]*:/;

/** What an element binds a prefix to. */
interface Binding extends XmlNamespaceDeclaration {
  /** What the prefix meant outside; undefined for nothing. */
  readonly outer: string | undefined;
}

/** What an element declares, as it was entered. */
export type Bindings = readonly Binding[];

export class NamespaceScope {
  /** Undefined once what bound a prefix is left: deleting it would build the table anew for every few elements. */
  private readonly namespaces = new Map<string, string | undefined>().set('', '').set('xml', NS_XML);
  /** What was innermost around each open element. */
  private readonly outer: Bindings[] = [];
  /** What the innermost element that declares something declares: where this is the same, every prefix means the same. */
  innermost: Bindings = [];

  /** The namespace of a prefix, empty for none. Refuses an undeclared prefix. */
  resolve(prefix: string): string {
    const namespace = this.namespaces.get(prefix);
    if (namespace === undefined) {
      refuse('xml_namespace_invalid', 'declared prefixes', `the undeclared prefix ${prefix}`);
    }
    return namespace;
  }

  /** Opens an element with its declarations, which are checked. */
  enter(declarations: readonly XmlNamespaceDeclaration[]): void {
    this.outer.push(this.innermost);
    if (declarations.length > 0) this.innermost = this.bind(declarations);
  }

  /** Opens an element with what was innermost in another one like it, which was entered where this one is. */
  enterAgain(bindings: Bindings): void {
    this.outer.push(this.innermost);
    if (bindings === this.innermost) return;
    for (const { prefix, namespace } of bindings) this.namespaces.set(prefix, namespace);
    this.innermost = bindings;
  }

  /** Closes the element that was opened last. */
  leave(): void {
    const outer = this.outer.pop() as Bindings;
    if (outer === this.innermost) return;
    for (const binding of this.innermost) this.namespaces.set(binding.prefix, binding.outer);
    this.innermost = outer;
  }

  private bind(declarations: readonly XmlNamespaceDeclaration[]): Bindings {
    const bindings = declarations.map(({ prefix, namespace }) => ({
      prefix,
      namespace,
      outer: this.namespaces.get(prefix),
    }));
    declarations.forEach(({ prefix, namespace }, index) => {
      checkDeclaration(prefix, namespace);
      if (declarations.findIndex((other) => other.prefix === prefix) < index) {
        refuse('xml_duplicate_attribute', 'each declaration once', `xmlns:${prefix} twice`);
      }
      this.namespaces.set(prefix, namespace);
    });
    return bindings;
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
