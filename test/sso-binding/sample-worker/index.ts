/**
 * A Worker of one's own beside edge-saml: what its README shows, for real. `/app` is behind the Hono middleware; `/who` asks the
 * binding itself.
 */
import { requireSession, type SsoService } from 'edge-saml/hono';
import { Hono } from 'hono';

interface Env {
  readonly SSO: SsoService;
  readonly GREETING: string;
}

export default new Hono<{ Bindings: Env }>()
  .use('/app/*', requireSession())
  .all('/app/docs/:id', async (c) => {
    const { identity, tenant } = c.var.session;
    const text = `${c.env.GREETING}, ${identity.email} of ${tenant}: ${c.req.param('id')} ${await c.req.text()}`;
    return c.text(text, 200, { 'Set-Cookie': 'theme=dark; Path=/; Secure' });
  })
  .get('/app/moved', () => Response.redirect('https://docs.example.com/', 302))
  .all('/who', async (c) => {
    const { session, ...rest } = await c.env.SSO.session(c.req.raw);
    return c.json({ email: session?.identity.email ?? null, ...rest });
  });
