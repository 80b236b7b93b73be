/**
 * The HTTP POST binding: SAML Bindings 2.0, section 3.5. What comes in is a form that any web page can make a browser
 * send; decoding it yields octets and nothing that may be believed. Pure.
 */

import { decodeBase64, encodeBase64 } from '../base64.ts';
import { type Facts, failure, type Result, success } from '../result.ts';
import type { BindingFailureCode, LogoutMessageFailureCode } from './failure.ts';
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

/** A message of either kind. */
export interface PostedMessage {
  readonly parameter: MessageParameter;
  /** What the base64 held. */
  readonly message: Uint8Array<ArrayBuffer>;
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
  const read = readFields(body, contentType, MAX_FORM_BYTES);
  if (!read.ok) return read;
  const form = read.value;
  if (form.has('SAMLRequest')) return failure('form_malformed', 'a SAMLResponse', 'a SAMLRequest');
  const responses = form.getAll('SAMLResponse');
  const [response] = responses;
  if (response === undefined || response === '') {
    return failure('saml_response_missing', 'one SAMLResponse', response === '' ? 'an empty one' : 'none');
  }
  if (responses.length > 1) {
    return failure('saml_response_repeated', 'one SAMLResponse', `${responses.length} of them`);
  }
  const relayState = readRelayState(form);
  if (!relayState.ok) return relayState;
  const samlResponse = decodeBase64(response);
  if (samlResponse === null || samlResponse.length === 0) {
    return failure('saml_response_not_base64', 'base64 with its padding', 'something else');
  }
  return success({ samlResponse, relayState: relayState.value });
}

/** Logout messages have a few kilobytes. */
export const MAX_LOGOUT_FORM_BYTES = 256 * 1024;

/**
 * Decodes the form that carries a logout's message, a request or a response. Enforces, in order: size, content type, UTF-8,
 * exactly one message of one kind, at most one RelayState, base64.
 */
export function decodeLogoutForm(
  body: Uint8Array,
  contentType: string | null,
): Result<PostedMessage, Facts<BindingFailureCode | LogoutMessageFailureCode>> {
  const read = readFields(body, contentType, MAX_LOGOUT_FORM_BYTES);
  if (!read.ok) return read;
  const form = read.value;
  const messages = (['SAMLRequest', 'SAMLResponse'] as const).flatMap((parameter) =>
    form.getAll(parameter).map((text) => ({ parameter, text })),
  );
  const [only] = messages;
  if (only === undefined || messages.length > 1) {
    return failure('logout_message_count', 'one SAMLRequest or one SAMLResponse', `${messages.length}`);
  }
  const relayState = readRelayState(form);
  if (!relayState.ok) return relayState;
  const message = decodeBase64(only.text);
  if (message === null || message.length === 0) {
    return failure('logout_message_not_base64', 'base64 with its padding', 'something else');
  }
  return success({ parameter: only.parameter, message, relayState: relayState.value });
}

function readFields(
  body: Uint8Array,
  contentType: string | null,
  maxBytes: number,
): Result<URLSearchParams, Facts<BindingFailureCode>> {
  if (body.length > maxBytes) {
    return failure('form_too_large', `at most ${maxBytes} bytes`, `${body.length} bytes`);
  }
  const mediaType = (contentType ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/x-www-form-urlencoded') {
    return failure('form_malformed', 'application/x-www-form-urlencoded', contentType ?? 'no content type');
  }
  const text = decodeUtf8(body);
  if (text === null) return failure('form_malformed', 'a form in UTF-8', 'octets that are not UTF-8');
  return success(new URLSearchParams(text));
}

function readRelayState(form: URLSearchParams): Result<string | null, Facts<BindingFailureCode>> {
  const relayStates = form.getAll('RelayState');
  return relayStates.length > 1
    ? failure('form_malformed', 'at most one RelayState', `${relayStates.length} of them`)
    : success(receiveRelayState(relayStates[0]));
}

function decodeUtf8(octets: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return null;
  }
}
