/**
 * The query of the HTTP Redirect binding: SAML Bindings 2.0, section 3.4.4. It keeps what was sent beside what it means,
 * since a signature covers the former (section 3.4.4.1). Its input is a link that anybody can make. Pure.
 */
import { type Facts, failure, type Result, success } from '../result.ts';
import type { MessageParameter } from './post-binding.ts';

/** Servers and browsers stop at 8 to 32 KiB. */
export const MAX_QUERY_CHARACTERS = 64 * 1024;

const PARAMETERS = ['SAMLRequest', 'SAMLResponse', 'RelayState', 'SAMLEncoding', 'SigAlg', 'Signature'];

export type RedirectQueryFailureCode =
  | 'redirect_too_long'
  | 'redirect_malformed'
  | 'redirect_parameter_repeated'
  | 'redirect_message_missing'
  | 'redirect_message_ambiguous';

export interface RedirectQuery {
  readonly wanted: MessageParameter;
  /** The parameters of the binding that are there, by name; whatever else is in the query takes no part. */
  readonly parameters: ReadonlyMap<string, RedirectParameter>;
}

export interface RedirectParameter {
  /** As it was sent, percent encoding and its letter case included. */
  readonly raw: string;
  readonly value: string;
}

/**
 * Reads a query; `rawQuery` has no question mark. Enforces, in order: length, percent encoding, no parameter of the
 * binding twice (however its name is encoded), exactly the message that is wanted and not the other as well.
 */
export function readRedirectQuery(
  rawQuery: string,
  wanted: MessageParameter,
): Result<RedirectQuery, Facts<RedirectQueryFailureCode>> {
  if (rawQuery.length > MAX_QUERY_CHARACTERS) {
    return failure('redirect_too_long', `at most ${MAX_QUERY_CHARACTERS} characters`, `${rawQuery.length}`);
  }
  const parameters = new Map<string, RedirectParameter>();
  for (const pair of rawQuery.split('&')) {
    const equals = pair.includes('=') ? pair.indexOf('=') : pair.length;
    const raw = pair.slice(equals + 1);
    const name = decodePart(pair.slice(0, equals));
    const value = decodePart(raw);
    if (name === null || value === null) return failure('redirect_malformed', 'percent-encoded UTF-8', pair);
    if (!PARAMETERS.includes(name)) continue;
    if (parameters.has(name)) return failure('redirect_parameter_repeated', `one ${name}`, 'several');
    parameters.set(name, { raw, value });
  }
  const other = wanted === 'SAMLRequest' ? 'SAMLResponse' : 'SAMLRequest';
  if (parameters.has(other)) return failure('redirect_message_ambiguous', `a ${wanted}`, `a ${other}`);
  return parameters.get(wanted)?.value
    ? success({ wanted, parameters })
    : failure('redirect_message_missing', `a ${wanted}`, 'none');
}

function decodePart(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
