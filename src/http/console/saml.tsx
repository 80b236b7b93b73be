/**
 * `/console/saml`: operators who come by the tenant that settings name. Its host hands over who is signed in there with a code
 * for one use and one minute, which its page posts here; it counts only in the browser that began here. Threats: codes in
 * addresses, a stranger's code posted from a victim's browser, people of that tenant who are no operators.
 * I/O: the operators' accounts.
 */
import type { Context } from 'hono';
import { hashSecret } from '../../operators/secret-text.ts';
import { CONSOLE_HAND_OVER_PATH } from '../../sign-in/return-to.ts';
import type { HostEnv } from '../context.ts';
import { logOperator } from '../log.ts';
import { refuseUnknownPath } from '../not-found.tsx';
import { page, siteOf } from '../respond.ts';
import { clearConsoleCookie, consoleCookieHash, makeSecret, setConsoleCookie } from './cookies.ts';
import { DoorLayout } from './door-layout.tsx';
import type { ConsoleEnv } from './env.ts';
import { readForm } from './form.ts';
import { CONSOLE_HOME } from './navigation.ts';
import { prepareSession } from './sign-in.tsx';

/** Sends the browser to the operators' tenant, with the hash of what it keeps in a cookie. */
export async function beginSamlSignIn(c: Context<ConsoleEnv>): Promise<Response> {
  const tenantOrigin = operatorTenantOrigin(c);
  if (tenantOrigin === null) return refuseUnknownPath(c as unknown as Context<HostEnv>);
  const state = makeSecret();
  await setConsoleCookie(c, 'handOver', state);
  const query = new URLSearchParams({ state: hashSecret(state) });
  return c.redirect(`${tenantOrigin}${CONSOLE_HAND_OVER_PATH}?${query}`, 303);
}

/** Takes the code that the tenant's page posts: from that very origin, in the browser that began. */
export async function finishSamlSignIn(c: Context<ConsoleEnv>): Promise<Response> {
  const stateHash = await consoleCookieHash(c, 'handOver');
  const isFromTenant = c.req.header('Origin') === operatorTenantOrigin(c);
  const form = isFromTenant && stateHash !== null ? await readForm(c) : null;
  if (form === null || stateHash === null) return refuse(c);
  clearConsoleCookie(c, 'handOver');
  const fresh = prepareSession(c);
  const handOver = { codeHash: hashSecret(form.text('code')), stateHash };
  const { sessionHash, browser } = fresh.hashes;
  const operator = await c.var.accounts.takeOver(handOver, { sessionHash, browser }, c.var.now);
  if (operator === null) {
    logOperator(c, 'hand_over_refused');
    return refuse(c);
  }
  logOperator(c, 'signed_in_by_saml');
  await fresh.accept();
  return c.redirect(CONSOLE_HOME, 303);
}

/** The origin of the tenant whose people may be operators; null where there is none. */
function operatorTenantOrigin({ var: { settings } }: Context<ConsoleEnv>): string | null {
  const { operatorTenant, scheme, baseDomain } = settings;
  return operatorTenant === null ? null : `${scheme}://${operatorTenant}.${baseDomain}`;
}

function refuse(c: Context<ConsoleEnv>): Response | Promise<Response> {
  const content = (
    <DoorLayout site={siteOf(c.var, null)} title="You are not signed in" mood="attention">
      <h1>You are not signed in</h1>
      <p>
        Your organisation knows you, but no operator here has your address and comes that way; or it took too
        long, or began in another browser. An operator can invite you.
      </p>
      <p class="actions">
        <a class="button" href="/console/sign-in">
          Back to the sign-in
        </a>
      </p>
    </DoorLayout>
  );
  return page(c, content, 403);
}
