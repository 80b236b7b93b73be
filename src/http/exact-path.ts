/**
 * What is routed: the path as it was sent. The router takes `/a/` for `/a`; here a path names nothing but what it spells, so a
 * slash at the end is doubled, which no route but a wildcard has. Pure; the path may come from anybody.
 */
import { getPath } from 'hono/utils/url';

/** Gives the path of a request to the router. */
export function exactPath(request: Request): string {
  const path = getPath(request);
  return path.length > 1 && path.endsWith('/') ? `${path}/` : path;
}
