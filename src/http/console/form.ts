/** Forms as browsers post them, URL-encoded or with files, within a cap. The input can be anybody's. */
import type { Context } from 'hono';
import { readBody } from '../read-body.ts';

/** Room for whatever people type. */
const MAX_FORM_BYTES = 65_536;
/** Room for metadata, pasted or in a file. */
export const MAX_METADATA_FORM_BYTES = 2_000_000;

/** What was posted, by field. */
export class Form {
  readonly #fields: URLSearchParams;
  readonly #files: readonly (readonly [field: string, octets: Uint8Array])[];

  constructor(fields: URLSearchParams, files: readonly (readonly [string, Uint8Array])[] = []) {
    this.#fields = fields;
    this.#files = files;
  }

  /** The text of a field; empty where it is missing or there twice. */
  text(name: string): string {
    const values = this.#fields.getAll(name);
    return values.length === 1 ? (values[0] ?? '') : '';
  }

  /** All fields, as a query has them. */
  fields(): string {
    return this.#fields.toString();
  }

  /** All values of a field that can be ticked more than once. */
  all(name: string): readonly string[] {
    return this.#fields.getAll(name);
  }

  /** The octets of the files that were chosen in a field, which need not be text. */
  files(name: string): readonly Uint8Array[] {
    return this.#files.filter(([field]) => field === name).map(([, octets]) => octets);
  }
}

/** Reads a form of at most so many octets; null for a body of another type, or one that is too large. */
export async function readForm(c: Context, maxBytes = MAX_FORM_BYTES): Promise<Form | null> {
  const header = c.req.header('Content-Type') ?? '';
  const type = header.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded' && type !== 'multipart/form-data') return null;
  const octets = await readBody(c.req.raw, maxBytes + 1);
  if (octets.length > maxBytes) return null;
  if (type === 'multipart/form-data') return readMultipart(octets, header);
  return new Form(new URLSearchParams(new TextDecoder().decode(octets)));
}

/** RFC 7578. A file that was chosen is the text of its field: it is read here and kept nowhere. */
async function readMultipart(octets: Uint8Array, contentType: string): Promise<Form | null> {
  const fields = new URLSearchParams();
  const files: [string, Uint8Array][] = [];
  try {
    const data = await new Response(new Uint8Array(octets), {
      headers: { 'Content-Type': contentType },
    }).formData();
    for (const [name, value] of data) {
      if (typeof value === 'string') {
        fields.append(name, value);
        continue;
      }
      const bytes = new Uint8Array(await value.arrayBuffer());
      fields.append(name, new TextDecoder().decode(bytes));
      // Where none is chosen, browsers send one without name and content.
      if (value.name !== '' || bytes.length > 0) files.push([name, bytes]);
    }
  } catch {
    return null;
  }
  return new Form(fields, files);
}
