/**
 * What a message shows of its protection: which elements are signed and encrypted, with which algorithms. Read by xmldom, for
 * the table of the strangers, never for trust.
 */
import { DOMParser, type Element } from '@xmldom/xmldom';
import { NS_XML_SIGNATURE } from '../../src/saml/names.ts';

const NS_XML_ENCRYPTION = 'http://www.w3.org/2001/04/xmlenc#';

/** Such as `Response rsa-sha256/sha256, Assertion rsa-sha256/sha256`, in the order of the document. */
export function describeProtection(xml: string): string {
  const root = new DOMParser().parseFromString(xml, 'application/xml').documentElement;
  const elements = root === null ? [] : [root, ...root.getElementsByTagName('*')];
  const described = elements.flatMap((element) => {
    if (isNamed(element, NS_XML_SIGNATURE, 'Signature')) return [describeSignature(element)];
    if (isNamed(element, NS_XML_ENCRYPTION, 'EncryptedData')) return [describeEncryption(element)];
    return [];
  });
  return described.length === 0 ? 'nothing' : described.join(', ');
}

function describeSignature(signature: Element): string {
  const [method] = signature.getElementsByTagNameNS(NS_XML_SIGNATURE, 'SignatureMethod');
  const [digest] = signature.getElementsByTagNameNS(NS_XML_SIGNATURE, 'DigestMethod');
  const [list] = signature.getElementsByTagNameNS('*', 'InclusiveNamespaces');
  const prefixList = list === undefined ? '' : ` (PrefixList ${list.getAttribute('PrefixList')})`;
  return `${parentName(signature)} ${algorithm(method)}/${algorithm(digest)}${prefixList}`;
}

function describeEncryption(data: Element): string {
  const [content, nested] = data.getElementsByTagNameNS(NS_XML_ENCRYPTION, 'EncryptionMethod');
  const [beside] = data.nextSibling === null ? [] : siblingMethods(data);
  const transport = nested ?? beside;
  const parameters = ['DigestMethod', 'MGF']
    .flatMap((name) => [...(transport?.getElementsByTagNameNS('*', name) ?? [])])
    .map((parameter) => `/${algorithm(parameter)}`);
  return `${parentName(data)} ${algorithm(content)} under ${algorithm(transport)}${parameters.join('')}`;
}

/** Where the EncryptedKey stands beside the EncryptedData. */
function siblingMethods(data: Element): Element[] {
  return [
    ...((data.parentNode as Element).getElementsByTagNameNS(NS_XML_ENCRYPTION, 'EncryptedKey') ?? []),
  ].flatMap((key) => [...key.getElementsByTagNameNS(NS_XML_ENCRYPTION, 'EncryptionMethod')]);
}

function isNamed(element: Element, namespace: string, name: string): boolean {
  return element.namespaceURI === namespace && element.localName === name;
}

function parentName(element: Element): string {
  return (element.parentNode as Element).localName ?? '';
}

function algorithm(method: Element | undefined): string {
  return method?.getAttribute('Algorithm')?.split('#')[1] ?? 'none';
}
