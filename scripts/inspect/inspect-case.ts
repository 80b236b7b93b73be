/**
 * One case, from its files to its verdict, by the code that the Worker runs. Reads files; the time is in the case.
 * Whatever is broken leads to a refusal.
 */
import { type Facts, failure, type Result, success } from '../../src/result.ts';
import type { Assertion } from '../../src/saml/assertion.ts';
import type { MetadataWarning } from '../../src/saml/metadata-failure.ts';
import { readResponse, verifyResponse } from '../../src/saml/receive-response.ts';
import { type DecryptionKey, readDecryptionKey } from '../../src/xmlenc/decryption-key.ts';
import { decodeResponse } from './decode-response.ts';
import type { InspectionCase } from './inspection-case.ts';
import type { CaseFailure, InspectionFailure } from './inspection-failure.ts';
import { readOctets } from './read-file.ts';
import { readTrust } from './read-trust.ts';

/** One line of the trace. Where there was no Response to look at yet, the refusal itself is the only one. */
export interface InspectionCheck extends Facts<string> {
  readonly passed: boolean;
}

export type Inspection =
  | {
      readonly accepted: true;
      readonly assertion: Assertion;
      readonly checks: readonly InspectionCheck[];
      readonly warnings: readonly MetadataWarning[];
    }
  | {
      readonly accepted: false;
      readonly refusal: InspectionFailure;
      readonly checks: readonly InspectionCheck[];
      readonly warnings: readonly MetadataWarning[];
    };

/** Inspects a case. Never throws: what we did not foresee is a refusal too. */
export async function inspectCase(inspected: InspectionCase): Promise<Inspection> {
  try {
    return await inspectFiles(inspected);
  } catch (error) {
    const received = error instanceof Error ? error.name : typeof error;
    return refuse({ about: 'case', failure: failure('internal_error', 'a verdict', received).failure });
  }
}

/** Refuses before there was a Response to check. */
export function refuse(refusal: InspectionFailure, warnings: readonly MetadataWarning[] = []): Inspection {
  return { accepted: false, refusal, checks: [{ ...refusal.failure, passed: false }], warnings };
}

async function inspectFiles(inspected: InspectionCase): Promise<Inspection> {
  const decryptionKeys = await readDecryptionKeys(inspected.decryptionKeyFiles);
  if (!decryptionKeys.ok) return refuse({ about: 'case', failure: decryptionKeys.failure });
  const trust = await readTrust(inspected.trust, inspected.now);
  if (!trust.ok) return refuse(trust.failure);
  const { warnings, ...trusted } = trust.value;

  const file = await readOctets(inspected.responseFile);
  if (!file.ok) return refuse({ about: 'case', failure: file.failure }, warnings);
  const octets = decodeResponse(file.value);
  if (!octets.ok) return refuse({ about: 'response', failure: octets.failure }, warnings);
  const response = readResponse(octets.value);
  if (!response.ok) return refuse({ about: 'response', failure: response.failure }, warnings);

  const { requestId, spEntityId, acsUrl, requireSigned, clockSkewSeconds } = inspected;
  const { allowSha1, allowUnauthenticatedCbc } = inspected;
  const verdict = await verifyResponse(
    response.value,
    {
      ...trusted,
      ...{ spEntityId, acsUrl, requireSigned, clockSkewSeconds, allowSha1, allowUnauthenticatedCbc },
      decryptionKeys: decryptionKeys.value,
      request: requestId === null ? null : { id: requestId, issuedAt: null, forceAuthn: false },
      // That is a deployment's affair, and none is known here.
      blockedAlgorithms: new Set(),
      authnContextClassRefs: [],
      // Whether an attribute stands in for it is the connection's affair, and no connection is known here.
      nameIdRequired: false,
    },
    inspected.now,
  );
  if (verdict.accepted) return { ...verdict, warnings };
  const refusal = { about: 'response', failure: verdict.failure } as const;
  return { accepted: false, refusal, checks: verdict.checks, warnings };
}

async function readDecryptionKeys(
  files: readonly string[],
): Promise<Result<readonly DecryptionKey[], CaseFailure>> {
  const keys: DecryptionKey[] = [];
  for (const path of files) {
    const file = await readOctets(path);
    if (!file.ok) return file;
    const key = readDecryptionKey(new TextDecoder().decode(file.value));
    if (key === null) {
      const expected = 'an RSA private key of 2048 bits or more as PEM, without a passphrase';
      return failure('decryption_key_unreadable', expected, path);
    }
    keys.push(key);
  }
  return success(keys);
}
