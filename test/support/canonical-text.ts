/** A canonical form as text, to be read by people and compared with other implementations'. */
import type { XmlElement } from '../../src/xml/tree.ts';
import { type CanonicalizationMethod, canonicalize } from '../../src/xmldsig/canonicalize.ts';

/** Null where there is none. */
export function canonicalText(
  apex: XmlElement,
  method: CanonicalizationMethod,
  omitted: XmlElement | null = null,
): string | null {
  const canonical = canonicalize(apex, method, omitted);
  return canonical.ok ? new TextDecoder('utf-8', { fatal: true }).decode(canonical.value) : null;
}
