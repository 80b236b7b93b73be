/** Whether a post comes from a page of ours: the guard of everything that a form changes. */

/**
 * Says whether a browser sent this from the very origin. SameSite cookies keep other sites out, but sibling subdomains,
 * other customers', are the same site. Browsers say where a post comes from in one of two headers; without either, it is not.
 */
export function isFromOrigin(request: Request, origin: string): boolean {
  const site = request.headers.get('sec-fetch-site');
  return site === null ? request.headers.get('origin') === origin : site === 'same-origin';
}
