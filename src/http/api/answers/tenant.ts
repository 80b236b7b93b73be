/** A tenant as the API shows it: what was decided, what follows from it, and how far it has come. */
import * as v from 'valibot';
import { authorAnswer, count, instant, list } from './common.ts';

const certificateAnswer = v.object({
  sha256: v.pipe(v.string(), v.description('The fingerprint of the certificate, or of the bare key.')),
  algorithm: v.string(),
  subject: v.string(),
  notBefore: v.string(),
  notAfter: v.string(),
});

const binding = v.picklist(['redirect', 'post']);

export const connectionAnswer = v.object({
  id: v.string(),
  displayName: v.string(),
  identityProvider: v.object({
    entityId: v.string(),
    signInEndpoints: list(v.object({ binding, location: v.string() })),
    logoutEndpoints: v.pipe(
      v.optional(list(v.object({ binding, location: v.string(), responseLocation: v.nullable(v.string()) }))),
      v.description('Where it takes logouts; left out where it takes none.'),
    ),
    signatureAlgorithms: v.pipe(
      v.optional(list(v.string())),
      v.description('What its metadata says it verifies, of what we sign with; left out where it says none.'),
    ),
    digestAlgorithms: v.optional(list(v.string())),
    entityAttributes: v.pipe(
      v.optional(
        v.object({
          categories: list(v.string()),
          supportedCategories: list(v.string()),
          certifications: list(v.string()),
        }),
      ),
      v.description('What its metadata says of it for people to know; nothing is decided by it.'),
    ),
    scopes: v.pipe(
      v.optional(list(v.string())),
      v.description(
        'What its metadata lets it state after the @ of scoped attributes; left out for anything.',
      ),
    ),
    certificates: v.pipe(list(certificateAnswer), v.description('The keys that are trusted, and no others.')),
    wantAuthnRequestsSigned: v.boolean(),
    notAfter: v.pipe(v.nullable(v.string()), v.description('When its metadata lapses; null for never.')),
  }),
  metadataSource: v.pipe(
    v.optional(
      v.nullable(
        v.object({
          url: v.string(),
          signingCertificates: list(certificateAnswer),
          maxValidityDays: v.nullable(v.number()),
        }),
      ),
    ),
    v.description('Where its metadata comes from by itself; null where it does not.'),
  ),
  emailDomains: list(v.string()),
  scopes: v.optional(list(v.string())),
  request: v.object({
    binding: v.nullable(binding),
    forceAuthn: v.boolean(),
    isPassive: v.boolean(),
    nameIdPolicy: v.nullable(v.object({ format: v.nullable(v.string()) })),
    authnContextClassRefs: list(v.string()),
    sign: v.picklist(['auto', 'always', 'never']),
    loginHint: v.picklist(['none', 'query', 'subject']),
  }),
  response: v.object({
    requireSigned: v.picklist(['response', 'assertion', 'either', 'both']),
    unsolicited: v.picklist(['reject', 'restart', 'accept']),
    allowSha1: v.boolean(),
    allowUnauthenticatedCbc: v.boolean(),
    clockSkewSeconds: v.number(),
  }),
  account: v.object({
    key: v.nullable(
      v.variant('from', [
        v.object({ from: v.literal('name-id') }),
        v.object({ from: v.literal('attribute'), name: v.string() }),
      ]),
    ),
  }),
  attributes: v.optional(
    v.object({
      email: v.nullable(v.string()),
      displayName: v.nullable(v.string()),
      groups: v.nullable(v.string()),
      groupSeparator: v.nullable(v.picklist([';', ',', '|'])),
      required: list(v.string()),
    }),
  ),
  groupRules: v.optional(v.object({ anyOf: list(v.string()) })),
  roles: v.optional(
    v.object({
      everybody: list(v.string()),
      byGroup: list(v.object({ group: v.string(), roles: list(v.string()) })),
    }),
  ),
  keepEvidenceHours: v.optional(v.number()),
});

/** What people decide about a tenant; live versions and drafts have it alike. */
const configuration = {
  displayName: v.string(),
  hostnames: list(v.string()),
  logoUrl: v.nullable(v.string()),
  branding: v.optional(v.object({ colour: v.nullable(v.string()) })),
  privacyStatementUrl: v.nullable(v.string()),
  session: v.object({ lifetimeSeconds: v.number(), idleTimeoutSeconds: v.number() }),
  people: v.optional(v.object({ remember: v.picklist(['nothing', 'account-key', 'names']) })),
  dangerouslyNamePeopleInEvents: v.optional(v.boolean()),
  unprovenEmails: v.optional(v.picklist(['accept', 'refuse'])),
  acs: v.optional(v.picklist(['own', 'shared'])),
  administrators: v.optional(v.object({ addresses: list(v.string()), groups: list(v.string()) })),
  samlRequired: v.optional(
    v.object({
      of: v.picklist(['nobody', 'pilot', 'everybody']),
      addresses: list(v.string()),
      groups: list(v.string()),
      domains: list(v.string()),
    }),
  ),
  fallbackLoginUrl: v.optional(v.nullable(v.string())),
  discoveryServiceUrl: v.optional(v.nullable(v.string())),
  recoveryOpens: v.optional(v.picklist(['setup', 'application'])),
  application: v.optional(
    v.object({
      origin: v.nullable(v.string()),
      publicPaths: list(v.string()),
      protectedPaths: list(v.string()),
    }),
  ),
  connections: list(connectionAnswer),
};

