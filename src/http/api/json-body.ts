/** The JSON body of an API request: RFC 8259, UTF-8, within a cap. The client is authenticated; its body may be anything. */
import type { Context } from 'hono';
import { type Facts, failure, type Result, success } from '../../result.ts';
import { readBody } from '../read-body.ts';

/** Room for a tenant with the metadata of several identity providers. */
export const MAX_BODY_BYTES = 1_048_576;

export type BodyFailureCode = 'body_not_json_type' | 'body_too_large' | 'body_malformed';

/** Reads the body, at most the cap of it, whatever Content-Length says. */
export async function readJsonBody(c: Context): Promise<Result<unknown, Facts<BodyFailureCode>>> {
  const type = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') return failure('body_not_json_type', 'application/json', type ?? 'none');
  const octets = await readBody(c.req.raw, MAX_BODY_BYTES + 1);
  if (octets.length > MAX_BODY_BYTES) {
    return failure('body_too_large', `at most ${MAX_BODY_BYTES} bytes`, 'more');
  }
  try {
    return success(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets)));
  } catch {
    return failure('body_malformed', 'a JSON text in UTF-8', 'something else');
  }
}
