/**
 * The implementations that ours is measured beside, each asked for as much of the same work as it does: from the form field
 * to a person, by a pinned certificate. Where they do less, that counts in their favour:
 * - node-saml verifies every signature and applies its rules; it is told to ask for both, to check issuer, audience,
 *   times and the pending request, whose cache answers at once.
 * - samlify stops at the first signature that holds; schema validation, which it would leave to xmllint, is off.
 * - xmldsigjs verifies every signature over one parsed document, and reads no Assertion.
 * - xmlsec1 parses the file and verifies one signature; for two, the second one is added without its parsing. Its process's
 *   start is taken off. It reads no Assertion.
 * Encrypted Assertions meet node-saml alone: xmldsigjs cannot decrypt, xmlsec1 decrypts in one process and verifies in
 * another, and samlify is not set up for them here.
 * They read the clock of this machine.
 */
import { createPublicKey } from 'node:crypto';
import { DOMParser } from '@xmldom/xmldom';
import * as samlify from 'samlify';
import { SignedXml } from 'xmldsigjs';
import { NS_XML_SIGNATURE } from '../../src/saml/names.ts';
import { webcrypto } from '../idp/sign.ts';
import type { Contender } from './measure.ts';
import { NAME_ID, PARTIES, type Trust } from './parties.ts';
import type { BenchResponse } from './responses.ts';

samlify.setSchemaValidator({ validate: async () => 'skipped' });

/** samlify. */
export function samlifyPeer({ samlResponse }: BenchResponse, { idpCertificatePem }: Trust): Contender {
  const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
  const identityProvider = samlify.IdentityProvider({
    entityID: PARTIES.idpEntityId,
    signingCert: idpCertificatePem,
    singleSignOnService: [{ Binding: redirect, Location: 'https://idp.example.com/sso' }],
    // It complains on the console about one without.
    singleLogoutService: [{ Binding: redirect, Location: 'https://idp.example.com/slo' }],
  });
  const serviceProvider = samlify.ServiceProvider({
    entityID: PARTIES.spEntityId,
    assertionConsumerService: [
      { Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST', Location: PARTIES.acsUrl },
    ],
  });
  return {
    name: 'samlify',
    async run() {
      const body = { SAMLResponse: samlResponse };
      const { extract } = await serviceProvider.parseLoginResponse(identityProvider, 'post', { body });
      if (extract.nameID !== NAME_ID) throw new Error('samlify has read somebody else');
      return undefined;
    },
  };
}

/** xmldsigjs with the WebCrypto of @peculiar/webcrypto, as the development identity provider signs with it. */
export async function xmldsigjs(
  { samlResponse, signatures }: BenchResponse,
  { idpCertificatePem }: Trust,
): Promise<Contender> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const spki = createPublicKey(idpCertificatePem).export({ type: 'spki', format: 'der' });
  const key = await webcrypto.subtle.importKey('spki', spki, algorithm, true, ['verify']);
  return {
    name: 'xmldsigjs',
    async run() {
      const xml = Buffer.from(samlResponse, 'base64').toString();
      const document = new DOMParser().parseFromString(xml, 'application/xml');
      const found = [...document.getElementsByTagNameNS(NS_XML_SIGNATURE, 'Signature')];
      if (found.length !== (signatures === 'both' ? 2 : 1))
        throw new Error('xmldsigjs sees other signatures');
      for (const signature of found) {
        const signed = new SignedXml(document as never);
        signed.LoadXml(signature as never);
        if (!(await signed.Verify(key))) throw new Error('xmldsigjs refuses');
      }
      return undefined;
    },
  };
}
