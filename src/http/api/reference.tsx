/** What documents the API, for everybody: the OpenAPI document, and the same as a page to read. */
import type { Context } from 'hono';
import type { HostEnv } from '../context.ts';
import { page, siteOf } from '../respond.ts';
import { buildDocument } from './openapi.ts';
import { ReferencePage } from './reference-page.tsx';

/** Serves the OpenAPI document. */
export function showDocument(c: Context<HostEnv>): Response {
  return c.json(buildDocument(c.var.settings, c.var.now));
}

/** Serves the page. */
export function showReference(c: Context<HostEnv>): Response | Promise<Response> {
  const document = buildDocument(c.var.settings, c.var.now);
  return page(c, <ReferencePage site={siteOf(c.var, null)} document={document} />);
}
