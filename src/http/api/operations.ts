/** Every operation of the API, in the order of its documentation: the one table that routes and documents are made of. */
import type { Operation } from './operation.ts';
import { ACTIVITY_OPERATIONS } from './operations/activity.ts';
import { API_KEY_OPERATIONS } from './operations/api-keys.ts';
import { CONNECTION_OPERATIONS, DRAFT_CONNECTION_OPERATIONS } from './operations/connections.ts';
import { DELIVERY_OPERATIONS } from './operations/deliveries.ts';
import { DOMAIN_OPERATIONS } from './operations/domains.ts';
import { DRAFT_OPERATIONS } from './operations/draft.ts';
import { DRAFT_TRIAL_OPERATIONS } from './operations/draft-trials.ts';
import { EXPIRY_OPERATIONS } from './operations/expiries.ts';
import { METADATA_OPERATIONS } from './operations/metadata.ts';
import { NAME_OPERATIONS } from './operations/names.ts';
import { OIDC_CLIENT_OPERATIONS } from './operations/oidc-clients.ts';
import { RECOVERY_OPERATIONS } from './operations/recovery.ts';
import { REFERENCE_OPERATIONS } from './operations/references.ts';
import { REFUSAL_OPERATIONS } from './operations/refusals.ts';
import { SESSION_OPERATIONS } from './operations/sessions.ts';
import { SETUP_LINK_OPERATIONS } from './operations/setup-links.ts';
import { TENANT_OPERATIONS } from './operations/tenants.ts';
import { VERSION_OPERATIONS } from './operations/versions.ts';
import { TENANT_WEBHOOK_OPERATIONS, WEBHOOK_OPERATIONS } from './operations/webhooks.ts';

export const OPERATIONS: readonly Operation[] = [
  ...TENANT_OPERATIONS,
  ...NAME_OPERATIONS,
  ...DOMAIN_OPERATIONS,
  ...CONNECTION_OPERATIONS,
  ...METADATA_OPERATIONS,
  ...DRAFT_OPERATIONS,
  ...DRAFT_CONNECTION_OPERATIONS,
  ...DRAFT_TRIAL_OPERATIONS,
  ...VERSION_OPERATIONS,
  ...SETUP_LINK_OPERATIONS,
  ...RECOVERY_OPERATIONS,
  ...OIDC_CLIENT_OPERATIONS,
  ...ACTIVITY_OPERATIONS,
  ...REFERENCE_OPERATIONS,
  ...REFUSAL_OPERATIONS,
  ...SESSION_OPERATIONS,
  ...EXPIRY_OPERATIONS,
  ...WEBHOOK_OPERATIONS,
  ...TENANT_WEBHOOK_OPERATIONS,
  ...DELIVERY_OPERATIONS,
  ...API_KEY_OPERATIONS,
];
