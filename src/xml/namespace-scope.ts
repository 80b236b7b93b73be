/**
 * The namespace bindings in scope while the reader walks down and up: Namespaces in XML 1.0. Looking up a prefix and
 * leaving an element cost the same however many declarations a hostile document has piled up. Pure.
 */
import type { Facts } from '../result.ts';
import type { XmlNamespaceDeclaration } from './tree.ts';

const NS_XML = 'http://www.w3.org/XML/1998/namespace';
const NS_XMLNS = 'http://www.w3.org/2000/xmlns/';
const ABSOLUTE_URI = /^[A-Za-z][-+.A-Za-z0-9]*:/;

type NamespaceProblem = Facts<'xml_namespace_invalid' | 'xml_duplicate_attribute'>;

interface Binding {
  readonly prefix: string;
  /** What the prefix meant outside; undefined for nothing. */
  readonly outer: string | undefined;
}

const NOTHING: readonly Binding[] = Object.freeze([]);

export class NamespaceScope {
  private readonly bindings = new Map<string, string>([
    ['', ''],
    ['xml', NS_XML],
  ]);
  /** For each open element, what its declarations hide. */
  private readonly hidden: (readonly Binding[])[] = [];

  /** The namespace of a prefix, empty for none, undefined for an undeclared prefix. */
  lookup(prefix: string): string | undefined {
    return this.bindings.get(prefix);
  }

  /** Opens an element with its declarations; returns what is wrong with them, or null. */
  enter(declarations: readonly XmlNamespaceDeclaration[]): NamespaceProblem | null {
    if (declarations.length === 0) {
      this.hidden.push(NOTHING);
      return null;
    }
    const hides: Binding[] = [];
    this.hidden.push(hides);
    for (const { prefix, namespace } of declarations) {
      const problem = checkDeclaration(prefix, namespace);
      if (problem !== null) return problem;
      if (hides.some((binding) => binding.prefix === prefix)) {
        return {
          code: 'xml_duplicate_attribute',
          expected: 'each declaration once',
          received: `xmlns:${prefix} twice`,
        };
      }
      hides.push({ prefix, outer: this.bindings.get(prefix) });
      this.bindings.set(prefix, namespace);
    }
    return null;
  }

  /** Closes the element that was opened last. */
  leave(): void {
    for (const { prefix, outer } of this.hidden.pop() ?? NOTHING) {
      if (outer === undefined) this.bindings.delete(prefix);
      else this.bindings.set(prefix, outer);
    }
  }
}

/**
 * The reserved prefixes and names may not be declared at all, not even to what they mean anyway; a prefix can't be
 * undeclared in Namespaces 1.0; relative namespace names are refused as Canonical XML 1.0 (section 1.3) demands.
 */
function checkDeclaration(prefix: string, namespace: string): NamespaceProblem | null {
  const expected = 'absolute namespace names on prefixes that are not reserved';
  const received =
    prefix === 'xml' || prefix === 'xmlns' || namespace === NS_XML || namespace === NS_XMLNS
      ? 'a reserved prefix or namespace'
      : namespace === '' && prefix !== ''
        ? 'a prefix bound to nothing'
        : namespace !== '' && !ABSOLUTE_URI.test(namespace)
          ? 'a relative namespace name'
          : null;
  return received === null ? null : { code: 'xml_namespace_invalid', expected, received };
}