const warnings = v.pipe(
  list(v.object({ code: v.string(), path: v.string(), message: v.string() })),
  v.description('What deserves attention although it is served.'),
);

const publicationState = v.pipe(
  v.picklist(['pending', 'spreading', 'everywhere']),
  v.description('pending: not written yet; spreading: written, and on its way to every edge; everywhere.'),
);

const publicationAnswer = v.object({
  version: v.number(),
  state: publicationState,
  writtenAt: v.nullable(instant('When it was written; null while it is not.')),
  everywhereAt: v.nullable(instant('From when on every edge serves it, whatever it had cached.')),
  failures: count('Attempts that failed; they go on until one succeeds.'),
});

export const tenantAnswer = v.object({
  id: v.pipe(v.string(), v.description('Random, and never used again.')),
  slug: v.string(),
  version: v.pipe(v.number(), v.description('Of what is live.')),
  createdAt: instant('When the tenant was made.'),
  updatedAt: instant('When the live version was made.'),
  ...configuration,
  serviceProviders: v.pipe(
    list(
      v.object({
        host: v.string(),
        entityId: v.string(),
        acsUrl: v.string(),
        sloUrl: v.nullable(v.string()),
      }),
    ),
    v.description(
      'What to enter at the identity provider, for each host; sloUrl is null without a key that signs logouts.',
    ),
  ),
  provenDomains: v.pipe(
    v.optional(list(v.string())),
    v.description('Email domains that are proven to be the tenant’s own; see its domains.'),
  ),
  warnings,
  publication: publicationAnswer,
  draft: v.pipe(
    v.nullable(
      v.object({ basedOn: v.number(), updatedAt: instant('When it was saved.'), author: authorAnswer }),
    ),
    v.description('That there is a draft; it is at /draft.'),
  ),
  deleted: v.pipe(
    v.nullable(
      v.object({
        at: instant('When it was deleted.'),
        author: authorAnswer,
        purgeAt: instant('When its data is gone; until then it can be restored.'),
      }),
    ),
    v.description('Set from its deletion until it is restored: nobody signs in.'),
  ),
});

export const draftAnswer = v.object({
  ...configuration,
  basedOn: v.pipe(v.number(), v.description('The live version when the draft was begun.')),
  isOutdated: v.pipe(v.boolean(), v.description('Another version went live since the draft was begun.')),
  updatedAt: instant('When it was saved.'),
  author: authorAnswer,
  warnings,
});

export const versionSummaryAnswer = v.object({
  number: v.number(),
  at: instant('When it went live.'),
  author: authorAnswer,
  changes: v.pipe(list(v.string()), v.description('What is different from the version before, in words.')),
  restoredFrom: v.pipe(v.nullable(v.number()), v.description('The version that it brought back.')),
});

export const versionAnswer = v.object({
  ...versionSummaryAnswer.entries,
  configuration: v.object(configuration),
});

export const tenantSummaryAnswer = v.object({
  id: v.string(),
  slug: v.string(),
  displayName: v.string(),
  hostnames: list(v.string()),
  emailDomains: list(v.string()),
  version: v.number(),
  updatedAt: instant('When the live version was made.'),
  hasDraft: v.boolean(),
  deletedAt: v.nullable(instant('When it was deleted.')),
  connectionCount: count('How many connections it has.'),
  lastSignInAt: v.nullable(instant('When somebody last signed in.')),
  recentFailures: count('Refused sign-ins of the last 24 hours.'),
  nextExpiryAt: v.nullable(instant('When the first of its certificates or metadata lapses.')),
  metadataFailingSince: v.nullable(instant('Since when its metadata could not be refreshed.')),
  publication: publicationState,
});

export type TenantAnswer = v.InferOutput<typeof tenantAnswer>;
export type ConnectionAnswer = v.InferOutput<typeof connectionAnswer>;
export type DraftAnswer = v.InferOutput<typeof draftAnswer>;
export type VersionAnswer = v.InferOutput<typeof versionAnswer>;
export type VersionSummaryAnswer = v.InferOutput<typeof versionSummaryAnswer>;
export type TenantSummaryAnswer = v.InferOutput<typeof tenantSummaryAnswer>;
