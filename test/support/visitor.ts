/**
 * A person's browser, as far as a sign-in goes: cookies by host with SameSite, Max-Age and the rules of `__Host-`, top-level
 * navigations, posts from other sites. Pages run no script here; that is for the browser tests.
 */
import type { TestWorker } from './worker.ts';

interface StoredCookie {
  readonly value: string;
  readonly sameSite: string;
}

export interface Visit {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether another site made the browser send it. */
  readonly crossSite?: boolean;
}

export class Visitor {
  readonly #worker: Pick<TestWorker, 'fetch'>;
  readonly #jars = new Map<string, Map<string, StoredCookie>>();

  constructor(worker: Pick<TestWorker, 'fetch'>) {
    this.#worker = worker;
  }

  /** The cookies of a host, by name; tests may change them. */
  jar(origin: string): Map<string, StoredCookie> {
    const { host } = new URL(origin);
    const jar = this.#jars.get(host) ?? new Map<string, StoredCookie>();
    this.#jars.set(host, jar);
    return jar;
  }

  /** Puts a cookie there by hand. */
  plant(origin: string, name: string, value: string, sameSite = 'Lax'): void {
    this.jar(origin).set(name, { value, sameSite });
  }

  /** Sends one request with the cookies that a browser would send along, and keeps those that come back. */
  async visit(url: string, { crossSite = false, headers = {}, ...init }: Visit = {}): Promise<Response> {
    const jar = this.jar(url);
    const isNavigation = (init.method ?? 'GET') === 'GET';
    const sent = [...jar].filter(([, { sameSite }]) => !crossSite || sameSite === 'None' || isNavigation);
    const form = init.body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
    const cookie: Record<string, string> =
      sent.length === 0 ? {} : { cookie: sent.map(([name, { value }]) => `${name}=${value}`).join('; ') };
    const response = await this.#worker.fetch(url, {
      ...init,
      headers: {
        accept: 'text/html,application/xhtml+xml',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-site': crossSite ? 'cross-site' : 'same-origin',
        ...form,
        ...cookie,
        ...headers,
      },
    });
    for (const line of response.headers.getSetCookie()) keep(jar, line);
    return response;
  }
}

function keep(jar: Map<string, StoredCookie>, line: string): void {
  const [pair = '', ...rest] = line.split('; ');
  const attributes = new Map(rest.map((text) => [text.split('=')[0] ?? '', text.split('=')[1] ?? '']));
  const name = pair.slice(0, pair.indexOf('='));
  if (!attributes.has('Secure') || attributes.get('Path') !== '/' || attributes.has('Domain')) {
    throw new Error(`a browser would refuse this __Host- cookie: ${line}`);
  }
  if (line.length > 4_096) throw new Error(`a browser would refuse a cookie of ${line.length} bytes`);
  if (attributes.get('Max-Age') === '0') jar.delete(name);
  else jar.set(name, { value: pair.slice(name.length + 1), sameSite: attributes.get('SameSite') ?? '' });
}
