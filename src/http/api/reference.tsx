/** What documents the API, for everybody: the OpenAPI document, and the same as a page to read. */
import type { Context } from 'hono';
import type { Settings } from '../../settings.ts';
import type { HostEnv } from '../context.ts';
import { page, siteOf } from '../respond.ts';
import { type ApiDocument, buildDocument } from './openapi.ts';
import { ReferencePage } from './reference-page.tsx';

/** Anybody may ask for it, so that it is made once and not for each who does. */
const documents = new WeakMap<Settings, ApiDocument>();

/** Serves the OpenAPI document. */
export function showDocument(c: Context<HostEnv>): Response {
  return c.json(documentOf(c));
}

/** Serves the page. */
export function showReference(c: Context<HostEnv>): Response | Promise<Response> {
  return page(c, <ReferencePage site={siteOf(c.var, null)} document={documentOf(c)} />);
}

function documentOf({ var: { settings, now } }: Context<HostEnv>): ApiDocument {
  const document = documents.get(settings) ?? buildDocument(settings, now);
  documents.set(settings, document);
  return document;
}
