/** `/sso/setup/certificates`: whom the live connections trust, by which keys, and for how long still. I/O: the tenant's record. */
import { TenantFrame } from '../console/tenants/frame.tsx';
import type { TenantView } from '../console/tenants/visit.tsx';
import { PersonData } from '../pages/person-data.tsx';
import { page } from '../respond.ts';
import { IdentityProviderFacts } from './identity-provider-facts.tsx';

/** Shows them. */
export function showCertificates(view: TenantView): Response | Promise<Response> {
  const { connections } = view.state.live.configuration;
  const content = (
    <TenantFrame visit={view} tab="connections">
      {connections.length === 0 ? <p>Nothing is live yet: nobody can sign in.</p> : null}
      {connections.map((connection) => (
        <section class="step">
          <h2>
            <PersonData text={connection.displayName} />
          </h2>
          <IdentityProviderFacts connection={connection} now={view.site.now} />
        </section>
      ))}
    </TenantFrame>
  );
  return page(view.c, content);
}
