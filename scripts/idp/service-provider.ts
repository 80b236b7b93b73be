/**
 * The one service provider that each development IdP answers to, known by explicit values or by its metadata: SAML
 * Metadata 2.0, section 2.4.4. Fetches over loopback only.
 */
import { get } from 'node:http';
import type { Element } from '@xmldom/xmldom';
import { BINDING_POST, BINDING_REDIRECT, NS_METADATA, NS_XML_SIGNATURE } from '../../src/saml/names.ts';
import type { AuthnRequest } from './authn-request.ts';
import { children, parseRoot } from './inbound-xml.ts';
import { Refusal } from './refusal.ts';

export interface ServiceProvider {
  readonly entityId: string;
  /** The first one is where an answer goes that no request asked for. */
  readonly acsUrls: readonly [string, ...string[]];
  /** Where it takes logouts by Redirect; null where it takes none. */
  readonly logoutUrl: string | null;
  /** Base64: a request that is signed has to be signed by one of their keys. */
  readonly signingCertificates: readonly string[];
  /** Whether it says that it signs every request. */
  readonly authnRequestsSigned: boolean;
}

/** Without metadata nothing is known of keys, and no signature is looked at. */
type ExplicitServiceProvider = Pick<ServiceProvider, 'entityId' | 'acsUrls'>;

export type Registration = ExplicitServiceProvider | { readonly metadataUrl: string };

const MAX_METADATA_CHARACTERS = 1024 * 1024;
const TIMEOUT_MS = 5_000;

/** The registered service provider; its metadata is fetched anew each time, so that it is never stale. */
export async function findServiceProvider(registration: Registration): Promise<ServiceProvider> {
  if (!('metadataUrl' in registration)) {
    return { ...registration, logoutUrl: null, signingCertificates: [], authnRequestsSigned: false };
  }
  const { metadataUrl } = registration;
  try {
    return readMetadata(await fetchOverLoopback(new URL(metadataUrl)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal(
      'The application does not answer',
      `Its metadata is at ${metadataUrl}, but: ${reason}`,
      502,
    );
  }
}

/** What to call it on a page before anything is fetched: its host. */
export function nameOf(registration: Registration): string {
  return addressOf(registration).host;
}

/** An address of its host, before anything is fetched. */
export function addressOf(registration: Registration): URL {
  return new URL('metadataUrl' in registration ? registration.metadataUrl : registration.acsUrls[0]);
}

/** Where the answer goes: the ACS that the request names, if it is registered for its issuer. */
export function chooseAcsUrl(serviceProvider: ServiceProvider, request: AuthnRequest | null): string {
  if (request === null) return serviceProvider.acsUrls[0];
  if (request.issuer !== serviceProvider.entityId) {
    throw new Refusal(
      'Unknown service provider',
      `The request is from ${request.issuer}; registered here is ${serviceProvider.entityId}.`,
    );
  }
  const acsUrl = request.acsUrl ?? serviceProvider.acsUrls[0];
  if (!serviceProvider.acsUrls.includes(acsUrl)) {
    throw new Refusal(
      'Unknown assertion consumer service',
      `The request wants the answer at ${acsUrl}; registered is ${serviceProvider.acsUrls.join(', ')}.`,
    );
  }
  return acsUrl;
}

function readMetadata(xml: string): ServiceProvider {
  const root = parseRoot(xml, NS_METADATA, 'EntityDescriptor');
  const [descriptor] = children(root, NS_METADATA, 'SPSSODescriptor');
  const services = children(descriptor, NS_METADATA, 'AssertionConsumerService')
    .filter((service) => service.getAttribute('Binding') === BINDING_POST)
    .sort(
      (a, b) =>
        Number(b.getAttribute('isDefault') === 'true') - Number(a.getAttribute('isDefault') === 'true'),
    );
  const [first, ...others] = services.map((service) => service.getAttribute('Location') ?? '');
  const entityId = root.getAttribute('entityID');
  if (!entityId || !first) throw new Error('it lacks an entityID or an AssertionConsumerService by POST');
  return {
    entityId,
    acsUrls: [first, ...others],
    logoutUrl: readLogoutUrl(descriptor),
    signingCertificates: readSigningCertificates(descriptor),
    authnRequestsSigned: descriptor?.getAttribute('AuthnRequestsSigned') === 'true',
  };
}

function readLogoutUrl(descriptor: Element | undefined): string | null {
  const services = children(descriptor, NS_METADATA, 'SingleLogoutService');
  const byRedirect = services.find((service) => service.getAttribute('Binding') === BINDING_REDIRECT);
  return byRedirect?.getAttribute('Location') ?? null;
}

function readSigningCertificates(descriptor: Element | undefined): string[] {
  return children(descriptor, NS_METADATA, 'KeyDescriptor')
    .filter((key) => key.getAttribute('use') !== 'encryption')
    .flatMap((key) => children(key, NS_XML_SIGNATURE, 'KeyInfo'))
    .flatMap((keyInfo) => children(keyInfo, NS_XML_SIGNATURE, 'X509Data'))
    .flatMap((data) => children(data, NS_XML_SIGNATURE, 'X509Certificate'))
    .map((certificate) => certificate.textContent ?? '');
}

/** Connects to this very machine whatever the name is, since not every resolver knows `*.localhost`. */
function fetchOverLoopback(url: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(
      {
        host: '127.0.0.1',
        port: url.port,
        path: url.pathname + url.search,
        headers: { host: url.host },
        timeout: TIMEOUT_MS,
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          body += chunk;
          if (body.length > MAX_METADATA_CHARACTERS) request.destroy(new Error('it is too large'));
        });
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode === 200) resolve(body);
          else reject(new Error(`it answered with status ${response.statusCode}`));
        });
      },
    );
    request.on('timeout', () =>
      request.destroy(new Error(`nothing came within ${TIMEOUT_MS / 1000} seconds`)),
    );
    request.on('error', reject);
  });
}
