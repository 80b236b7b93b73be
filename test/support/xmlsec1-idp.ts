/** An identity provider whose messages xmlsec1 signs and encrypts, out of templates. The messages themselves are ours. */
import { execFileSync } from 'node:child_process';
import { certificateBase64, type SigningKey } from '../../scripts/x509/signing-key.ts';
import { BINDING_POST, BINDING_REDIRECT, NS_ASSERTION } from '../../src/saml/names.ts';
import { decodeRedirect } from '../../src/saml/redirect-binding.ts';
import { type CONTENT_URIS, standalone } from './encrypt.ts';
import { endpoint, idp, signingKey } from './idp-metadata.ts';
import { buildResponse } from './signed-response.ts';
import { ALICE, type AnswerForm, type SentRequest, type Stranger, type Wishes } from './stranger.ts';
import { encryptWithXmlsec1 } from './xmlsec1-encrypt.ts';
import { signWithXmlsec1, type Template } from './xmlsec1-sign.ts';

const ORIGIN = 'http://localhost:1';
const ENTITY_ID = `${ORIGIN}/metadata`;

/** Makes one with this key. The template says what wishes can't. */
export function makeXmlsec1Idp(key: SigningKey, template: Template = {}): Stranger {
  const serviceProviders = new Map<string, string>();
  let answers = 0;

  async function respond(
    spEntityId: string,
    requestId: string | null,
    relayState: string | null,
    { sign, signature, digest, encrypt }: Wishes,
  ): Promise<AnswerForm> {
    answers += 1;
    const [responseId, assertionId] = [`_response${answers}`, `_assertion${answers}`];
    const acsUrl = spEntityId.replace('/sso/metadata', '/sso/acs');
    const [email, displayName, ...groups] = ALICE;
    const attributes = { email: [email], displayName: [displayName], groups };
    const circumstances = { now: Date.now(), idpEntityId: ENTITY_ID, spEntityId, acsUrl, requestId };
    const statement = Object.entries(attributes).map(([name, values]) => ({
      name,
      nameFormat: null,
      friendlyName: null,
      values,
    }));
    let xml = buildResponse(
      { assertion: { attributeStatements: [statement] } },
      { ...circumstances, responseId, assertionId },
    );
    const filled: Template = {
      ...template,
      ...(signature && { signatureMethod: signature }),
      ...(digest && { digestMethod: digest }),
    };
    if (sign.includes('Assertion')) xml = await signWithXmlsec1(xml, assertionId, key, filled);
    if (encrypt)
      xml = await encryptAssertion(xml, certificateOf(serviceProviders.get(spEntityId) ?? ''), encrypt);
    if (sign.includes('Response')) xml = await signWithXmlsec1(xml, responseId, key, filled);
    return { action: acsUrl, samlResponse: Buffer.from(xml).toString('base64'), relayState };
  }

  return {
    name: 'xmlsec1',
    version: /\d+\.[\d.]+/.exec(execFileSync('xmlsec1', ['--version'], { encoding: 'utf8' }))?.[0] ?? '',
    origin: ORIGIN,
    facts: ALICE,
    metadata: async () =>
      idp({
        entityAttributes: `entityID="${ENTITY_ID}"`,
        keys: signingKey(certificateBase64(key)),
        endpoints: [BINDING_REDIRECT, BINDING_POST]
          .map((binding) => endpoint(binding, `${ORIGIN}/sso`))
          .join(''),
      }),
    async register(metadata) {
      serviceProviders.set(/entityID="([^"]+)"/.exec(metadata)?.[1] ?? '', metadata);
    },
    async answer(request, wishes) {
      const { xml, relayState } = await readRequest(request);
      const id = / ID="([^"]+)"/.exec(xml)?.[1] ?? null;
      const issuer = /Issuer[^>]*>([^<]+)</.exec(xml)?.[1] ?? '';
      return respond(issuer, id, relayState, wishes);
    },
    answerNobody: (spEntityId, relayState, wishes) => respond(spEntityId, null, relayState, wishes),
    close() {},
  };
}

async function readRequest(request: SentRequest): Promise<{ xml: string; relayState: string | null }> {
  if (request.binding === 'post') {
    const fields = new URLSearchParams(request.body);
    const xml = Buffer.from(fields.get('SAMLRequest') ?? '', 'base64').toString();
    return { xml, relayState: fields.get('RelayState') };
  }
  const decoded = await decodeRedirect(new URL(request.location).search.slice(1), 'SAMLRequest');
  if (!decoded.ok) throw new Error(decoded.failure.code);
  return { xml: new TextDecoder().decode(decoded.value.message), relayState: decoded.value.relayState };
}

/** The first certificate of metadata that may be encrypted to, as PEM. */
function certificateOf(metadata: string): string {
  const descriptor = metadata.split('<md:KeyDescriptor').find((text) => / use="encryption"/.test(text));
  const base64 = /X509Certificate>([^<]+)</.exec(descriptor ?? '')?.[1] ?? '';
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

/** Puts an EncryptedAssertion in place of the Assertion. */
function encryptAssertion(
  xml: string,
  certificate: string,
  { content }: NonNullable<Wishes['encrypt']>,
): Promise<string> {
  const wrapped = xml.replace(
    /<saml:Assertion [\s\S]*<\/saml:Assertion>/,
    (assertion) =>
      `<saml:EncryptedAssertion xmlns:saml="${NS_ASSERTION}">${standalone(assertion)}</saml:EncryptedAssertion>`,
  );
  return encryptWithXmlsec1(
    wrapped,
    'Assertion',
    certificate,
    content.split('#')[1] as keyof typeof CONTENT_URIS,
  );
}
