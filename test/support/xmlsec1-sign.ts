/** xmlsec1 as a second signer: it fills a template in, and can do what xmldsigjs can't (C14N 1.1, one transform). */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NS_ASSERTION, NS_METADATA, NS_PROTOCOL } from '../../src/saml/names.ts';
import type { SigningKey } from './signed-response.ts';

const run = promisify(execFile);

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
export const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';

export interface Template {
  readonly signatureMethod?: string;
  /** Of SignedInfo and, unless `transforms` says otherwise, of the content. */
  readonly canonicalization?: string;
  /** The transforms after enveloped-signature, as XML. */
  readonly transforms?: string;
  readonly prefixList?: string;
  readonly digestMethod?: string;
  /** Of the elements of the Signature; empty for the default namespace. */
  readonly prefix?: string;
  /** Whether the Signature declares its prefix itself; else the document has to. */
  readonly declares?: boolean;
  readonly keyInfo?: string;
  /** White space between the elements of the Signature. */
  readonly layout?: string;
}

/** Signs the element of this ID; its Signature goes after its Issuer, or first where it has none. xmlsec1 writes the document anew. */
export async function signWithXmlsec1(
  xml: string,
  id: string,
  key: SigningKey,
  template: Template = {},
): Promise<string> {
  const place = new RegExp(
    `(?<=\\sID="${id}"[^<>]*>\\s*<[^<>]*Issuer[^<>]*>[^<]*</[^<>]*Issuer>)|(?<=\\sID="${id}"[^<>]*>)(?!\\s*<[^<>]*Issuer)`,
  );
  const folder = await mkdtemp(join(tmpdir(), 'edge-saml-xmlsec1-'));
  const [document, privateKey] = [join(folder, 'document.xml'), join(folder, 'key.pem')];
  try {
    await writeFile(
      document,
      xml.replace(place, () => signatureTemplate(id, template)),
    );
    await writeFile(privateKey, key.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    const { stdout } = await run('xmlsec1', [
      '--sign',
      ...['--privkey-pem', privateKey],
      ...['--id-attr:ID', `${NS_PROTOCOL}:Response`],
      ...['--id-attr:ID', `${NS_ASSERTION}:Assertion`],
      ...['--id-attr:ID', `${NS_METADATA}:EntityDescriptor`],
      ...['--id-attr:ID', `${NS_METADATA}:EntitiesDescriptor`],
      ...['--node-xpath', `//*[@ID='${id}']/*[local-name()='Signature']`],
      document,
    ]);
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function signatureTemplate(id: string, template: Template): string {
  const {
    signatureMethod = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalization = EXCLUSIVE_C14N,
    digestMethod = 'http://www.w3.org/2001/04/xmlenc#sha256',
    prefix = 'ds',
    declares = true,
    layout = '',
  } = template;
  const name = (localName: string) => (prefix === '' ? localName : `${prefix}:${localName}`);
  const element = (localName: string, attributes: string, content = '') =>
    `<${name(localName)}${attributes}>${content}</${name(localName)}>${layout}`;
  const list =
    template.prefixList === undefined
      ? ''
      : `<ec:InclusiveNamespaces xmlns:ec="${EXCLUSIVE_C14N}" PrefixList="${template.prefixList}"/>`;
  const transforms = template.transforms ?? element('Transform', ` Algorithm="${canonicalization}"`, list);
  const signedInfo = [
    element('CanonicalizationMethod', ` Algorithm="${canonicalization}"`, list),
    element('SignatureMethod', ` Algorithm="${signatureMethod}"`),
    element(
      'Reference',
      ` URI="#${id}"`,
      layout +
        element(
          'Transforms',
          '',
          layout + element('Transform', ` Algorithm="${DSIG}enveloped-signature"`) + transforms,
        ) +
        element('DigestMethod', ` Algorithm="${digestMethod}"`) +
        element('DigestValue', ''),
    ),
  ].join('');
  const declaration = declares ? ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${DSIG}"` : '';
  const keyInfo = template.keyInfo === undefined ? '' : element('KeyInfo', '', template.keyInfo);
  return element(
    'Signature',
    declaration,
    layout + element('SignedInfo', '', layout + signedInfo) + element('SignatureValue', '') + keyInfo,
  ).trimEnd();
}
