/**
 * How the client speaks to the API: one request, its answer or an ApiProblem. A POST gets an idempotency key of its own, so that it
 * can be repeated; what the API asks to repeat later, and what broke off on the way, is repeated. I/O: the given fetch.
 */
import { ApiProblem, readProblem } from './problem.ts';

export interface ApiClientOptions {
  /** The operator's host, such as `https://login.example.com`. */
  readonly origin: string;
  /** An API key, or the deployment's OPERATOR_TOKEN. */
  readonly token: string;
  /** What sends requests; the platform's unless it is given. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** How often a request is sent at most; 4 unless it is given. */
  readonly maxTries?: number;
}

export interface ApiRequest {
  readonly method?: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** Below /api/v1; what is in it is encoded already. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** What was answered; for what stands for a tenant, with its entity tag. */
export interface ApiAnswer<Body> {
  readonly body: Body;
  readonly status: number;
  /** To be sent as ifMatch with a change; null where there is none. */
  readonly etag: string | null;
}

const DEFAULT_TRIES = 4;
const FIRST_PAUSE_MILLISECONDS = 250;
const LONGEST_PAUSE_MILLISECONDS = 30_000;
/** Says that it is too early, or that nothing was done. */
const REPEATABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Makes the function that sends requests. */
export function apiTransport({
  origin,
  token,
  fetch: send = (url, init) => fetch(url, init),
  maxTries = DEFAULT_TRIES,
}: ApiClientOptions) {
  return async <Body>({
    method = 'GET',
    path,
    query = {},
    body,
    ifMatch,
    ifNoneMatch,
  }: ApiRequest): Promise<ApiAnswer<Body>> => {
    const url = new URL(`/api/v1${path}`, origin);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const mediaType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = {
      Authorization: `Bearer ${token}`,
      Accept: 'application/json, application/problem+json',
      ...(body === undefined ? {} : { 'Content-Type': mediaType }),
      ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
      ...(ifNoneMatch === undefined ? {} : { 'If-None-Match': ifNoneMatch }),
      ...(method === 'POST' ? { 'Idempotency-Key': crypto.randomUUID() } : {}),
    };
    const init: RequestInit = { method, headers, redirect: 'manual' };
    if (body !== undefined) init.body = JSON.stringify(body);
    const answer = await sendUntilAnswered(() => send(url.href, init), maxTries);
    if (!answer.ok) throw await readProblem(answer);
    const etag = answer.headers.get('ETag');
    return { body: (await readBody(answer)) as Body, status: answer.status, etag };
  };
}

export type ApiTransport = ReturnType<typeof apiTransport>;

async function sendUntilAnswered(send: () => Promise<Response>, maxTries: number): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const pause = Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** (tries - 1), LONGEST_PAUSE_MILLISECONDS);
    try {
      const answer = await send();
      const retryAfter = Number(answer.headers.get('Retry-After') ?? 0) * 1_000;
      const isLast = tries >= maxTries || retryAfter > LONGEST_PAUSE_MILLISECONDS;
      if (!REPEATABLE.has(answer.status) || isLast) return answer;
      await answer.body?.cancel();
      await sleep(Math.max(pause, retryAfter));
    } catch (error) {
      if (tries >= maxTries) throw error;
      await sleep(pause);
    }
  }
}

async function readBody(answer: Response): Promise<unknown> {
  if (answer.status === 204) return undefined;
  try {
    return await answer.json();
  } catch {
    throw new ApiProblem('The API answered with what is no JSON.', {
      status: answer.status,
      code: 'unreadable_answer',
    });
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
