/**
 * The least that a Worker on Hono can do with the requests that the benchmark sends, by Hono's own means: answer, take a post, pass a
 * request on to the application. What ours is held against.
 */
import { Hono } from 'hono';
import { proxy } from 'hono/proxy';

/** An answer as long as that of `/sso/session`. */
const answer = { tenant: 'acme', identity: 'x'.repeat(1_500) };

export default new Hono<{ Bindings: { APP: Fetcher } }>()
  .get('/sso/session', (c) => c.json(answer))
  .post('/sso/acs', async (c) => {
    await c.req.text();
    return c.redirect('/', 303);
  })
  .all('*', (c) => proxy(c.req.url, { raw: c.req.raw, customFetch: (request) => c.env.APP.fetch(request) }));
