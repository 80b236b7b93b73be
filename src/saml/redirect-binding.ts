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
export function decodeRedirect(
  rawQuery: string,
  wanted: MessageParameter,
): Result<RedirectedMessage, Facts<RedirectFailureCode>> {
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

function decodeMessage({
  wanted,
  parameters,
}: RedirectQuery): Result<RedirectedMessage, Facts<RedirectFailureCode>> {
  const encoding = parameters.get('SAMLEncoding')?.value ?? DEFLATE_ENCODING;
  if (encoding !== DEFLATE_ENCODING) {
    return failure('redirect_encoding_unsupported', DEFLATE_ENCODING, encoding);
  }
  const deflated = decodeBase64(parameters.get(wanted)?.value ?? '');
  if (deflated === null || deflated.length === 0) {
    return failure('redirect_not_base64', 'base64 with its padding', 'something else');
  }
  const inflated = inflate(deflated);
  if (!inflated.ok) return inflated;
  const relayState = receiveRelayState(parameters.get('RelayState')?.value);
  return success({ message: inflated.value, relayState });
}

async function deflate(octets: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([octets]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Not by a DecompressionStream: workerd's inflates all that it was given before the first read, and 48 KB of a bomb make 48 MB.
 * zlib's own stops at the cap, and says how much it took, since it passes over whatever follows the last block.
 */
function inflate(octets: Uint8Array): Result<Uint8Array<ArrayBuffer>, Facts<RedirectFailureCode>> {
  const { inflateRawSync } = process.getBuiltinModule('node:zlib');
  try {
    // What the types do not know: with `info` there is the engine beside the buffer.
    const inflated: unknown = inflateRawSync(octets, { maxOutputLength: MAX_INFLATED_BYTES, info: true });
    const { buffer, engine } = inflated as { buffer: Uint8Array; engine: { bytesWritten: number } };
    if (engine.bytesWritten === octets.length) return success(new Uint8Array(buffer));
  } catch (error) {
    if (error instanceof RangeError) {
      return failure('redirect_inflates_too_large', `at most ${MAX_INFLATED_BYTES} bytes`, 'more');
    }
  }
  return failure('redirect_not_deflated', 'one raw DEFLATE stream', 'something else');
}
