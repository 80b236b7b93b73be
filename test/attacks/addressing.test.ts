/** A Response that was sent to another address, or answers another request. */
import { describe, expect, test } from 'vitest';
import type { SamlFailureCode } from '../../src/saml/failure.ts';
import { buildResponse, GENUINE, signBoth, signXml } from '../support/signed-response.ts';
import { outcomeOf } from '../support/verdict.ts';
import { confirmed, refuses } from './refuses.ts';

const { acsUrl } = GENUINE;

describe('the Destination', () => {
  const others = {
    'of another host': acsUrl.replace('acme', 'globex'),
    'of another path': acsUrl.replace('/acs', '/login'),
    'with a path in another case': acsUrl.replace('/acs', '/ACS'),
    'with a slash after it': `${acsUrl}/`,
    'with a query': `${acsUrl}?x=1`,
    'with a fragment': `${acsUrl}#x`,
    'of another port': acsUrl.replace(':8787', ':8788'),
    'of another scheme': acsUrl.replace('http:', 'https:'),
    'with white space': ` ${acsUrl}`,
    'that has ours in its query': `https://evil.example/?${acsUrl}`,
  };
  refuses(
    Object.entries(others).map(([says, destination]) => ({
      says,
      response: { destination },
      refusedWith: 'destination_mismatch',
    })),
  );

  test.each([
    ['missing', null],
    ['empty', ''],
  ])('%s: only on an unsigned Response', async (_, destination) => {
    const xml = buildResponse({ destination });
    expect(await outcomeOf(await signXml(xml, 'Assertion'))).toBe('accepted');
    expect(await outcomeOf(await signXml(xml, 'Response'))).toBe('destination_mismatch');
    expect(await outcomeOf(await signBoth(xml))).toBe('destination_mismatch');
  });
});

describe('InResponseTo', () => {
  const values = [GENUINE.requestId, '_other', '', 'null', ' _request1', null];
  const cases = values.flatMap((response) => values.map((confirmation) => ({ response, confirmation })));

  test.each(cases)(
    'Response "$response", confirmation "$confirmation"',
    async ({ response, confirmation }) => {
      const xml = buildResponse({
        inResponseTo: response,
        assertion: confirmed({ inResponseTo: confirmation }),
      });
      for (const [document, isResponseSigned] of [
        [await signXml(xml, 'Assertion'), false],
        [await signXml(xml, 'Response'), true],
      ] as const) {
        // An answer says so in signed content, and the Response never says anything else.
        const signed = confirmation ?? (isResponseSigned ? response : null);
        const isAnswer = response === GENUINE.requestId && signed === GENUINE.requestId;
        expect(await outcomeOf(document)).toMatch(isAnswer ? /^accepted$/ : /in_response_to/);
        const isUnsolicited = response === null && confirmation === null;
        expect(await outcomeOf(document, { request: null })).toMatch(
          isUnsolicited ? /^accepted$/ : /in_response_to/,
        );
      }
    },
  );

  test.each<[string, string | null, string | null, 'Assertion' | 'Response', SamlFailureCode]>([
    ['only on an unsigned Response', GENUINE.requestId, null, 'Assertion', 'in_response_to_missing'],
    ['on neither', null, null, 'Response', 'response_in_response_to_mismatch'],
    ['only in the confirmation', null, GENUINE.requestId, 'Response', 'response_in_response_to_mismatch'],
    ['another in the confirmation', GENUINE.requestId, '_other', 'Response', 'in_response_to_mismatch'],
    ['another on the Response', '_other', GENUINE.requestId, 'Response', 'response_in_response_to_mismatch'],
  ])('%s', async (_, response, confirmation, signed, refusedWith) => {
    const xml = buildResponse({
      inResponseTo: response,
      assertion: confirmed({ inResponseTo: confirmation }),
    });
    expect(await outcomeOf(await signXml(xml, signed))).toBe(refusedWith);
  });

  test('of an answer where none is expected', async () => {
    const xml = buildResponse({ inResponseTo: null });
    expect(await outcomeOf(await signXml(xml, 'Assertion'), { request: null })).toBe(
      'in_response_to_unexpected',
    );
  });
});
