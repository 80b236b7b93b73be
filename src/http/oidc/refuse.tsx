/** How the refusals of OpenID Connect are told: to applications as the RFCs say, to people where nobody knows which application. */
import type { Context } from 'hono';
import { makeReference } from '../../events/reference.ts';
import { describeRefusal, type OidcRefusalCode } from '../../oidc/refusals.ts';
import type { TenantEnv } from '../context.ts';
import { localSite } from '../language.ts';
import { logOidc } from '../log.ts';
import { Layout } from '../pages/layout.tsx';
import { prefersJson } from '../prefers.ts';
import { page, problem } from '../respond.ts';

/** Tells an application that asks directly: RFC 6749, section 5.2; RFC 6750, section 3. */
export function refuseClient(c: Context<TenantEnv>, code: OidcRefusalCode): Response {
  logOidc(c, code, null);
  const described = describeRefusal(code);
  const scheme = described.error === 'invalid_token' ? 'Bearer' : 'Basic';
  const status = ['invalid_client', 'invalid_token'].includes(described.error) ? 401 : 400;
  if (status === 401) {
    const { error, error_description: description } = described;
    const told =
      scheme === 'Bearer' ? ` error="${error}", error_description="${description}"` : ' realm="token"';
    c.header('WWW-Authenticate', scheme + told);
  }
  return c.json(described, status);
}

/** Tells a person, and with him whoever made the application: the browser is sent nowhere that is not known. */
export function refuseRequest(c: Context<TenantEnv>, code: OidcRefusalCode): Response | Promise<Response> {
  const { tenant } = c.var;
  const reference = makeReference(tenant.id);
  logOidc(c, code, reference);
  const { error_description: detail } = describeRefusal(code);
  const title = 'This application is not set up right';
  if (prefersJson(c.req.raw)) return problem(c, 400, { code, title, detail, reference });
  const content = (
    <Layout site={localSite(c, tenant)} title={title} mood="attention">
      <div lang="en">
        <h1>{title}</h1>
        <p>You cannot be signed in to it from here. Tell whoever runs it:</p>
        <p>{detail}</p>
        <p class="quiet">
          Reference number <code>{reference}</code>
        </p>
      </div>
    </Layout>
  );
  return page(c, content, 400);
}
