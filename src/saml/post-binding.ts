/**
 * The HTTP POST binding: SAML Bindings 2.0, section 3.5. What comes in is a form that any web page can make a browser
 * send; decoding it yields octets and nothing that may be believed. Pure.
 */

import { decodeBase64, encodeBase64 } from '../base64.ts';
import { type Facts, failure, type Result, success } from '../result.ts';
import type { BindingFailureCode } from './failure.ts';
import { receiveRelayState } from './relay-state.ts';

/**
 * The largest document that the reader takes has 2 MiB. Base64 makes that 2.7 MiB, percent encoding of `+`, `/` and
 * of line breaks at most 3.2 MiB.
 */
export const MAX_FORM_BYTES = 4 * 1024 * 1024;

export type MessageParameter = 'SAMLRequest' | 'SAMLResponse';

export interface OutboundMessage {
  /** The Location of the peer's endpoint. */
  readonly location: string;
  readonly parameter: MessageParameter;
  /** XML. */
  readonly message: string;
  readonly relayState: string | null;
}

/** A form that submits itself: where to, and its hidden fields. The page that shows it escapes the values. */
export interface PostForm {
  readonly action: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
}

export interface PostedResponse {
  /** What the base64 held: not yet XML, not yet anything. */
  readonly samlResponse: Uint8Array<ArrayBuffer>;
  readonly relayState: string | null;
}

/** Lays out a message as the form that carries it. */
export function encodePost({ location, parameter, message, relayState }: OutboundMessage): PostForm {
  const fields = [{ name: parameter as string, value: encodeBase64(new TextEncoder().encode(message)) }];
  if (relayState !== null) fields.push({ name: 'RelayState', value: relayState });
  return { action: location, fields };
}

/**
 * Decodes the form that carries a Response. Enforces, in order: size, content type, UTF-8, no SAMLRequest beside it,
 * exactly one SAMLResponse, at most one RelayState, base64.
 */
export function decodePostForm(
  body: Uint8Array,
  contentType: string | null,
): Result<PostedResponse, Facts<BindingFailureCode>> {
  if (body.length > MAX_FORM_BYTES) {
    return failure('form_too_large', `at most ${MAX_FORM_BYTES} bytes`, `${body.length} bytes`);
  }
  const mediaType = (contentType ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/x-www-form-urlencoded') {
    return failure('form_malformed', 'application/x-www-form-urlencoded', contentType ?? 'no content type');
  }
  const text = decodeUtf8(body);
  if (text === null) return failure('form_malformed', 'a form in UTF-8', 'octets that are not UTF-8');

  const form = new URLSearchParams(text);
  if (form.has('SAMLRequest')) return failure('form_malformed', 'a SAMLResponse', 'a SAMLRequest');
  const responses = form.getAll('SAMLResponse');
  const [response] = responses;
  if (response === undefined || response === '') {
    return failure('saml_response_missing', 'one SAMLResponse', response === '' ? 'an empty one' : 'none');
  }
  if (responses.length > 1) {
    return failure('saml_response_repeated', 'one SAMLResponse', `${responses.length} of them`);
  }
  const relayStates = form.getAll('RelayState');
  if (relayStates.length > 1) {
    return failure('form_malformed', 'at most one RelayState', `${relayStates.length} of them`);
  }
  const samlResponse = decodeBase64(response);
  if (samlResponse === null || samlResponse.length === 0) {
    return failure('saml_response_not_base64', 'base64 with its padding', 'something else');
  }
  return success({ samlResponse, relayState: receiveRelayState(relayStates[0]) });
}

function decodeUtf8(octets: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return null;
  }
}
