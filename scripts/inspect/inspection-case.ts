/**
 * One case: a Response, whom to trust, and what to hold it against. The command line and a file of cases say the same
 * things, so one schema reads both; they only call the fields by other names. Pure.
 */
import { isAbsolute, resolve } from 'node:path';
import * as v from 'valibot';
import { failure, type Result, success } from '../../src/result.ts';
import type { SignatureRequirement } from '../../src/saml/expectations.ts';
import { parseInstant } from '../../src/saml/instant.ts';
import type { CaseFailure } from './inspection-failure.ts';
import { STANDARD_INPUT } from './read-file.ts';

/** Paths are absolute, but for `-` as the Response. */
export interface InspectionCase {
  readonly responseFile: string;
  readonly trust: TrustSource;
  readonly spEntityId: string;
  readonly acsUrl: string;
  /** Null for a Response that nobody asked for. */
  readonly requestId: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly clockSkewSeconds: number;
  readonly requireSigned: SignatureRequirement;
  readonly allowSha1: boolean;
  readonly allowUnauthenticatedCbc: boolean;
  readonly decryptionKeyFiles: readonly string[];
}

export type TrustSource =
  | { readonly kind: 'metadata'; readonly file: string }
  | { readonly kind: 'certificates'; readonly files: readonly string[]; readonly idpEntityId: string };

export const SIGNATURE_REQUIREMENTS = ['response', 'assertion', 'either', 'both'] as const;

/** What the Worker allows where a connection says nothing else. */
export const DEFAULT_CLOCK_SKEW_SECONDS = 300;

const requiredText = v.pipe(
  v.string(({ input }) => (input === undefined || input === null ? 'is missing' : 'must be a text')),
  v.nonEmpty('must not be empty'),
);
const optionalText = v.nullish(v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty')));
const flag = v.nullish(v.boolean('must be true or false'), false);
const paths = v.nullish(
  v.array(v.pipe(v.string('must be a path'), v.nonEmpty('must not be empty')), 'must be a list of paths'),
  [],
);

const FIELDS = {
  response: requiredText,
  metadata: optionalText,
  certificates: paths,
  idpEntityId: optionalText,
  spEntityId: requiredText,
  acsUrl: requiredText,
  inResponseTo: optionalText,
  unsolicited: flag,
  now: v.nullish(
    v.pipe(
      v.string('must be a text'),
      v.check(
        (text) => parseInstant(text) !== null,
        'must be a date and time with its zone, such as 2026-11-21T12:00:00Z',
      ),
    ),
  ),
  clockSkewSeconds: v.nullish(
    v.pipe(
      v.number('must be a number of seconds'),
      v.safeInteger('must be a whole number of seconds'),
      v.minValue(0, 'must be 0 or more'),
    ),
    DEFAULT_CLOCK_SKEW_SECONDS,
  ),
  require: v.nullish(
    v.picklist(SIGNATURE_REQUIREMENTS, `must be one of ${SIGNATURE_REQUIREMENTS.join(', ')}`),
    'either',
  ),
  allowSha1: flag,
  allowUnauthenticatedCbc: flag,
  decryptionKeys: paths,
};

const CASE = v.object(FIELDS, 'must be an object');

type CaseField = keyof typeof FIELDS;

/** What each field is called where the case was written. */
export type FieldNames = Readonly<Record<CaseField, string>>;

/** The names in a file of cases. */
export const JSON_NAMES = Object.fromEntries(
  Object.keys(FIELDS).map((field) => [field, field]),
) as FieldNames;

interface Surroundings {
  readonly names: FieldNames;
  /** What relative paths are relative to. */
  readonly folder: string;
  /** The present, in milliseconds since 1970, for a case that names no other time. */
  readonly now: number;
}

/** Reads a case, or says everything that is wrong with it at once. */
export function readCase(
  input: unknown,
  { names, folder, now }: Surroundings,
): Result<InspectionCase, CaseFailure> {
  const read = v.safeParse(CASE, input);
  const problems = [...(read.issues ?? []).map(sentence(names)), ...contradictions(input, names)];
  if (!read.success || problems.length > 0) {
    return failure('case_invalid', 'a complete case', problems.join('; '));
  }
  const fields = read.output;
  const locate = (path: string) => (isAbsolute(path) ? path : resolve(folder, path));
  return success({
    responseFile: fields.response === STANDARD_INPUT ? STANDARD_INPUT : locate(fields.response),
    trust:
      typeof fields.metadata === 'string'
        ? { kind: 'metadata', file: locate(fields.metadata) }
        : {
            kind: 'certificates',
            files: fields.certificates.map(locate),
            idpEntityId: fields.idpEntityId as string,
          },
    spEntityId: fields.spEntityId,
    acsUrl: fields.acsUrl,
    requestId: fields.inResponseTo ?? null,
    now: (typeof fields.now === 'string' ? parseInstant(fields.now) : null) ?? now,
    clockSkewSeconds: fields.clockSkewSeconds,
    requireSigned: fields.require,
    allowSha1: fields.allowSha1,
    allowUnauthenticatedCbc: fields.allowUnauthenticatedCbc,
    decryptionKeyFiles: fields.decryptionKeys.map(locate),
  });
}

/** Never a default here: what is trusted, and whether anybody asked, has to be said, and said once. */
function contradictions(input: unknown, names: FieldNames): string[] {
  if (typeof input !== 'object' || input === null) return [];
  const fields = input as Partial<Record<CaseField, unknown>>;
  const given = (field: CaseField) => {
    const value = fields[field] ?? false;
    return value !== false && !(Array.isArray(value) && value.length === 0);
  };
  const problems: string[] = [];
  if (given('metadata') === (given('certificates') || given('idpEntityId'))) {
    problems.push(`give either ${names.metadata}, or ${names.certificates} and ${names.idpEntityId}`);
  } else if (!given('metadata') && !given('certificates')) {
    problems.push(`${names.idpEntityId} needs ${names.certificates} as well`);
  } else if (!given('metadata') && !given('idpEntityId')) {
    problems.push(`${names.certificates} needs ${names.idpEntityId} as well`);
  }
  if (given('inResponseTo') === given('unsolicited')) {
    problems.push(`give either ${names.inResponseTo} or ${names.unsolicited}`);
  }
  return problems;
}

function sentence(names: FieldNames): (issue: v.BaseIssue<unknown>) => string {
  return ({ path, message }) => {
    const [field] = path ?? [];
    return field === undefined ? `it ${message}` : `${names[field.key as CaseField]} ${message}`;
  };
}
