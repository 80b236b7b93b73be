/** A browser at one origin, for tests inside workerd: it keeps cookies, and waits for what the Worker does after its answer. */
import { env } from 'cloudflare:workers';
import type { createApp } from '../../src/app.ts';
import { decodeRedirect } from '../../src/saml/redirect-binding.ts';

/** Opens a browser without cookies. */
export function openBrowser(app: ReturnType<typeof createApp>, origin: string) {
  const cookies = new Map<string, string>();
  const background: Promise<unknown>[] = [];
  const context = {
    waitUntil: (work: Promise<unknown>) => background.push(work),
    passThroughOnException() {},
  } as unknown as ExecutionContext;

  /** Goes to an address, or posts a form there; with another `accept` it is a program that asks. */
  const visit = async (
    url: string,
    form?: string | Readonly<Record<string, string>>,
    accept = 'text/html',
  ): Promise<Response> => {
    const body = typeof form === 'object' ? new URLSearchParams(form).toString() : form;
    const answer = await app.fetch(
      new Request(new URL(url, origin), {
        redirect: 'manual',
        headers: {
          Cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
          ...(accept === 'text/html' ? { 'Sec-Fetch-Dest': 'document' } : {}),
          Accept: accept,
          Origin: origin,
          'Content-Type': 'application/x-www-form-urlencoded',
        },
        ...(body === undefined ? {} : { method: 'POST', body }),
      }),
      env,
      context,
    );
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    await Promise.all(background.splice(0));
    return answer;
  };
  return { cookies, visit };
}

/** Reads the ID of the request that an answer sends to the identity provider by Redirect. */
export async function requestIn(answer: Response): Promise<string> {
  const location = answer.headers.get('Location') ?? '';
  const decoded = await decodeRedirect(new URL(location).search.slice(1), 'SAMLRequest');
  if (!decoded.ok) throw new Error(decoded.failure.code);
  return / ID="([^"]+)"/.exec(new TextDecoder().decode(decoded.value.message))?.[1] ?? '';
}
