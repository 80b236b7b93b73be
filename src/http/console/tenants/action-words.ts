/** What an entry of a tenant's audit trail says happened, to stand behind a name. Pure. */
import type { AuditEntry } from '../../../administration/tenant-record.ts';

export const ACTION_WORDS: Readonly<Record<AuditEntry['action'], string>> = {
  tenant_created: 'made the tenant',
  tenant_adopted: 'took the tenant over from an earlier version of the product',
  draft_saved: 'saved the draft',
  draft_discarded: 'threw the draft away',
  version_published: 'published',
  version_restored: 'went back to an earlier version',
  tenant_deleted: 'deleted the tenant',
  tenant_restored: 'brought the tenant back',
  metadata_changed: 'took over changed metadata',
  metadata_refresh_failed: 'could not refresh metadata',
  webhook_saved: 'saved an endpoint for events',
  webhook_removed: 'removed an endpoint for events',
  setup_link_created: 'made a set-up link',
  setup_link_opened: 'opened the set-up link',
  setup_link_revoked: 'revoked a set-up link',
  setup_link_finished: 'finished, which ended the set-up link',
  administrator_entered: 'came to set up, signed in',
  shadow_switched: 'switched the shadow of the draft',
  sign_in_retried: 'tried a refused sign-in again',
};
