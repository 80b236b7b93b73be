/**
 * The HTTP Redirect binding with DEFLATE encoding: SAML Bindings 2.0, section 3.4. What comes in is a link that anybody
 * can make; decoding it yields octets, which a signature may vouch for. No I/O.
 */
import { decodeBase64, encodeBase64 } from '../base64.ts';
import { type Facts, failure, type Result, success } from '../result.ts';
import type { SignatureFailureCode } from '../xmldsig/failure.ts';
import type { SigningKey } from '../xmldsig/signing-key.ts';
import type { SignaturePolicy } from '../xmldsig/verify-octets.ts';
import type { MessageParameter, OutboundMessage } from './post-binding.ts';
import { type RedirectQuery, type RedirectQueryFailureCode, readRedirectQuery } from './redirect-query.ts';
import { signRedirectQuery, verifyRedirectSignature } from './redirect-signature.ts';
import { receiveRelayState } from './relay-state.ts';

/** Requests and logout messages have a few kilobytes. DEFLATE can make a thousand of one, so the cap bites while inflating. */
export const MAX_INFLATED_BYTES = 128 * 1024;

const DEFLATE_ENCODING = 'urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE';

export type RedirectFailureCode =
  | RedirectQueryFailureCode
  | 'redirect_encoding_unsupported'
  | 'redirect_not_base64'
  | 'redirect_not_deflated'
  | 'redirect_inflates_too_large';

export interface RedirectMessage extends OutboundMessage {
  /** What an identity provider wants besides, such as `login_hint`; never signed. */
  readonly extraQuery?: Readonly<Record<string, string>>;
  /** Null sends it unsigned. */
  readonly signingKey: SigningKey | null;
}

export interface RedirectedMessage {
  /** Not yet XML, not yet anything. */
  readonly message: Uint8Array<ArrayBuffer>;
  readonly relayState: string | null;
}

/** Writes a message, signed if there is a key, into the query of its endpoint's Location, whose own query stays in front. */
export async function encodeRedirect(outbound: RedirectMessage): Promise<string> {
  const { parameter, message, relayState, signingKey, extraQuery = {} } = outbound;
  const deflated = encodeBase64(await deflate(new TextEncoder().encode(message)));
  const ours = writeQuery([
    [parameter, deflated],
    ...(relayState === null ? [] : [['RelayState', relayState] as const]),
  ]);
  const signed = signingKey === null ? ours : await signRedirectQuery(ours, signingKey);
  const query = [writeQuery(Object.entries(extraQuery)), signed].filter(Boolean).join('&');
  const location = outbound.location.split('#', 1)[0] as string;
  if (!location.includes('?')) return `${location}?${query}`;
  return /[?&]$/.test(location) ? location + query : `${location}&${query}`;
}

function writeQuery(parameters: readonly (readonly [name: string, value: string])[]): string {
  return parameters.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join('&');
}

/**
 * Decodes the query that carries a message, and looks at no signature; `rawQuery` has no question mark. Enforces, in
 * order: the query, the encoding, base64, one whole DEFLATE stream with nothing around it, the inflated size.
 */
export async function decodeRedirect(
  rawQuery: string,
  wanted: MessageParameter,
): Promise<Result<RedirectedMessage, Facts<RedirectFailureCode>>> {
  const query = readRedirectQuery(rawQuery, wanted);
  return query.ok ? decodeMessage(query.value) : query;
}

/** Decodes the query that carries a message, which one of the pinned keys has to have signed as it is. */
export async function decodeSignedRedirect(
  rawQuery: string,
  wanted: MessageParameter,
  policy: SignaturePolicy,
): Promise<Result<RedirectedMessage, Facts<RedirectFailureCode | SignatureFailureCode>>> {
  const query = readRedirectQuery(rawQuery, wanted);
  if (!query.ok) return query;
  const verified = await verifyRedirectSignature(query.value, policy);
  return verified.ok ? decodeMessage(query.value) : verified;
}

async function decodeMessage({
  wanted,
  parameters,
}: RedirectQuery): Promise<Result<RedirectedMessage, Facts<RedirectFailureCode>>> {
  const encoding = parameters.get('SAMLEncoding')?.value ?? DEFLATE_ENCODING;
  if (encoding !== DEFLATE_ENCODING) {
    return failure('redirect_encoding_unsupported', DEFLATE_ENCODING, encoding);
  }
  const deflated = decodeBase64(parameters.get(wanted)?.value ?? '');
  if (deflated === null || deflated.length === 0) {
    return failure('redirect_not_base64', 'base64 with its padding', 'something else');
  }
  const inflated = await inflate(deflated);
  if (!inflated.ok) return inflated;
  const relayState = receiveRelayState(parameters.get('RelayState')?.value);
  return success({ message: inflated.value, relayState });
}

async function deflate(octets: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([octets]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The stream itself refuses a zlib header, a cut-off stream and whatever follows the last block. */
async function inflate(
  octets: Uint8Array<ArrayBuffer>,
): Promise<Result<Uint8Array<ArrayBuffer>, Facts<RedirectFailureCode>>> {
  const reader = new Blob([octets]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const inflated = new Uint8Array(MAX_INFLATED_BYTES);
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return success(inflated.slice(0, length));
      if (length + value.length > MAX_INFLATED_BYTES) {
        await reader.cancel();
        return failure('redirect_inflates_too_large', `at most ${MAX_INFLATED_BYTES} bytes`, 'more');
      }
      inflated.set(value, length);
      length += value.length;
    }
  } catch {
    return failure('redirect_not_deflated', 'one raw DEFLATE stream', 'something else');
  }
}
