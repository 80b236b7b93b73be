/**
 * The set-up pages' URL map, on a tenant's host: the door, and what is behind it. Nobody needs to be signed in: a set-up
 * link opens them (administration/administrator.ts), and what is saved there is a draft.
 */
import { Hono } from 'hono/tiny';
import { accessSections } from './access-sections.ts';
import { askForLink, openLink } from './door.tsx';
import type { SetupDoorEnv, SetupEnv } from './env.ts';
import { finishSetup } from './finish.tsx';
import { prepareSetup, requireAdministrator } from './guard.tsx';
import { checkInput, saveInput } from './review.tsx';
import { changeInput, showSteps } from './steps.tsx';
import { tenantViews } from './tenant-views.ts';

/** Makes the pages, to be mounted at /sso/setup once the tenant is known. */
export function customerSetup(): Hono<SetupDoorEnv> {
  const behindDoor = new Hono<SetupEnv>()
    .use(requireAdministrator)
    .get('/', showSteps)
    .post('/check', checkInput)
    .post('/change', changeInput)
    .post('/save', saveInput)
    .post('/finish', finishSetup)
    .route('/', tenantViews())
    .route('/', accessSections());

  return new Hono<SetupDoorEnv>()
    .use(prepareSetup)
    .get('/open', askForLink)
    .post('/open', openLink)
    .route('/', behindDoor);
}
