/** Forms as browsers post them: application/x-www-form-urlencoded, within a cap. The input can be anybody's. */
import type { Context } from 'hono';
import { readBody } from '../read-body.ts';

/** Room for a pasted set of settings; files go another way. */
const MAX_FORM_BYTES = 65_536;

/** What was posted, by field. */
export class Form {
  readonly #fields: URLSearchParams;

  constructor(fields: URLSearchParams) {
    this.#fields = fields;
  }

  /** The text of a field; empty where it is missing or there twice. */
  text(name: string): string {
    const values = this.#fields.getAll(name);
    return values.length === 1 ? (values[0] ?? '') : '';
  }

  /** All values of a field that can be ticked more than once. */
  all(name: string): readonly string[] {
    return this.#fields.getAll(name);
  }
}

/** Reads a form; null for a body of another type, or one that is too large. */
export async function readForm(c: Context): Promise<Form | null> {
  const type = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return null;
  const octets = await readBody(c.req.raw, MAX_FORM_BYTES + 1);
  if (octets.length > MAX_FORM_BYTES) return null;
  return new Form(new URLSearchParams(new TextDecoder().decode(octets)));
}
