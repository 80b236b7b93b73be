/** One tenant through the API: itself, its draft, its versions, its connections, its names, and what happened to it. */
import type * as v from 'valibot';
import type {
  AttemptAnswer,
  AuditEntryAnswer,
  EndedSessionsAnswer,
  OpenSessionAnswer,
  PersonAnswer,
} from '../http/api/answers/activity.ts';
import type { DomainAnswer } from '../http/api/answers/domain.ts';
import type {
  DraftTestAnswer,
  RefusalAnswer,
  RetriedAnswer,
  ShadowAnswer,
} from '../http/api/answers/draft-trials.ts';
import type { ExpiryAnswer } from '../http/api/answers/expiries.ts';
import type { MetadataStatusAnswer } from '../http/api/answers/metadata.ts';
import type { NewOidcClientAnswer, OidcClientAnswer } from '../http/api/answers/oidc-client.ts';
import type { RecoveryAddressAnswer, RecoveryAnswer } from '../http/api/answers/recovery.ts';
import type { NewSetupLinkAnswer, SetupLinkAnswer } from '../http/api/answers/setup-link.ts';
import type {
  ConnectionAnswer,
  DraftAnswer,
  TenantAnswer,
  VersionAnswer,
  VersionSummaryAnswer,
} from '../http/api/answers/tenant.ts';
import type { AttemptCountsAnswer, DeliveryAnswer, EventAnswer } from '../http/api/answers/webhook.ts';
import type { connectionPatchSchema } from '../http/api/edit-connections.ts';
import type { SavedConnectionAnswer } from '../http/api/operations/connections.ts';
import type { NamesAnswer } from '../http/api/operations/names.ts';
import type { OidcClientChanges, OidcClientInput } from '../http/api/operations/oidc-clients.ts';
import type { ArmRecoveryInput } from '../http/api/operations/recovery.ts';
import type { SetupLinkInput } from '../http/api/operations/setup-links.ts';
import type { connectionInput } from '../tenants/connection-input.ts';
import type { tenantInput } from '../tenants/tenant-input.ts';
import { readPages, segment } from './pages.ts';
import type { ApiAnswer, ApiTransport } from './transport.ts';
import { webhookClient } from './webhook-client.ts';

export type TenantInput = v.InferInput<ReturnType<typeof tenantInput>>;
export type ConnectionInput = v.InferInput<ReturnType<typeof connectionInput>>;
/** RFC 7396: null brings back a default. */
export type ConnectionPatch = MergePatch<v.InferInput<ReturnType<typeof connectionPatchSchema>>>;
type MergePatch<Value> = Value extends readonly unknown[]
  ? Value
  : Value extends object
    ? { readonly [Name in keyof Value]?: MergePatch<Value[Name]> | null }
    : Value;

/** On what a change is founded: the entity tag of an earlier answer. */
export interface ChangeOptions {
  readonly ifMatch?: string;
}

export interface PublishOptions extends ChangeOptions {
  readonly untested?: true;
}

export interface PutTenantOptions extends ChangeOptions {
  /** `*` makes a tenant, and never replaces one. */
  readonly ifNoneMatch?: '*';
}

type Answered<Body> = Promise<ApiAnswer<Body>>;

