/**
 * Fetching metadata from where an administrator says it is: over HTTP, SAML Metadata 2.0, section 4.2. Whoever answers may be
 * hostile: redirects are followed by hand, each judged like the address itself; the body is read no further than a cap,
 * after decompression; all of it has one deadline. No cookie and no credential goes out. I/O: the network.
 */
import { readOutboundUrl } from '../outbound-url.ts';
import { type Facts, failure, type Result, success } from '../result.ts';
import { MAX_METADATA_BYTES } from '../saml/idp-metadata.ts';
import { readCapped } from './read-capped.ts';

export type FetchFailureCode =
  | 'metadata_url_forbidden'
  | 'metadata_redirects_too_many'
  | 'metadata_unreachable'
  | 'metadata_timeout'
  | 'metadata_status_unexpected'
  | 'metadata_too_large';

export type FetchFailure = Facts<FetchFailureCode>;

/** What the server calls the document, to be asked for changes only. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export const NO_VALIDATORS: Validators = { etag: null, lastModified: null };

export type Fetched =
  | { readonly isModified: false }
  | { readonly isModified: true; readonly octets: Uint8Array; readonly validators: Validators };

export interface FetchContext {
  /** Allows this machine, by http too; no deployed Worker has it. */
  readonly isLocal: boolean;
  /** Of the document that is held; `NO_VALIDATORS` asks for it whatever it is. */
  readonly validators: Validators;
  readonly timeoutMilliseconds?: number;
}

const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];
const TIMEOUT_MILLISECONDS = 10_000;
/** Longer ones are no validators but something to fill our storage with. */
const MAX_VALIDATOR_CHARACTERS = 256;

/** Fetches a document, or finds that it is the one that is held. */
export async function fetchMetadata(
  url: string,
  context: FetchContext,
): Promise<Result<Fetched, FetchFailure>> {
  const { timeoutMilliseconds = TIMEOUT_MILLISECONDS } = context;
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  try {
    return await follow(url, context, signal);
  } catch {
    // What fetch throws names addresses and stacks; which of the two it was is all that helps anybody.
    return signal.aborted
      ? failure('metadata_timeout', `an answer within ${timeoutMilliseconds / 1_000} s`, 'none')
      : failure(
          'metadata_unreachable',
          `an answer from ${hostOf(url)}`,
          'no connection, or one without valid TLS',
        );
  }
}

async function follow(
  url: string,
  { isLocal, validators }: FetchContext,
  signal: AbortSignal,
): Promise<Result<Fetched, FetchFailure>> {
  let address = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const judged = readOutboundUrl(address, { allowLoopback: isLocal });
    if (!judged.ok) {
      const { expected, received } = judged.failure;
      return failure('metadata_url_forbidden', expected, received);
    }
    const headers = requestHeaders(validators);
    const response = await fetch(judged.value, { redirect: 'manual', headers, signal, cache: 'no-store' });
    const location = REDIRECTS.includes(response.status) ? response.headers.get('location') : null;
    if (location === null) return readAnswer(response, validators);
    await response.body?.cancel();
    // One that cannot be read is judged as it stands, and refused.
    address = URL.parse(location, address)?.href ?? location;
  }
  return failure('metadata_redirects_too_many', `at most ${MAX_REDIRECTS} redirects`, 'more');
}

function requestHeaders({ etag, lastModified }: Validators): Record<string, string> {
  return {
    accept: 'application/samlmetadata+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1',
    'user-agent': 'edge-saml',
    ...(etag === null ? {} : { 'if-none-match': etag }),
    // RFC 9110, section 13.1.3: it counts for nothing beside If-None-Match.
    ...(lastModified === null || etag !== null ? {} : { 'if-modified-since': lastModified }),
  };
}

async function readAnswer(response: Response, held: Validators): Promise<Result<Fetched, FetchFailure>> {
  const { status, headers } = response;
  const isConditional = held.etag !== null || held.lastModified !== null;
  if (status === 304 && isConditional) return success({ isModified: false });
  if (status !== 200) {
    await response.body?.cancel();
    return failure('metadata_status_unexpected', 'status 200', `${status}`);
  }
  const octets = await readCapped(response, MAX_METADATA_BYTES);
  if (octets === null) {
    return failure('metadata_too_large', `at most ${MAX_METADATA_BYTES} octets`, 'more');
  }
  const validators = {
    etag: readValidator(headers.get('etag')),
    lastModified: readValidator(headers.get('last-modified')),
  };
  return success({ isModified: true, octets, validators });
}

function readValidator(value: string | null): string | null {
  return value !== null && value.length <= MAX_VALIDATOR_CHARACTERS && /^[\x20-\x7e]+$/.test(value)
    ? value
    : null;
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'the host';
}
