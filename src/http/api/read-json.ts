/** The JSON body of an API request: RFC 8259, UTF-8, within a cap. The client is authenticated; its body may be anything. */
import { readBody } from '../read-body.ts';
import { type Refusal, refuse } from './problem-codes.ts';

/** Room for a tenant with the metadata of several identity providers. */
export const MAX_BODY_BYTES = 1_048_576;

/** Reads the octets of a body that says it is of this type, at most the cap of it, whatever Content-Length says. */
export async function readOctets(
  request: Request,
  mediaTypes: readonly string[],
): Promise<Uint8Array | Refusal> {
  const type = request.headers.get('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  if (type === undefined || !mediaTypes.includes(type)) {
    return refuse('body_not_json_type', `Send Content-Type: ${mediaTypes.join(' or ')}.`);
  }
  const octets = await readBody(request, MAX_BODY_BYTES + 1);
  return octets.length > MAX_BODY_BYTES ? refuse('body_too_large') : octets;
}

/** Many times what any body has. Whoever goes through a value from here on may do so by calling itself. */
const MAX_DEPTH = 100;

/** Parses them as JSON, nested no deeper than anything here is: RFC 8259, section 9. */
export function parseJson(octets: Uint8Array): { readonly value: unknown } | Refusal {
  if (depthOf(octets) > MAX_DEPTH) return refuse('body_malformed', `It is nested deeper than ${MAX_DEPTH}.`);
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets)) };
  } catch {
    return refuse('body_malformed');
  }
}

/** How deep the brackets outside of strings go; of what is no JSON, anything. */
function depthOf(octets: Uint8Array): number {
  let [depth, deepest, isString] = [0, 0, false];
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at];
    if (octet === 0x22) isString = !isString;
    else if (isString && octet === 0x5c) at++;
    else if (!isString && (octet === 0x5b || octet === 0x7b)) deepest = Math.max(deepest, ++depth);
    else if (!isString && (octet === 0x5d || octet === 0x7d)) depth--;
  }
  return deepest;
}