/** Makes the client of one tenant. */
export function tenantClient(send: ApiTransport, slug: string) {
  const base = `/tenants/${segment(slug)}`;
  return {
    read: (): Answered<TenantAnswer> => send({ path: base }),
    /** Makes or replaces it, live at once. */
    put: (body: TenantInput, options: PutTenantOptions = {}): Answered<TenantAnswer> =>
      send({ method: 'PUT', path: base, body, ...options }),
    delete: (options: ChangeOptions = {}): Answered<void> =>
      send({ method: 'DELETE', path: base, ...options }),
    restore: (options: ChangeOptions = {}): Answered<TenantAnswer> =>
      send({ method: 'POST', path: `${base}/restore`, ...options }),

    draft: {
      read: (): Answered<DraftAnswer> => send({ path: `${base}/draft` }),
      put: (body: TenantInput, options: ChangeOptions = {}): Answered<DraftAnswer> =>
        send({ method: 'PUT', path: `${base}/draft`, body, ...options }),
      discard: (options: ChangeOptions = {}): Answered<void> =>
        send({ method: 'DELETE', path: `${base}/draft`, ...options }),
      /** `untested` takes connections, too, that no test has shown to work: whoever signs in by them may be locked out. */
      publish: ({ untested, ...options }: PublishOptions = {}): Answered<TenantAnswer> =>
        send({
          method: 'POST',
          path: `${base}/draft/publish`,
          query: { untested: untested === true ? 'true' : undefined },
          ...options,
        }),
      connections: connectionClient(send, `${base}/draft/connections`),
      tests: (): Answered<{ readonly items: readonly DraftTestAnswer[] }> =>
        send({ path: `${base}/draft/tests` }),
      test: (connectionId: string): Answered<DraftTestAnswer> =>
        send({ path: `${base}/draft/tests/${segment(connectionId)}` }),
      shadow: (): Answered<ShadowAnswer> => send({ path: `${base}/draft/shadow` }),
      switchShadowOn: (): Answered<ShadowAnswer> => send({ method: 'PUT', path: `${base}/draft/shadow` }),
      switchShadowOff: (): Answered<void> => send({ method: 'DELETE', path: `${base}/draft/shadow` }),
    },
    connections: connectionClient(send, `${base}/connections`),
    /** Reads what would be saved, and saves nothing. */
    checkConnection: (body: ConnectionInput): Answered<SavedConnectionAnswer> =>
      send({ method: 'POST', path: `${base}/connections/${segment(body.id)}/check`, body }),

    metadata: (): Answered<{ readonly items: readonly MetadataStatusAnswer[] }> =>
      send({ path: `${base}/metadata` }),
    refreshMetadata: (connectionId: string): Answered<ConnectionAnswer> =>
      send({ method: 'POST', path: `${base}/connections/${segment(connectionId)}/refresh` }),

    names: (): Answered<NamesAnswer> => send({ path: `${base}/names` }),
    addHostname: (hostname: string, options: ChangeOptions = {}): Answered<void> =>
      send({ method: 'PUT', path: `${base}/hostnames/${segment(hostname)}`, ...options }),
    removeHostname: (hostname: string, options: ChangeOptions = {}): Answered<void> =>
      send({ method: 'DELETE', path: `${base}/hostnames/${segment(hostname)}`, ...options }),

    domains: {
      list: (): Answered<{ readonly items: readonly DomainAnswer[] }> => send({ path: `${base}/domains` }),
      /** The answer has the record that its owner publishes. */
      add: (domain: string): Answered<DomainAnswer> =>
        send({ method: 'PUT', path: `${base}/domains/${segment(domain)}` }),
      check: (domain: string): Answered<DomainAnswer> =>
        send({ method: 'POST', path: `${base}/domains/${segment(domain)}/check` }),
      remove: (domain: string): Answered<void> =>
        send({ method: 'DELETE', path: `${base}/domains/${segment(domain)}` }),
    },

    versions: () => readPages<VersionSummaryAnswer>(send, `${base}/versions`),
    version: (number: number): Answered<VersionAnswer> => send({ path: `${base}/versions/${number}` }),
    restoreVersion: (number: number, options: ChangeOptions = {}): Answered<TenantAnswer> =>
      send({ method: 'POST', path: `${base}/versions/${number}/restore`, ...options }),

    expiries: (): Answered<{ readonly items: readonly ExpiryAnswer[] }> => send({ path: `${base}/expiries` }),
    audit: () => readPages<AuditEntryAnswer>(send, `${base}/audit`),
    attempts: (query: AttemptFilter = {}) => readPages<AttemptAnswer>(send, `${base}/attempts`, { ...query }),
    refusal: (reference: string): Answered<RefusalAnswer> =>
      send({ path: `${base}/refusals/${segment(reference)}` }),
    retryRefusal: (reference: string): Answered<RetriedAnswer> =>
      send({ method: 'POST', path: `${base}/refusals/${segment(reference)}/retry` }),
    attemptCounts: (): Answered<AttemptCountsAnswer> => send({ path: `${base}/attempts/counts` }),
    people: (query: { readonly search?: string } = {}) =>
      readPages<PersonAnswer>(send, `${base}/people`, query),
    sessions: {
      list: () => readPages<OpenSessionAnswer>(send, `${base}/sessions`),
      end: (id: string): Answered<void> =>
        send({ method: 'DELETE', path: `${base}/sessions/${segment(id)}` }),
      endAll: (query: SessionFilter): Answered<EndedSessionsAnswer> =>
        send({ method: 'DELETE', path: `${base}/sessions`, query }),
    },
    events: () => readPages<EventAnswer>(send, `${base}/events`),

    setupLinks: {
      list: (): Answered<{ readonly items: readonly SetupLinkAnswer[] }> =>
        send({ path: `${base}/setup-links` }),
      /** The answer has the link's address, this once. */
      create: (body: SetupLinkInput): Answered<NewSetupLinkAnswer> =>
        send({ method: 'POST', path: `${base}/setup-links`, body }),
      revoke: (id: string): Answered<void> =>
        send({ method: 'DELETE', path: `${base}/setup-links/${segment(id)}` }),
    },
    recovery: {
      read: (): Answered<RecoveryAnswer> => send({ path: `${base}/recovery` }),
      arm: (body: ArmRecoveryInput = {}): Answered<RecoveryAnswer> =>
        send({ method: 'PUT', path: `${base}/recovery/armed`, body }),
      disarm: (): Answered<RecoveryAnswer> => send({ method: 'DELETE', path: `${base}/recovery/armed` }),
      /** The answer has the address, this once. */
      renewAddress: (): Answered<RecoveryAddressAnswer> =>
        send({ method: 'POST', path: `${base}/recovery/address` }),
      removeAccount: (id: string): Answered<void> =>
        send({ method: 'DELETE', path: `${base}/recovery/accounts/${segment(id)}` }),
    },
    oidcClients: {
      list: (): Answered<{ readonly items: readonly OidcClientAnswer[] }> =>
        send({ path: `${base}/oidc-clients` }),
      /** The answer has the secret, this once. */
      create: (body: OidcClientInput): Answered<NewOidcClientAnswer> =>
        send({ method: 'POST', path: `${base}/oidc-clients`, body }),
      read: (id: string): Answered<OidcClientAnswer> => send({ path: `${base}/oidc-clients/${segment(id)}` }),
      /** The body says all of it; its secret stays. */
      put: (id: string, body: OidcClientChanges, options: ChangeOptions = {}): Answered<OidcClientAnswer> =>
        send({ method: 'PUT', path: `${base}/oidc-clients/${segment(id)}`, body, ...options }),
      /** The answer has the new secret, this once. The one before is good for 24 hours more, or until it is ended. */
      renewSecret: (id: string): Answered<NewOidcClientAnswer> =>
        send({ method: 'POST', path: `${base}/oidc-clients/${segment(id)}/secret` }),
      endFormerSecret: (id: string): Answered<void> =>
        send({ method: 'DELETE', path: `${base}/oidc-clients/${segment(id)}/former-secret` }),
      remove: (id: string): Answered<void> =>
        send({ method: 'DELETE', path: `${base}/oidc-clients/${segment(id)}` }),
    },
    webhooks: webhookClient(send, `${base}/webhooks`),
    deliveries: (query: DeliveryFilter = {}) =>
      readPages<DeliveryAnswer>(send, `${base}/deliveries`, { ...query }),
    redeliver: (deliveryId: string): Answered<DeliveryAnswer> =>
      send({ method: 'POST', path: `${base}/deliveries/${segment(deliveryId)}/redeliver` }),
  };
}

