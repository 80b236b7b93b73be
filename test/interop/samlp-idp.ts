/**
 * An identity provider made of auth0's samlp, for the tests, which speaks the protocol of pysaml2_idp.py next to it. Run by
 * Node with a folder that holds key.pem and certificate.pem. samlp verifies a request's signature and judges
 * nothing else of it, so what little is asked, a known Issuer and its ACS, is asked here.
 */
import { createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { NAME_ID_EMAIL, NS_METADATA, NS_XML_SIGNATURE } from '../../src/saml/names.ts';
import type { Wishes } from '../support/stranger.ts';

/** The part of samlp and xml-encryption that is used here; they have no types of their own. */
interface ReadRequest {
  readonly id: string;
  readonly issuer: string;
  readonly assertionConsumerServiceURL: string;
}
type Done<Value> = (error: unknown, value: Value) => void;
interface Samlp {
  parseRequest(request: object, options: object, done: Done<ReadRequest | undefined>): void;
  getSamlResponse(options: object, user: object, done: Done<string>): void;
  metadata(options: object): (request: object, response: object) => void;
}
interface XmlEncryption {
  encrypt(xml: string, options: object, done: Done<string>): void;
}

interface ServiceProvider {
  readonly entityId: string;
  readonly acsUrl: string;
  readonly signsRequests: boolean;
  /** PEM, both; empty where its metadata has none. */
  readonly signingCertificate: string;
  readonly encryptionCertificate: string;
}

const require = createRequire(import.meta.url);
const samlp: Samlp = require('samlp');
const { version }: { version: string } = require('samlp/package.json');
const xmlEncryption: XmlEncryption = require('xml-encryption');

const ALICE = {
  id: 'alice@acme.example',
  emails: [{ value: 'alice@acme.example' }],
  displayName: 'Alice Ångström & <Søn>',
  name: { givenName: 'Alice', familyName: 'Ångström' },
  groups: ['staff', 'member'],
};

const [folder = ''] = process.argv.slice(2);
const key = readFileSync(join(folder, 'key.pem'), 'utf8');
const cert = readFileSync(join(folder, 'certificate.pem'), 'utf8');
const serviceProviders = new Map<string, ServiceProvider>();

let origin = '';
let keyTransport: object = {};
const { encrypt } = xmlEncryption;
// samlp does not hand these options on to xml-encryption, which has them.
xmlEncryption.encrypt = (xml, options, done) => encrypt(xml, { ...options, ...keyTransport }, done);

function readServiceProvider(metadata: string): ServiceProvider {
  const root = new DOMParser().parseFromString(metadata, 'application/xml').documentElement;
  if (root === null) throw new Error('the metadata is empty');
  const [sp] = root.getElementsByTagNameNS(NS_METADATA, 'SPSSODescriptor');
  const [acs] = root.getElementsByTagNameNS(NS_METADATA, 'AssertionConsumerService');
  const certificateNotFor = (otherUse: string) => {
    const [certificate] = [...root.getElementsByTagNameNS(NS_METADATA, 'KeyDescriptor')]
      .filter((descriptor) => descriptor.getAttribute('use') !== otherUse)
      .flatMap((descriptor) => [...descriptor.getElementsByTagNameNS(NS_XML_SIGNATURE, 'X509Certificate')]);
    const der = Buffer.from(certificate?.textContent ?? '', 'base64');
    return der.length === 0 ? '' : new X509Certificate(der).toString();
  };
  return {
    entityId: root.getAttribute('entityID') ?? '',
    acsUrl: acs?.getAttribute('Location') ?? '',
    signsRequests: sp?.getAttribute('AuthnRequestsSigned') === 'true',
    signingCertificate: certificateNotFor('encryption'),
    encryptionCertificate: certificateNotFor('signing'),
  };
}

/** A Response for alice to this service provider. */
function respond(
  { entityId, acsUrl, encryptionCertificate }: ServiceProvider,
  inResponseTo: string | null,
  { sign, signature, digest, encrypt }: Wishes,
): Promise<string> {
  keyTransport = {
    ...(encrypt?.keyTransport && { keyEncryptionAlgorithm: encrypt.keyTransport }),
    ...(encrypt?.keyDigest && { keyEncryptionDigest: encrypt.keyDigest }),
    ...(encrypt?.mgf && { keyEncryptionMgf: encrypt.mgf }),
  };
  const options = {
    issuer: `${origin}/metadata`,
    ...{ key, cert },
    audience: entityId,
    destination: acsUrl,
    recipient: acsUrl,
    inResponseTo,
    lifetimeInSeconds: 300,
    nameIdentifierFormat: NAME_ID_EMAIL,
    signResponse: sign.includes('Response'),
    signAssertion: sign.includes('Assertion'),
    signatureAlgorithm: signature?.split('#')[1] ?? 'rsa-sha256',
    digestAlgorithm: digest?.split('#')[1] ?? 'sha256',
    ...(encrypt && {
      encryptionAlgorithm: encrypt.content,
      encryptionCert: encryptionCertificate,
      encryptionPublicKey: createPublicKey(encryptionCertificate).export({ type: 'spki', format: 'pem' }),
      disallowEncryptionWithInsecureAlgorithm: false,
      warnOnInsecureEncryptionAlgorithm: false,
    }),
  };
  return new Promise((resolve, reject) => {
    samlp.getSamlResponse(options, ALICE, (error, xml) => (error ? reject(error) : resolve(xml)));
  });
}

function parseRequest(http: object, options: object): Promise<ReadRequest> {
  return new Promise((resolve, reject) => {
    samlp.parseRequest(http, options, (error, read) => (error || !read ? reject(error) : resolve(read)));
  });
}

/** Answers an AuthnRequest, out of the query of a GET or the body of a POST. */
async function answer(fields: URLSearchParams, isPost: boolean, wishes: Wishes): Promise<string> {
  const parameters = Object.fromEntries(fields);
  const http = isPost
    ? { method: 'POST', query: {}, body: parameters }
    : { method: 'GET', query: parameters, body: {} };
  const serviceProvider = serviceProviders.get((await parseRequest(http, {})).issuer);
  // With the certificate, samlp insists on a signature that holds.
  const { signsRequests = false, signingCertificate: signingCert } = serviceProvider ?? {};
  const relayState = fields.get('RelayState');
  const request = await parseRequest(http, signsRequests ? { signingCert, relayState } : {});
  if (serviceProvider?.acsUrl !== request.assertionConsumerServiceURL) {
    throw new Error(`${request.issuer} is not known, or not at ${request.assertionConsumerServiceURL}`);
  }
  return postForm(serviceProvider, await respond(serviceProvider, request.id, wishes), fields);
}

function postForm({ acsUrl }: ServiceProvider, xml: string, fields: URLSearchParams): string {
  const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const input = (name: string, value: string) =>
    `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
  const response = input('SAMLResponse', Buffer.from(xml).toString('base64'));
  const relayState = input('RelayState', fields.get('RelayState') ?? '');
  return `<form method="post" action="${escapeHtml(acsUrl)}">${response}${relayState}</form>`;
}

function metadata(): string {
  const sent: string[] = [];
  const response = { set() {}, send: (body: string) => sent.push(body) };
  const paths = { redirectEndpointPath: '/sso', postEndpointPath: '/sso' };
  const request = { protocol: 'http', headers: { host: new URL(origin).host }, originalUrl: '/metadata' };
  samlp.metadata({ issuer: `${origin}/metadata`, cert, ...paths })(request, response);
  return sent.join('');
}

async function handle(request: IncomingMessage): Promise<string> {
  const url = new URL(request.url ?? '/', origin);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const { wishes: wished = '{"sign":[]}' } = request.headers;
  const wishes: Wishes = JSON.parse(`${wished}`);
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /metadata':
      return metadata();
    case 'PUT /service-provider': {
      const serviceProvider = readServiceProvider(body);
      serviceProviders.set(serviceProvider.entityId, serviceProvider);
      return 'served';
    }
    case 'GET /sso':
      return answer(url.searchParams, false, wishes);
    case 'POST /sso':
      return answer(new URLSearchParams(body), true, wishes);
    case 'GET /unsolicited': {
      const serviceProvider = serviceProviders.get(url.searchParams.get('sp') ?? '');
      if (serviceProvider === undefined) throw new Error('unknown service provider');
      return postForm(serviceProvider, await respond(serviceProvider, null, wishes), url.searchParams);
    }
    default:
      throw new Error(`nothing is at ${request.method} ${url.pathname}`);
  }
}

const server = createServer((request, response) => {
  handle(request).then(
    (page) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page),
    (error) => response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end(`${error}`),
  );
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

origin = `http://localhost:${port}`;
console.log(port, version);
process.stdin.resume().once('end', () => process.exit());
