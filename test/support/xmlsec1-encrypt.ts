/** xmlsec1 as an independent encrypter: AES in every mode, with RSA-OAEP over SHA-1, the only hash that its release knows. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CONTENT_URIS, TRANSPORT_URIS } from './encrypt.ts';

const run = promisify(execFile);

const template = (content: string, keyTransport: string) => `<EncryptedData
    xmlns="http://www.w3.org/2001/04/xmlenc#" Type="http://www.w3.org/2001/04/xmlenc#Element">
  <EncryptionMethod Algorithm="${content}"/>
  <KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#">
    <EncryptedKey xmlns="http://www.w3.org/2001/04/xmlenc#">
      <EncryptionMethod Algorithm="${keyTransport}">
        <DigestMethod xmlns="http://www.w3.org/2000/09/xmldsig#" Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"/>
      </EncryptionMethod>
      <KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><KeyName/></KeyInfo>
      <CipherData><CipherValue/></CipherData>
    </EncryptedKey>
  </KeyInfo>
  <CipherData><CipherValue/></CipherData>
</EncryptedData>`;

/** Has xmlsec1 put an EncryptedData in place of the first element of this local name. */
export async function encryptWithXmlsec1(
  xml: string,
  localName: string,
  certificatePem: string,
  content: keyof typeof CONTENT_URIS,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'edge-saml-xmlsec1-'));
  const file = (name: string) => join(folder, name);
  try {
    await Promise.all([
      writeFile(file('data.xml'), xml),
      writeFile(file('certificate.pem'), certificatePem),
      writeFile(file('template.xml'), template(CONTENT_URIS[content], TRANSPORT_URIS['rsa-oaep-mgf1p'])),
    ]);
    const { stdout } = await run('xmlsec1', [
      '--encrypt',
      ...['--pubkey-cert-pem', file('certificate.pem')],
      ...['--session-key', `aes-${content.slice(3, 6)}`],
      ...['--xml-data', file('data.xml')],
      ...['--node-xpath', `//*[local-name()='${localName}']`],
      file('template.xml'),
    ]);
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}
