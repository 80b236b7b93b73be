/** The console's pages about tenants: the list, the form for a new one, all that is below one of them, and who is told of all. */
import { Hono } from 'hono/tiny';
import type { SignedInEnv } from '../env.ts';
import { saveAccess, showAccess } from './access.tsx';
import { ofAll, sendOwnAgain, showAllEvents } from './all-events.tsx';
import { saveAttributes, showAttributes } from './attributes.tsx';
import { listTenantAudit } from './audit.tsx';
import {
  askToRemoveConnection,
  listConnections,
  refreshMetadata,
  takeConnectionOut,
} from './connections.tsx';
import { askToDelete, deleteTenant, restoreTenant } from './delete.tsx';
import { addDomain, checkDomain, removeDomain, showDomains } from './domains.tsx';
import { askToDiscardDraft, discardDraft, publishDraft, showDraft } from './draft.tsx';
import { switchShadow, testDraft } from './draft-trials.tsx';
import { showEvents } from './events.tsx';
import { saveEvidenceHours } from './evidence.tsx';
import { askToRollBack, listVersions, rollBack } from './history.tsx';
import {
  addConnection,
  askForConnection,
  askForIdentityProvider,
  replaceIdentityProvider,
} from './identity-providers.tsx';
import { listTenants } from './list.tsx';
import { askForTenant, makeTenant } from './new-tenant.tsx';
import { showOverview } from './overview.tsx';
import { listPeople } from './people.tsx';
import { savePolicies, showPolicies } from './policies.tsx';
import { armRecovery, disarmRecovery, removeAccount, renewAddress, showRecovery } from './recovery.tsx';
import { askToEndSessions, endSessions, listSessions } from './sessions.tsx';
import { saveSettings, showSettings } from './settings.tsx';
import { askToRevokeSetupLink, listSetupLinks, makeSetupLink, revokeSetupLink } from './setup-links.tsx';
import { showSignIn, tryAgain } from './sign-in.tsx';
import { listSignIns } from './sign-ins.tsx';
import { ofTenant, sendAgain } from './tenant-endpoints.tsx';
import { visitTenant } from './visit.tsx';
import {
  addWebhook,
  askToRemoveWebhook,
  removeWebhook,
  retireSecret,
  rollSecretOver,
  saveWebhook,
  showWebhook,
} from './webhooks.tsx';

/** Makes the pages, to be mounted behind the sign-in at /console. */
export function tenantPages(): Hono<SignedInEnv> {
  const one = new Hono<SignedInEnv>()
    .get('/', visitTenant(showOverview))
    .get('/connections', visitTenant(listConnections))
    .get('/new-connection', visitTenant(askForConnection))
    .post('/new-connection', visitTenant(addConnection))
    .get('/connections/:connection/policies', visitTenant(showPolicies))
    .post('/connections/:connection/policies', visitTenant(savePolicies))
    .get('/connections/:connection/attributes', visitTenant(showAttributes))
    .post('/connections/:connection/attributes', visitTenant(saveAttributes))
    .get('/connections/:connection/identity-provider', visitTenant(askForIdentityProvider))
    .post('/connections/:connection/identity-provider', visitTenant(replaceIdentityProvider))
    .get('/connections/:connection/remove', visitTenant(askToRemoveConnection))
    .post('/connections/:connection/remove', visitTenant(takeConnectionOut))
    .post('/connections/:connection/refresh', visitTenant(refreshMetadata))
    .get('/setup-links', visitTenant(listSetupLinks))
    .post('/setup-links', visitTenant(makeSetupLink))
    .get('/setup-links/:link/revoke', visitTenant(askToRevokeSetupLink))
    .post('/setup-links/:link/revoke', visitTenant(revokeSetupLink))
    .get('/domains', visitTenant(showDomains))
    .post('/domains', visitTenant(addDomain))
    .post('/domains/check', visitTenant(checkDomain))
    .post('/domains/remove', visitTenant(removeDomain))
    .get('/settings', visitTenant(showSettings))
    .post('/settings', visitTenant(saveSettings))
    .get('/access', visitTenant(showAccess))
    .post(
      '/access',
      visitTenant((visit) => saveAccess(visit)),
    )
    .get('/recovery', visitTenant(showRecovery))
    .post('/recovery/address', visitTenant(renewAddress))
    .post('/recovery/arm', visitTenant(armRecovery))
    .post(
      '/recovery/disarm',
      visitTenant((visit) => disarmRecovery(visit)),
    )
    .post('/recovery/remove', visitTenant(removeAccount))
    .get('/draft', visitTenant(showDraft))
    .post('/draft/publish', visitTenant(publishDraft))
    .post('/draft/test', visitTenant(testDraft))
    .post('/draft/shadow', visitTenant(switchShadow))
    .get('/draft/discard', visitTenant(askToDiscardDraft))
    .post('/draft/discard', visitTenant(discardDraft))
    .get('/history', visitTenant(listVersions))
    .get('/history/:version/restore', visitTenant(askToRollBack))
    .post('/history/:version/restore', visitTenant(rollBack))
    .get('/sign-ins', visitTenant(listSignIns))
    .post('/sign-ins/evidence', visitTenant(saveEvidenceHours))
    .get('/sign-ins/:reference', visitTenant(showSignIn))
    .post('/sign-ins/:reference/retry', visitTenant(tryAgain))
    .get('/people', visitTenant(listPeople))
    .get('/people/sessions', visitTenant(listSessions))
    .get('/people/sessions/end', visitTenant(askToEndSessions))
    .post('/people/sessions/end', visitTenant(endSessions))
    .get('/events', visitTenant(showEvents))
    .post('/webhooks', ofTenant(addWebhook))
    .get('/webhooks/:webhook', ofTenant(showWebhook))
    .post('/webhooks/:webhook', ofTenant(saveWebhook))
    .post('/webhooks/:webhook/rotate', ofTenant(rollSecretOver))
    .post('/webhooks/:webhook/keys/:key/retire', ofTenant(retireSecret))
    .get('/webhooks/:webhook/remove', ofTenant(askToRemoveWebhook))
    .post('/webhooks/:webhook/remove', ofTenant(removeWebhook))
    .post('/deliveries/:delivery/redeliver', visitTenant(sendAgain))
    .get('/audit', visitTenant(listTenantAudit))
    .get('/delete', visitTenant(askToDelete))
    .post('/delete', visitTenant(deleteTenant))
    .post('/restore', visitTenant(restoreTenant));

  return new Hono<SignedInEnv>()
    .get('/tenants', listTenants)
    .get('/new-tenant', askForTenant)
    .post('/new-tenant', makeTenant)
    .route('/tenants/:slug', one)
    .get('/events', showAllEvents)
    .post('/events/deliveries/:delivery/redeliver', sendOwnAgain)
    .post('/events/webhooks', ofAll(addWebhook))
    .get('/events/webhooks/:webhook', ofAll(showWebhook))
    .post('/events/webhooks/:webhook', ofAll(saveWebhook))
    .post('/events/webhooks/:webhook/rotate', ofAll(rollSecretOver))
    .post('/events/webhooks/:webhook/keys/:key/retire', ofAll(retireSecret))
    .get('/events/webhooks/:webhook/remove', ofAll(askToRemoveWebhook))
    .post('/events/webhooks/:webhook/remove', ofAll(removeWebhook));
}