export interface AttemptFilter {
  readonly outcome?: AttemptAnswer['outcome'];
  readonly code?: string;
  readonly reference?: string;
}

/** A person by the id that lists have, a connection by its id; `all` takes neither. */
export type SessionFilter =
  | { readonly person: string }
  | { readonly connection: string }
  | { readonly all: 'true' };

export interface DeliveryFilter {
  readonly webhook?: string;
  readonly state?: DeliveryAnswer['state'];
}

function connectionClient(send: ApiTransport, base: string) {
  const one = (id: string) => `${base}/${segment(id)}`;
  return {
    list: (): Answered<{ readonly items: readonly ConnectionAnswer[] }> => send({ path: base }),
    read: (id: string): Answered<ConnectionAnswer> => send({ path: one(id) }),
    put: (body: ConnectionInput, options: ChangeOptions = {}): Answered<SavedConnectionAnswer> =>
      send({ method: 'PUT', path: one(body.id), body, ...options }),
    patch: (id: string, body: ConnectionPatch, options: ChangeOptions = {}): Answered<ConnectionAnswer> =>
      send({ method: 'PATCH', path: one(id), body, ...options }),
    delete: (id: string, options: ChangeOptions = {}): Answered<void> =>
      send({ method: 'DELETE', path: one(id), ...options }),
  };
}
