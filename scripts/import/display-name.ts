/** What an organisation calls itself in its metadata: SAML Metadata 2.0, section 2.3.2.1. Pure; the document is untrusted. */
import { NS_METADATA } from '../../src/saml/names.ts';
import { parseXmlText } from '../../src/xml/reader.ts';
import { childrenNamed, textOf } from '../../src/xml/select.ts';
import type { XmlElement } from '../../src/xml/tree.ts';

const MAX_CHARACTERS = 100;

/** Reads the name, in English where there is one; null where there is none that can be shown. */
export function readDisplayName(metadata: string): string | null {
  const document = parseXmlText(metadata);
  if (!document.ok) return null;
  const [organisation] = childrenNamed(document.value, NS_METADATA, 'Organization');
  if (organisation === undefined) return null;
  const names = childrenNamed(organisation, NS_METADATA, 'OrganizationDisplayName');
  const english = names.find((name) => isEnglish(name));
  const chosen = english ?? names[0];
  const text = (chosen === undefined ? null : textOf(chosen))?.trim() ?? '';
  return text === '' || text.length > MAX_CHARACTERS || /\p{Cc}/u.test(text) ? null : text;
}

function isEnglish({ attributes }: XmlElement): boolean {
  return attributes.some(
    ({ prefix, localName, value }) => prefix === 'xml' && localName === 'lang' && /^en(?:-|$)/i.test(value),
  );
}
