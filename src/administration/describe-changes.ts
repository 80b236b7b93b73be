/**
 * What differs between two configurations, in words, one sentence each, for versions and the audit trail. Certificates are
 * named by subject and the end of their fingerprint; what may hold a secret or an address of a person is said to have
 * changed, and never quoted: the sentences are kept for good. Pure.
 */
import type { CertificateSummary } from '../saml/identity-provider.ts';
import { peopleRulesOf } from '../tenants/people-rules.ts';
import type { Connection } from '../tenants/tenant.ts';
import { nameField } from './field-names.ts';
import type { TenantConfiguration } from './tenant-record.ts';

const MAX_SENTENCES = 50;
const MAX_NAMES = 5;
const MAX_QUOTED_CHARACTERS = 80;
/** The names of fields whose values are nobody's business. */
const SECRET_FIELD = /secret|password|token|credential|privateKey/i;

/** Describes each difference; none for two that are the same. */
export function describeChanges(before: TenantConfiguration, after: TenantConfiguration): readonly string[] {
  const { connections: connectionsBefore, ...restBefore } = before;
  const { connections: connectionsAfter, ...restAfter } = after;
  const sentences = [
    ...describeFields('', restBefore, restAfter),
    ...describeConnections(connectionsBefore, connectionsAfter),
  ];
  if (sentences.length <= MAX_SENTENCES) return sentences;
  const left = sentences.length - MAX_SENTENCES + 1;
  return [...sentences.slice(0, MAX_SENTENCES - 1), `There are ${left} more changes.`];
}

function describeConnections(before: readonly Connection[], after: readonly Connection[]): string[] {
  const [idsBefore, idsAfter] = [before.map(({ id }) => id), after.map(({ id }) => id)];
  const sentences = [
    ...idsAfter.filter((id) => !idsBefore.includes(id)).map((id) => `Connection ${quote(id)} was added.`),
    ...idsBefore.filter((id) => !idsAfter.includes(id)).map((id) => `Connection ${quote(id)} was removed.`),
  ];
  for (const connection of after) {
    const former = before.find(({ id }) => id === connection.id);
    if (former !== undefined) sentences.push(...describeConnection(former, connection));
  }
  const kept = (ids: readonly string[], others: readonly string[]) => ids.filter((id) => others.includes(id));
  if (kept(idsBefore, idsAfter).join(' ') !== kept(idsAfter, idsBefore).join(' '))
    sentences.push('The order of the connections was changed.');
  return sentences;
}

function describeConnection(before: Connection, after: Connection): string[] {
  const prefix = `Connection ${quote(after.id)}: `;
  const [{ keys: keysBefore, ...trustBefore }, { keys: keysAfter, ...trustAfter }] = [
    before.identityProvider,
    after.identityProvider,
  ];
  return [
    ...describeKeys(prefix, keysBefore, keysAfter),
    ...describeFields(
      prefix,
      { ...before, ...peopleRulesOf(before), identityProvider: trustBefore },
      { ...after, ...peopleRulesOf(after), identityProvider: trustAfter },
    ),
  ];
}

function describeKeys(
  prefix: string,
  before: readonly CertificateSummary[],
  after: readonly CertificateSummary[],
): string[] {
  const missingIn = (others: readonly CertificateSummary[]) => (each: CertificateSummary) =>
    !others.some(({ key }) => key.fingerprint === each.key.fingerprint);
  return [
    ...after.filter(missingIn(before)).map((each) => `${prefix}${nameCertificate(each)} was added.`),
    ...before.filter(missingIn(after)).map((each) => `${prefix}${nameCertificate(each)} was removed.`),
  ];
}

function nameCertificate({ key, notAfter }: CertificateSummary): string {
  return `the certificate ${key.fingerprint.slice(0, 16)}…, valid until ${notAfter.slice(0, 10)},`;
}

/** A sentence begins with a capital letter, unless something stands before it. */
function begin(prefix: string, subject: string): string {
  return prefix === '' ? subject.charAt(0).toUpperCase() + subject.slice(1) : prefix + subject;
}

/** Goes down to the fields that differ. */
function describeFields(prefix: string, before: object, after: object, path = ''): string[] {
  const [valuesBefore, valuesAfter] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = new Set([...valuesBefore.keys(), ...valuesAfter.keys()]);
  return [...names].flatMap((name) => {
    const [former, value]: unknown[] = [valuesBefore.get(name), valuesAfter.get(name)];
    if (isSame(former, value)) return [];
    const fieldPath = path === '' ? name : `${path}.${name}`;
    if (isRecord(former) && isRecord(value)) return describeFields(prefix, former, value, fieldPath);
    const subject = begin(prefix, nameField(fieldPath));
    if (isTextList(former) && isTextList(value)) return describeList(subject, former, value);
    return [describeValue(subject, name, former, value)];
  });
}

function describeList(subject: string, before: readonly string[], after: readonly string[]): string[] {
  const [added, removed] = [
    after.filter((each) => !before.includes(each)),
    before.filter((each) => !after.includes(each)),
  ];
  if (added.length + removed.length === 0) return [`${subject} has another order.`];
  return [
    ...(added.length === 0 ? [] : [`${subject} has ${listNames(added)} as well.`]),
    ...(removed.length === 0 ? [] : [`${subject} no longer has ${listNames(removed)}.`]),
  ];
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).map((name) => (isQuotable(name) ? quote(name) : 'an entry'));
  const left = names.length - shown.length;
  return left === 0 ? shown.join(', ') : `${shown.join(', ')} and ${left} more`;
}

function describeValue(subject: string, name: string, before: unknown, after: unknown): string {
  if (SECRET_FIELD.test(name) || !isQuotable(before) || !isQuotable(after)) return `${subject} was changed.`;
  return `${subject} is ${show(after)} instead of ${show(before)}.`;
}

/** Addresses of people have an `@`; those of the web may carry a token; long texts say nothing in a list. */
function isQuotable(value: unknown): boolean {
  if (typeof value !== 'string') return value === null || value === undefined || typeof value !== 'object';
  return value.length <= MAX_QUOTED_CHARACTERS && !/[@?]|\p{Cc}/u.test(value) && !value.startsWith('data:');
}

function show(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'string' ? quote(value) : String(value);
}

const quote = (text: string) => `“${text}”`;

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** Whatever the order of fields: a configuration may have been through storage. */
function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((each, index) => isSame(each, other[index]));
  if (!isRecord(one) || !isRecord(other)) return one === other;
  const [fields, others] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  return fields.size === others.size && [...fields].every(([name, value]) => isSame(value, others.get(name)));
}
