/** What is different between two states of an identity provider, in sentences for the audit trail and for events. Pure. */
import { shorten } from '../result.ts';
import {
  type CertificateSummary,
  type Endpoint,
  type IdentityProvider,
  type LogoutEndpoint,
  logoutEndpointsOf,
} from '../saml/identity-provider.ts';

/** Enough of a SHA-256 to tell certificates of one subject apart. */
const SHOWN_FINGERPRINT_LETTERS = 16;

/** Says what has changed, one sentence each; none where nothing that a sign-in depends on has. */
export function describeChanges(before: IdentityProvider, after: IdentityProvider): readonly string[] {
  const changes: string[] = [];
  if (before.entityId !== after.entityId) {
    changes.push(`The entity ID is ${after.entityId}; it was ${before.entityId}.`);
  }
  changes.push(...describeKeys(before.keys, after.keys));
  changes.push(...describeEndpoints('sign in', before.signInEndpoints, after.signInEndpoints));
  const [logoutsBefore, logoutsAfter] = [logoutEndpointsOf(before), logoutEndpointsOf(after)];
  changes.push(...describeEndpoints('sign out', logoutsBefore, logoutsAfter));
  changes.push(...describeResponseLocations(logoutsBefore, logoutsAfter));
  changes.push(
    ...describeList('The signature algorithms', before.signatureAlgorithms, after.signatureAlgorithms),
    ...describeList('The digest algorithms', before.digestAlgorithms, after.digestAlgorithms),
  );
  const [factsBefore, factsAfter] = [before.entityAttributes, after.entityAttributes];
  changes.push(
    ...describeList('The entity categories', factsBefore?.categories, factsAfter?.categories),
    ...describeList(
      'The supported categories',
      factsBefore?.supportedCategories,
      factsAfter?.supportedCategories,
    ),
    ...describeList('The certifications', factsBefore?.certifications, factsAfter?.certifications),
  );
  const [scopesBefore, scopesAfter] = [nameScopes(before), nameScopes(after)];
  if (scopesBefore !== scopesAfter) {
    changes.push(`The identity provider may state ${shorten(scopesAfter)}; it was ${shorten(scopesBefore)}.`);
  }
  if (before.wantAuthnRequestsSigned !== after.wantAuthnRequestsSigned) {
    changes.push(
      after.wantAuthnRequestsSigned
        ? 'The identity provider now asks for signed requests.'
        : 'The identity provider no longer asks for signed requests.',
    );
  }
  if (before.notAfter !== after.notAfter) changes.push(describeExpiry(before.notAfter, after.notAfter));
  return changes;
}

/** None at all is another thing than an empty list. */
function nameScopes({ scopes }: IdentityProvider): string {
  if (scopes === undefined) return 'any scope';
  return scopes.length === 0 ? 'no scope' : `the scopes ${[...scopes].sort().join(', ')}`;
}

function describeKeys(
  before: readonly CertificateSummary[],
  after: readonly CertificateSummary[],
): readonly string[] {
  const lacking = (keys: readonly CertificateSummary[]) => {
    const known = new Set(keys.map(({ key }) => key.fingerprint));
    return ({ key }: CertificateSummary) => !known.has(key.fingerprint);
  };
  const added = after.filter(lacking(before));
  const removed = before.filter(lacking(after));
  return [
    ...added.map((key) => `The signing certificate ${nameOf(key)} was added, valid until ${key.notAfter}.`),
    ...removed.map((key) => `The signing certificate ${nameOf(key)} was removed.`),
  ];
}

function nameOf({ subject, key }: CertificateSummary): string {
  return `${subject} (SHA-256 ${key.fingerprint.slice(0, SHOWN_FINGERPRINT_LETTERS)}…)`;
}

function describeEndpoints(
  purpose: 'sign in' | 'sign out',
  before: readonly Endpoint[],
  after: readonly Endpoint[],
): readonly string[] {
  return (['redirect', 'post'] as const).flatMap((binding) => {
    const old = findEndpoint(before, binding)?.location;
    const now = findEndpoint(after, binding)?.location;
    if (old === now) return [];
    const name = nameBinding(binding);
    if (now === undefined) return [`People can no longer be sent to ${purpose} by ${name}.`];
    return old === undefined
      ? [`People can be sent to ${purpose} by ${name} at ${now}.`]
      : [`The ${purpose.replace(' ', '-')} address by ${name} is ${now}; it was ${old}.`];
  });
}

/** An endpoint that is new or gone is told already. */
function describeResponseLocations(
  before: readonly LogoutEndpoint[],
  after: readonly LogoutEndpoint[],
): readonly string[] {
  return after.flatMap(({ binding, responseLocation }) => {
    const old = findEndpoint(before, binding);
    if (old === undefined || old.responseLocation === responseLocation) return [];
    const name = `Answers to logouts by ${nameBinding(binding)}`;
    return [`${name} go to ${responseLocation ?? 'the sign-out address'}.`];
  });
}

/** Another order is no change: nothing depends on it. */
function describeList(
  subject: string,
  before: readonly string[] = [],
  after: readonly string[] = [],
): readonly string[] {
  const added = after.filter((each) => !before.includes(each));
  const removed = before.filter((each) => !after.includes(each));
  return [
    ...(added.length === 0 ? [] : [`${subject} of the identity provider have ${added.join(', ')} as well.`]),
    ...(removed.length === 0
      ? []
      : [`${subject} of the identity provider no longer have ${removed.join(', ')}.`]),
  ];
}

function findEndpoint<Each extends Endpoint>(
  endpoints: readonly Each[],
  binding: Endpoint['binding'],
): Each | undefined {
  return endpoints.find((endpoint) => endpoint.binding === binding);
}

function nameBinding(binding: Endpoint['binding']): string {
  return binding === 'redirect' ? 'HTTP-Redirect' : 'HTTP-POST';
}

function describeExpiry(before: string | null, after: string | null): string {
  const was = before === null ? 'it had no end' : `it was ${before}`;
  return after === null
    ? `The metadata is valid without an end; ${was}.`
    : `The metadata is valid until ${after}; ${was}.`;
}
