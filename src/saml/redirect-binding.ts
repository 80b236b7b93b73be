/**
 * The HTTP Redirect binding with DEFLATE encoding: SAML Bindings 2.0, section 3.4, unsigned. What comes in is a link
 * that anybody can make; decoding it yields octets and nothing that may be believed. No I/O.
 */

import { decodeBase64, encodeBase64 } from '../base64.ts';
import { type Facts, failure, type Result, success } from '../result.ts';
import type { MessageParameter, OutboundMessage } from './post-binding.ts';
import { receiveRelayState } from './relay-state.ts';

/** Requests and logout messages have a few kilobytes. DEFLATE can make a thousand of one, so the cap bites while inflating. */
export const MAX_INFLATED_BYTES = 128 * 1024;

/** Servers and browsers stop at 8 to 32 KiB. */
export const MAX_QUERY_CHARACTERS = 64 * 1024;

const DEFLATE_ENCODING = 'urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE';
const PROTOCOL_PARAMETERS = [
  'SAMLRequest',
  'SAMLResponse',
  'RelayState',
  'SAMLEncoding',
  'SigAlg',
  'Signature',
];

export type RedirectFailureCode =
  | 'redirect_too_long'
  | 'redirect_malformed'
  | 'redirect_parameter_repeated'
  | 'redirect_message_missing'
  | 'redirect_message_ambiguous'
  | 'redirect_encoding_unsupported'
  | 'redirect_not_base64'
  | 'redirect_not_deflated'
  | 'redirect_inflates_too_large';

export interface RedirectedMessage {
  /** Not yet XML, not yet anything. */
  readonly message: Uint8Array<ArrayBuffer>;
  readonly relayState: string | null;
}

/**
 * Writes a message into the query of its endpoint's Location, whose own query stays in front. `extraQuery` holds what
 * an identity provider wants besides, such as `login_hint`.
 */
export async function encodeRedirect(
  outbound: OutboundMessage & { readonly extraQuery?: Readonly<Record<string, string>> },
): Promise<string> {
  const parameters = Object.entries(outbound.extraQuery ?? {});
  parameters.push([
    outbound.parameter,
    encodeBase64(await deflate(new TextEncoder().encode(outbound.message))),
  ]);
  if (outbound.relayState !== null) parameters.push(['RelayState', outbound.relayState]);
  const query = parameters
    .map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`)
    .join('&');
  const location = outbound.location.split('#', 1)[0] as string;
  if (!location.includes('?')) return `${location}?${query}`;
  return /[?&]$/.test(location) ? location + query : `${location}&${query}`;
}

/**
 * Decodes the query that carries a message; `rawQuery` has no question mark. Enforces, in order: length, percent
 * encoding, no protocol parameter twice (however its name is encoded), exactly the message that is wanted and not
 * the other as well, the encoding, base64, one whole DEFLATE stream with nothing around it, the inflated size.
 */
export async function decodeRedirect(
  rawQuery: string,
  wanted: MessageParameter,
): Promise<Result<RedirectedMessage, Facts<RedirectFailureCode>>> {
  if (rawQuery.length > MAX_QUERY_CHARACTERS) {
    return failure('redirect_too_long', `at most ${MAX_QUERY_CHARACTERS} characters`, `${rawQuery.length}`);
  }
  const read = readProtocolParameters(rawQuery);
  if (!read.ok) return read;
  const parameters = read.value;
  const other = wanted === 'SAMLRequest' ? 'SAMLResponse' : 'SAMLRequest';
  if (parameters.has(other)) return failure('redirect_message_ambiguous', `a ${wanted}`, `a ${other}`);
  const message = parameters.get(wanted);
  if (!message) return failure('redirect_message_missing', `a ${wanted}`, 'none');
  const encoding = parameters.get('SAMLEncoding');
  if (encoding !== undefined && encoding !== DEFLATE_ENCODING) {
    return failure('redirect_encoding_unsupported', DEFLATE_ENCODING, encoding);
  }
  const deflated = decodeBase64(message);
  if (deflated === null || deflated.length === 0) {
    return failure('redirect_not_base64', 'base64 with its padding', 'something else');
  }
  const inflated = await inflate(deflated);
  if (!inflated.ok) return inflated;
  return success({ message: inflated.value, relayState: receiveRelayState(parameters.get('RelayState')) });
}

function readProtocolParameters(
  rawQuery: string,
): Result<ReadonlyMap<string, string>, Facts<RedirectFailureCode>> {
  const parameters = new Map<string, string>();
  for (const pair of rawQuery.split('&')) {
    const equals = pair.includes('=') ? pair.indexOf('=') : pair.length;
    const name = decodePart(pair.slice(0, equals));
    const value = decodePart(pair.slice(equals + 1));
    if (name === null || value === null) return failure('redirect_malformed', 'percent-encoded UTF-8', pair);
    if (!PROTOCOL_PARAMETERS.includes(name)) continue;
    if (parameters.has(name)) return failure('redirect_parameter_repeated', `one ${name}`, 'several');
    parameters.set(name, value);
  }
  return success(parameters);
}

function decodePart(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
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
