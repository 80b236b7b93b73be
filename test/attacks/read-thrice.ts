/** Reads an honest message under each of the three ways to sign it. */
import { expect } from 'vitest';
import type { AssertionParts, ResponseParts } from '../../scripts/idp/response.ts';
import { buildResponse, signBoth, signXml } from '../support/signed-response.ts';
import { acceptedAssertion } from '../support/verdict.ts';

export type Changes = Partial<ResponseParts> & { readonly assertion?: Partial<AssertionParts> };

/** Reads what is accepted with only the Assertion signed, with only the Response signed, and with both. */
export async function readThrice(changes: Changes | string) {
  const xml = typeof changes === 'string' ? changes : buildResponse(changes);
  const readings = [
    await acceptedAssertion(await signXml(xml, 'Assertion')),
    await acceptedAssertion(await signXml(xml, 'Response')),
    await acceptedAssertion(await signBoth(xml)),
  ];
  expect(readings[1]).toEqual(readings[0]);
  expect(readings[2]).toEqual(readings[0]);
  return readings[0] as (typeof readings)[number];
}

export const named = (value: string | { rawXml: string }, format: string | null = null): Changes => ({
  assertion: { nameId: { value, format, nameQualifier: null, spNameQualifier: null } },
});
