/** What kind of answer a client wants. It only decides how things are said, never what is allowed. */

/** Says whether a failure should be told in JSON: the client asks for JSON, and not for a page. */
export function prefersJson(request: Request): boolean {
  const accept = request.headers.get('accept') ?? '';
  return /application\/(?:[a-z.-]+\+)?json/i.test(accept) && !acceptsPage(request);
}

/** Says whether the client takes a page. */
export function acceptsPage(request: Request): boolean {
  return /text\/html/i.test(request.headers.get('accept') ?? '');
}

/** Says whether a browser is opening a page, in which a script of ours would run. */
export function isNavigation(request: Request): boolean {
  return request.method === 'GET' && request.headers.get('sec-fetch-mode') === 'navigate';
}

/**
 * Says whether who is not signed in can be sent to sign in: a browser that opens a page, or another client that takes pages. A
 * script of a page cannot: what it is redirected to is no answer.
 */
export function canGoToSignIn(request: Request): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  return isNavigation(request) || (!request.headers.has('sec-fetch-mode') && acceptsPage(request));
}
