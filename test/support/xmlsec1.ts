/** xmlsec1 as an independent verifier: another implementation, in C, with its own parser and canonicaliser. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NS_ASSERTION, NS_METADATA, NS_PROTOCOL } from '../../src/saml/names.ts';

const run = promisify(execFile);

/** Whether xmlsec1 verifies the Signature of the element of this ID with this certificate's key alone. */
export async function verifyWithXmlsec1(xml: string, id: string, certificatePem: string): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'edge-saml-xmlsec1-'));
  const [document, certificate] = [join(folder, 'document.xml'), join(folder, 'certificate.pem')];
  try {
    await Promise.all([writeFile(document, xml), writeFile(certificate, certificatePem)]);
    await run('xmlsec1', [
      '--verify',
      ...['--pubkey-cert-pem', certificate],
      // Only that key: no certificate out of KeyInfo.
      ...['--enabled-key-data', 'rsa,ec'],
      ...['--id-attr:ID', `${NS_PROTOCOL}:Response`],
      ...['--id-attr:ID', `${NS_PROTOCOL}:AuthnRequest`],
      ...['--id-attr:ID', `${NS_PROTOCOL}:LogoutRequest`],
      ...['--id-attr:ID', `${NS_PROTOCOL}:LogoutResponse`],
      ...['--id-attr:ID', `${NS_PROTOCOL}:ArtifactResponse`],
      ...['--id-attr:ID', `${NS_METADATA}:EntityDescriptor`],
      ...['--id-attr:ID', `${NS_ASSERTION}:Assertion`],
      ...['--node-xpath', `//*[@ID='${id}']/*[local-name()='Signature']`],
      document,
    ]);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 1) return false;
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}
