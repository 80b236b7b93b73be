/** The set-up pages that the console has as well: trying a draft out, going live and back, and what happened. */
import { Hono } from 'hono/tiny';
import { bringBackVersion } from '../../administration/administrators-part.ts';
import { draftFor } from '../../administration/change.ts';
import { saveAttributes, showAttributes } from '../console/tenants/attributes.tsx';
import { listTenantAudit } from '../console/tenants/audit.tsx';
import { askToDiscardDraft, discardDraft, publishDraft, showDraft } from '../console/tenants/draft.tsx';
import { switchShadow, testDraft } from '../console/tenants/draft-trials.tsx';
import { showEventsAlone } from '../console/tenants/events.tsx';
import { saveEvidenceHours } from '../console/tenants/evidence.tsx';
import { askToRollBack, findVersion, listVersions, rollBack } from '../console/tenants/history.tsx';
import { listPeople } from '../console/tenants/people.tsx';
import { askToEndSessions, endSessions, listSessions } from '../console/tenants/sessions.tsx';
import { showSignIn, tryAgain } from '../console/tenants/sign-in.tsx';
import { listSignIns } from '../console/tenants/sign-ins.tsx';
import type { TenantView } from '../console/tenants/visit.tsx';
import { showCertificates } from './certificates.tsx';
import type { SetupEnv } from './env.ts';
import { askBeforeLockOut } from './lock-out.tsx';
import { viewTenant } from './view.tsx';

const DRAFT = {
  tab: 'draft',
  find: async ({ author, state: { live, draft } }: TenantView) => draft && draftFor(author, { live, draft }),
  handle: publishDraft,
} as const;

const EARLIER_VERSION = {
  tab: 'history',
  async find(view: TenantView) {
    const version = await findVersion(view);
    return version && bringBackVersion(view.state.live.configuration, version, view.author);
  },
  handle: rollBack,
} as const;

/** Makes the pages, to be mounted behind the door. */
export function tenantViews(): Hono<SetupEnv> {
  return new Hono<SetupEnv>()
    .get('/attributes/:connection?', viewTenant(showAttributes, 'attributes'))
    .post('/attributes/:connection?', viewTenant(saveAttributes, 'attributes'))
    .get('/test', viewTenant(showDraft))
    .post('/test/test', viewTenant(testDraft))
    .post('/test/shadow', viewTenant(switchShadow))
    .post('/test/publish', askBeforeLockOut(DRAFT))
    .get('/test/discard', viewTenant(askToDiscardDraft))
    .post('/test/discard', viewTenant(discardDraft))
    .get('/history', viewTenant(listVersions))
    .get('/history/:version/restore', viewTenant(askToRollBack))
    .post('/history/:version/restore', askBeforeLockOut(EARLIER_VERSION))
    .get('/sign-ins', viewTenant(listSignIns))
    .post('/sign-ins/evidence', viewTenant(saveEvidenceHours))
    .get('/sign-ins/:reference', viewTenant(showSignIn))
    .post('/sign-ins/:reference/retry', viewTenant(tryAgain))
    .get('/people', viewTenant(listPeople))
    .get('/people/sessions', viewTenant(listSessions))
    .get('/people/sessions/end', viewTenant(askToEndSessions))
    .post('/people/sessions/end', viewTenant(endSessions))
    .get('/events', viewTenant(showEventsAlone))
    .get('/audit', viewTenant(listTenantAudit))
    .get('/certificates', viewTenant(showCertificates));
}
