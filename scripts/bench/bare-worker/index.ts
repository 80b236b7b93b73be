/** The least that a Worker on Hono can do with the two requests that the benchmark sends: what ours is held against. */
import { Hono } from 'hono';

/** An answer as long as that of `/sso/session`. */
const answer = { tenant: 'acme', identity: 'x'.repeat(1_500) };

export default new Hono()
  .get('/sso/session', (c) => c.json(answer))
  .post('/sso/acs', async (c) => {
    await c.req.text();
    return c.redirect('/', 303);
  });
