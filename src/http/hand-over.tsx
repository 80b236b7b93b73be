/**
 * `GET /sso/console?state=…` on the host of the operators' tenant: who is signed in there is handed over to the console, with a
 * code that its page posts to the operator's host. `state` can be anybody's: the code counts only in the browser whose cookie it
 * is the hash of. I/O: the operators' accounts.
 */

import type { Context } from 'hono';
import { readEmailAddress } from '../email-address.ts';
import { encodeBase64Url, hashSecret, SECRET_OCTETS } from '../operators/secret-text.ts';
import { CONSOLE_HAND_OVER_PATH } from '../sign-in/return-to.ts';
import { operatorAccounts } from '../stores/operator-accounts/operator-accounts.ts';
import type { TenantEnv } from './context.ts';
import { currentSession } from './cookies.ts';
import { localSite } from './language.ts';
import { refuseUnknownPath } from './not-found.tsx';
import { PostFormPage } from './pages/post-form-page.tsx';
import { signInPath } from './refuse.tsx';
import { page } from './respond.ts';

const STATE = /^[A-Za-z0-9_-]{43}$/;

/** Signs in who is not, then hands over; any other tenant has no such address. */
export async function handOverToConsole(c: Context<TenantEnv>): Promise<Response> {
  const { settings, tenant, now } = c.var;
  const stateHash = c.req.query('state') ?? '';
  if (tenant.slug !== settings.operatorTenant || !STATE.test(stateHash)) return refuseUnknownPath(c);
  const resumed = await currentSession(c);
  if (resumed === null) {
    return c.redirect(signInPath(`${CONSOLE_HAND_OVER_PATH}?state=${stateHash}`), 303);
  }
  const email = readEmailAddress(resumed.session.identity.email ?? '');
  const code = encodeBase64Url(crypto.getRandomValues(new Uint8Array(SECRET_OCTETS)));
  // Without an address there is nobody to hand over; the console says so, like for anybody who is no operator.
  if (email !== null) {
    const handOver = { codeHash: hashSecret(code), stateHash, email };
    await operatorAccounts(c.env.OPERATOR_ACCOUNTS).handOver(handOver, now);
  }
  const operatorOrigin = `${settings.scheme}://${settings.baseDomain}`;
  const form = (
    <PostFormPage
      site={localSite(c, tenant)}
      action={`${operatorOrigin}/console/saml`}
      fields={[['code', code]]}
      connectionName={tenant.displayName}
    />
  );
  // With `same-origin` the browser would withhold the Origin that the console asks for; the address is not told.
  c.header('Referrer-Policy', 'strict-origin');
  return page(c, form, 200, [operatorOrigin]);
}
