/**
 * A tenant as the API takes it. One PUT says all of it: what is left out gets its default, not what was there before,
 * so that the record can be kept in a file. Its input comes from the operator. Pure; the time is an argument.
 */
import * as v from 'valibot';
import { isLocalhost } from '../hostname.ts';
import { takesDiscoveryRequest } from '../saml/idp-discovery.ts';
import { applicationInput } from './application-input.ts';
import { type ConnectionContext, type ConnectionWithWarnings, connectionInput } from './connection-input.ts';
import { type Deployment, isUnderBaseDomain } from './deployment.ts';
import {
  closed,
  distinct,
  emailAddress,
  hostname,
  httpsUrl,
  listOf,
  text,
  wholeNumber,
} from './field-rules.ts';
import { outboundUrl } from './outbound-url-input.ts';
import { MAX_HOST_CHARACTERS } from './service-provider.ts';
import type { SessionPolicy } from './tenant.ts';

const DEFAULT_LIFETIME_SECONDS = 12 * 3_600;
const DEFAULT_IDLE_TIMEOUT_SECONDS = 2 * 3_600;
const MAX_LIFETIME_SECONDS = 30 * 86_400;

/** An image small enough to travel in every page, in a form that runs no script when it is shown as an image. */
const IMAGE_DATA_URL = /^data:image\/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$/;
const MAX_IMAGE_DATA_CHARACTERS = 32_768;

const imageUrl = v.union(
  [v.pipe(v.string(), v.maxLength(MAX_IMAGE_DATA_CHARACTERS), v.regex(IMAGE_DATA_URL)), httpsUrl()],
  `must be an https:// URL, or a data:image/...;base64, one of at most ${MAX_IMAGE_DATA_CHARACTERS} characters`,
);

/** Lower case, as it is written into pages. */
const colour = v.pipe(
  v.string(),
  v.regex(/^#[0-9a-f]{6}$/i, 'must be # and six hexadecimal digits, such as #0e5a54'),
  v.toLowerCase(),
);

const branding = closed({ colour: v.nullish(colour, null) });

const sessionPolicy = v.pipe(
  closed({
    lifetimeSeconds: v.optional(wholeNumber(300, MAX_LIFETIME_SECONDS), DEFAULT_LIFETIME_SECONDS),
    idleTimeoutSeconds: v.optional(wholeNumber(60, MAX_LIFETIME_SECONDS)),
  }),
  v.forward(
    v.partialCheck(
      [['lifetimeSeconds'], ['idleTimeoutSeconds']],
      ({ lifetimeSeconds, idleTimeoutSeconds = 0 }) => idleTimeoutSeconds <= lifetimeSeconds,
      'must not be longer than lifetimeSeconds',
    ),
    ['idleTimeoutSeconds'],
  ),
  v.transform(
    ({ lifetimeSeconds, idleTimeoutSeconds }): SessionPolicy => ({
      lifetimeSeconds,
      idleTimeoutSeconds: idleTimeoutSeconds ?? Math.min(DEFAULT_IDLE_TIMEOUT_SECONDS, lifetimeSeconds),
    }),
  ),
);

const peoplePolicy = closed({
  remember: v.optional(v.picklist(['nothing', 'account-key', 'names']), 'nothing'),
});

const administratorsPolicy = closed({
  addresses: v.optional(distinct(emailAddress(), 100), []),
  groups: v.optional(distinct(text(256), 100), []),
});

const samlRequired = closed({
  of: v.optional(v.picklist(['nobody', 'pilot', 'everybody']), 'nobody'),
  addresses: v.optional(distinct(emailAddress(), 500), []),
  groups: v.optional(distinct(text(256), 100), []),
  domains: v.optional(distinct(hostname(), 200), []),
});

/** What the schema of a tenant needs to know. */
export type TenantInputContext = Omit<ConnectionContext, 'isLocal'> & { readonly deployment: Deployment };

/** The schema of a tenant. */
export function tenantInput({ deployment, ...context }: TenantInputContext) {
  return closed({
    displayName: text(100),
    hostnames: v.optional(distinct(customHostname(deployment), 20), []),
    logoUrl: v.nullish(imageUrl, null),
    branding: v.optional(branding, {}),
    privacyStatementUrl: v.nullish(httpsUrl(), null),
    session: v.optional(sessionPolicy, {}),
    people: v.optional(peoplePolicy, {}),
    administrators: v.optional(administratorsPolicy, {}),
    samlRequired: v.optional(samlRequired, {}),
    fallbackLoginUrl: v.nullish(httpsUrl(), null),
    recoveryOpens: v.optional(v.picklist(['setup', 'application']), 'setup'),
    /** By default an address says nothing: each connection's own domains do. */
    unprovenEmails: v.optional(v.picklist(['accept', 'refuse']), 'accept'),
    /** Dangerous: the log names people then. */
    dangerouslyNamePeopleInEvents: v.optional(v.boolean(), false),
    /** `shared` for deployments where not every tenant's host can have Responses of its own. */
    acs: v.optional(v.picklist(['own', 'shared']), 'own'),
    application: v.optional(applicationInput({ allowLoopback: deployment.isLocal }), {}),
    discoveryServiceUrl: v.nullish(discoveryServiceUrl(deployment), null),
    connections: v.optional(connectionList({ isLocal: deployment.isLocal, ...context }), []),
  });
}

/** Browsers are sent there, on the same rules as if the Worker went itself: nobody's are to be led into a private network. */
function discoveryServiceUrl({ isLocal }: Deployment) {
  return v.pipe(
    outboundUrl({ allowLoopback: isLocal }),
    v.check(
      takesDiscoveryRequest,
      'must not have entityID, return or returnIDParam in its query: the request says those',
    ),
  );
}

function customHostname(deployment: Deployment) {
  return v.pipe(
    hostname(),
    v.check(
      (name) => !isUnderBaseDomain(name, deployment),
      `must not be ${deployment.baseDomain} or a name under it: there each tenant has its slug`,
    ),
    v.check(
      (name) => deployment.isLocal || !isLocalhost(name),
      'must not be a name that means the machine itself',
    ),
    v.check(
      // Six for a port, which the base domain may bring.
      (name) => name.length <= MAX_HOST_CHARACTERS - 6,
      `must have at most ${MAX_HOST_CHARACTERS - 6} characters, so that an entity ID can be made of it`,
    ),
  );
}

function connectionList(context: ConnectionContext) {
  return v.pipe(
    listOf(connectionInput(context), 20),
    v.rawCheck<ConnectionWithWarnings[]>(({ dataset, addIssue }) => {
      // Entries with other problems are not compiled, so that only the rest can be compared.
      if (!dataset.typed) return;
      const ids = dataset.value.map(({ connection }) => connection.id);
      const issuers = dataset.value.map(({ connection }) => connection.identityProvider.entityId);
      if (new Set(ids).size < ids.length) addIssue({ message: 'must not have one id twice' });
      if (new Set(issuers).size < issuers.length) {
        addIssue({
          message: 'must not have one identity provider twice: a Response names it alone, not the connection',
        });
      }
    }),
  );
}
