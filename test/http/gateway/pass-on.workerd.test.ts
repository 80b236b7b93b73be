/** What is sent to an application, and how: as little is made of a request as its method allows. */
import { describe, expect, test } from 'vitest';
import { askApplication } from '../../../src/http/gateway/pass-on.ts';

const OWN = 'https://acme.example.com';

/** Asks an application that is bound, and gives the request as it arrived. */
async function ask(method: string, body: string | null): Promise<Request> {
  let received: Request | undefined;
  const binding = {
    async fetch(url: string, init: RequestInit) {
      received = new Request(url, init);
      return new Response('x');
    },
  } as unknown as Fetcher;
  const rules = { publicPaths: [], protectedPaths: [] };
  const outgoing = { method, target: '/a?b', headers: new Headers(), body: new Response(body).body };
  await askApplication({ binding, origin: null, rules }, OWN, outgoing);
  if (received === undefined) throw new Error('nobody asked');
  return received;
}

describe('a body', () => {
  test.each(['GET', 'HEAD'])('of %s means nothing, stays here, and keeps nobody out', async (method) => {
    const received = await ask(method, 'a body');
    expect([received.url, received.method, received.body]).toEqual([`${OWN}/a?b`, method, null]);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY'])('of %s goes along', async (method) => {
    expect(await (await ask(method, 'a body')).text()).toBe('a body');
  });
});
