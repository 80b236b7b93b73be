/** What is different between two states of an identity provider, in sentences for the audit trail and for events. Pure. */
import type { CertificateSummary, Endpoint, IdentityProvider } from '../saml/identity-provider.ts';

/** Enough of a SHA-256 to tell certificates of one subject apart. */
const SHOWN_FINGERPRINT_LETTERS = 16;

/** Says what has changed, one sentence each; none where nothing that a sign-in depends on has. */
export function describeChanges(before: IdentityProvider, after: IdentityProvider): readonly string[] {
  const changes: string[] = [];
  if (before.entityId !== after.entityId) {
    changes.push(`The entity ID is ${after.entityId}; it was ${before.entityId}.`);
  }
  changes.push(...describeKeys(before.keys, after.keys));
  changes.push(...describeEndpoints(before.signInEndpoints, after.signInEndpoints));
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

function describeEndpoints(before: readonly Endpoint[], after: readonly Endpoint[]): readonly string[] {
  return (['redirect', 'post'] as const).flatMap((binding) => {
    const old = locationOf(before, binding);
    const now = locationOf(after, binding);
    if (old === now) return [];
    const name = binding === 'redirect' ? 'HTTP-Redirect' : 'HTTP-POST';
    if (now === undefined) return [`People can no longer be sent to sign in by ${name}.`];
    return old === undefined
      ? [`People can be sent to sign in by ${name} at ${now}.`]
      : [`The sign-in address by ${name} is ${now}; it was ${old}.`];
  });
}

function locationOf(endpoints: readonly Endpoint[], binding: Endpoint['binding']): string | undefined {
  return endpoints.find((endpoint) => endpoint.binding === binding)?.location;
}

function describeExpiry(before: string | null, after: string | null): string {
  const was = before === null ? 'it had no end' : `it was ${before}`;
  return after === null
    ? `The metadata is valid without an end; ${was}.`
    : `The metadata is valid until ${after}; ${was}.`;
}
