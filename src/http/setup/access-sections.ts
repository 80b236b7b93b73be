/** The URL map of who gets in: whom SAML is required of, who sets the tenant up, and the way in while nothing else works. */
import { Hono } from 'hono/tiny';
import { saveAccess, showAccess } from '../console/tenants/access.tsx';
import { addDomain, checkDomain, removeDomain, showDomains } from '../console/tenants/domains.tsx';
import {
  armRecovery,
  disarmRecovery,
  removeAccount,
  renewAddress,
  showRecovery,
} from '../console/tenants/recovery.tsx';
import type { SetupEnv } from './env.ts';
import { addAccount, askForAccount, renewCodes } from './recovery-account.tsx';
import { viewTenant } from './view.tsx';

/** Makes the pages; whoever mounts them guards them. */
export function accessSections(): Hono<SetupEnv> {
  return new Hono<SetupEnv>()
    .get('/access', viewTenant(showAccess))
    .post('/access', (c) => {
      const { administrator } = c.var;
      const person = administrator.via === 'session' ? administrator.person : null;
      return viewTenant((view) => saveAccess(view, person))(c);
    })
    .get('/domains', viewTenant(showDomains))
    .post('/domains', viewTenant(addDomain))
    .post('/domains/check', viewTenant(checkDomain))
    .post('/domains/remove', viewTenant(removeDomain))
    .get('/recovery', viewTenant(showRecovery))
    .post('/recovery/address', viewTenant(renewAddress))
    .post('/recovery/arm', viewTenant(armRecovery))
    .post('/recovery/disarm', (c) => {
      const { administrator } = c.var;
      const kept = administrator.via === 'recovery' ? administrator.sessionHash : null;
      return viewTenant((view) => disarmRecovery(view, kept))(c);
    })
    .post('/recovery/remove', viewTenant(removeAccount))
    .get('/recovery/account', askForAccount)
    .post('/recovery/account', addAccount)
    .post('/recovery/codes', renewCodes);
}
